"""The working copy as bytes: sections and file names, encrypted at rest per call.

Only the company's own pages read it. What cannot be read by the running portal is the sealed
Submission (model.md, "Working copy, sealing, sending again").
"""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from applications.models import Attachment, Proposal, WorkingSection
from portal.crypto.application_key import decrypt_at_rest, encrypt_at_rest
from portal.crypto.canonical import canonical_json
from portal.crypto.contexts import bind

Payload = dict[str, Any]


@dataclass(frozen=True)
class ReadSection:
    """One section as it was last saved; version 0 means that nothing was saved yet."""

    code: str
    payload: Payload
    version: int
    saved_at: datetime | None = None
    saved_by: str = ""


def encode(payload: Payload) -> bytes:
    """The canonical bytes of a section. Raises TypeError on a float: money is text or Decimal."""
    return canonical_json(_plain(payload))


def close_section(proposal: Proposal, code: str, payload: Payload) -> bytes:
    """Encrypt a section for its row."""
    return encrypt_at_rest(
        encode(payload), call=proposal.phase.call.reference, context=_place(proposal, code)
    )


def open_section(proposal: Proposal, row: WorkingSection) -> Payload:
    """Read a section from its row. Raises Tampered when the row was moved or altered."""
    plain = decrypt_at_rest(
        bytes(row.payload),
        call=proposal.phase.call.reference,
        context=_place(proposal, row.code),
    )
    return json.loads(plain)


def read_section(proposal: Proposal, code: str) -> ReadSection:
    """One section with its version."""
    row = proposal.sections.select_related("saved_by").filter(code=code).first()
    return _read(proposal, row) if row else ReadSection(code, {}, 0)


def read_sections(proposal: Proposal) -> dict[str, ReadSection]:
    """All sections that were saved, by code."""
    rows = proposal.sections.select_related("saved_by")
    return {row.code: _read(proposal, row) for row in rows}


def read_files(proposal: Proposal) -> list[Attachment]:
    """The files in the places of questions, fetched once for this object."""
    with_files = Prefetch("attachments", Attachment.objects.select_related("file"))
    prefetch_related_objects([proposal], with_files)
    return list(proposal.attachments.all())


def close_name(proposal: Proposal, question: str, name: str) -> bytes:
    """Encrypt the name of a file for its row."""
    return encrypt_at_rest(
        name.encode(),
        call=proposal.phase.call.reference,
        context=_place(proposal, f"file/{question}"),
    )


def open_name(proposal: Proposal, attachment: Attachment) -> str:
    """Read the name of a file."""
    return open_name_in(proposal, attachment.question, bytes(attachment.file_name))


def open_name_in(proposal: Proposal, question: str, encrypted: bytes) -> str:
    """Read the name of a file that is, or comes, in the place of a question."""
    plain = decrypt_at_rest(
        encrypted,
        call=proposal.phase.call.reference,
        context=_place(proposal, f"file/{question}"),
    )
    return plain.decode()


def _read(proposal: Proposal, row: WorkingSection) -> ReadSection:
    return ReadSection(
        row.code, open_section(proposal, row), row.version, row.saved_at, str(row.saved_by)
    )


def _place(proposal: Proposal, part: str) -> bytes:
    return bind("working copy", proposal.dossier.reference, proposal.phase.code, part)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
