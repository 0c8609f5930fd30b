"""The whole working copy as one file: what a company exports, and what a refused sending held."""

from collections.abc import Iterable, Mapping
from typing import Any

from applications.models import Proposal, Submission
from applications.working_copy import Payload, open_name, read_sections
from portal.crypto.canonical import canonical_json
from portal.files import store

VERSION = 1


def offered_bytes(proposal: Proposal) -> bytes:
    """The working copy as canonical JSON: answers in full, files by name and SHA-256.

    Empty when nothing readable is there: an offer that was sent is sealed.
    """
    sections = {code: read.payload for code, read in read_sections(proposal).items()}
    files = [_file(proposal, each) for each in proposal.attachments.select_related("file")]
    if not sections and not files:
        return b""
    return canonical_json(
        {
            "version": VERSION,
            "call": proposal.phase.call.reference,
            "offer": proposal.dossier.reference,
            "phase": proposal.phase.code,
            "sections": sections,
            "files": sorted(files, key=lambda file: file["question"]),
        }
    )


def _file(proposal: Proposal, attachment: Any) -> dict[str, str]:
    return {
        "question": attachment.question,
        "name": open_name(proposal, attachment),
        "sha256": store.content_sha256_of(attachment.file).hex(),
    }


def sent_bytes(
    submission: Submission, sections: Mapping[str, Payload], files: Iterable[tuple[str, str, str]]
) -> bytes:
    """What was sent as canonical JSON; `files` are question, name and SHA-256 ("" unknown)."""
    proposal = submission.proposal
    return canonical_json(
        {
            "version": VERSION,
            "call": proposal.phase.call.reference,
            "offer": proposal.dossier.reference,
            "phase": proposal.phase.code,
            "sending": submission.number,
            "manifest_sha256": submission.manifest_sha256,
            "sections": dict(sections),
            "files": [
                {"question": question, "name": name, "sha256": sha256}
                for question, name, sha256 in sorted(files)
            ],
        }
    )
