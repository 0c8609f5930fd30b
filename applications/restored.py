"""Whether a portal that was put back from a backup is whole: rows, files and keys fit together."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.files.storage import default_storage

from applications.models import Submission, WorkingSection
from applications.working_copy import open_section
from portal.audit import verify
from portal.audit.checkpoints import public_key
from portal.audit.export import export_lines
from portal.crypto.errors import CryptoError
from portal.crypto.receipts import manifest_sha256
from portal.files import store
from portal.files.models import StoredFile

PIECE = 1024 * 1024


@dataclass
class Findings:
    """How much was looked at, and what is wrong with it."""

    counts: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def look_over() -> Findings:
    """Everything that a backup must bring back. It reads every file, so it takes a while."""
    found = Findings()
    for name, faults in (
        ("files", map(_fault_of_file, StoredFile.objects.iterator())),
        ("sendings", map(_fault_of_sending, Submission.objects.exclude(manifest={}).iterator())),
        ("parts of drafts", map(_fault_of_section, _sections())),
        ("lines of history", _history()),
    ):
        every = list(faults)
        found.counts[name] = len(every)
        found.faults += [fault for fault in every if fault]
    return found


def _fault_of_file(file: StoredFile) -> str:
    """Its bytes are those of its row, and its key opens them, if it is not sealed."""
    digest = hashlib.sha256()
    try:
        with default_storage.open(file.storage_name) as stored:
            while piece := stored.read(PIECE):
                digest.update(piece)
        if digest.hexdigest() != file.sha256:
            return f"file {file.uuid}: other bytes than its row names"
        if file.wrapped_key is not None:
            store.file_key_of(file)
    except FileNotFoundError:
        return f"file {file.uuid}: not there"
    except CryptoError:
        return f"file {file.uuid}: APPLICATION_KEY does not open it"
    return ""


def _fault_of_sending(submission: Submission) -> str:
    """The receipt names this very payload."""
    sealed = hashlib.sha256(bytes(submission.sealed_payload)).hexdigest()
    is_whole = manifest_sha256(submission.manifest) == submission.manifest_sha256
    if not is_whole or submission.manifest["sealed_sha256"] != sealed:
        return f"sending {submission.pk}: not what its receipt names"
    return ""


def _sections() -> Iterator[WorkingSection]:
    rows = WorkingSection.objects.select_related("proposal__dossier", "proposal__phase__call")
    yield from rows.iterator()


def _fault_of_section(row: WorkingSection) -> str:
    try:
        open_section(row.proposal, row)
    except CryptoError:
        return f"part {row.pk} of a draft: APPLICATION_KEY does not open it"
    return ""


def _history() -> Iterator[str]:
    """An empty text for each line of the chain, or what the verifier says of the first fault."""
    lines = (line.encode() for line in export_lines())
    try:
        report = verify.verify(lines, public_key=bytes.fromhex(public_key()))
    except verify.Broken as broken:
        yield f"history: {broken}"
        return
    yield from [""] * len(report.hashes)
