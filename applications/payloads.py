"""What goes into the seal: answers, file keys and the root of the receipt's salts."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from applications.models import Proposal
from applications.working_copy import Payload, encode
from calls.models import CallVersion
from portal.crypto.canonical import canonical_json
from portal.crypto.contexts import bind
from portal.crypto.receipts import ManifestFile, Sending, manifest, salted_hash
from portal.files.models import StoredFile

VERSION = 1


@dataclass(frozen=True)
class SealedFile:
    """A file of an offer: its place, its stored bytes, its name, its key and its content's hash."""

    question: str
    file_uuid: str
    name: str
    key: bytes = field(repr=False)
    content_sha256: bytes


@dataclass(frozen=True)
class Offer:
    """The readable offer, between being sealed and after being opened."""

    sections: Mapping[str, Payload]
    files: tuple[SealedFile, ...]
    salt_root: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """The payload that is sealed."""
        return canonical_json(
            {
                "version": VERSION,
                "sections": dict(self.sections),
                "files": [_file_to_json(file) for file in self.files],
                "salt_root": b64encode(self.salt_root).decode(),
            }
        )

    @classmethod
    def from_bytes(cls, payload: bytes) -> "Offer":
        """Read a payload that was opened. Raises ValueError for another version."""
        content = json.loads(payload)
        if content["version"] != VERSION:
            raise ValueError(f"payload version {content['version']}")
        return cls(
            sections=content["sections"],
            files=tuple(_file_from_json(file) for file in content["files"]),
            salt_root=b64decode(content["salt_root"]),
        )


def context_of(proposal: Proposal, number: int) -> bytes:
    """To what a sending is bound: another offer's bytes, or an earlier one's, do not open."""
    return bind(
        "offer",
        proposal.phase.call.reference,
        proposal.dossier.reference,
        proposal.phase.code,
        number,
    )


def manifest_of(
    proposal: Proposal,
    offer: Offer,
    *,
    number: int,
    version: CallVersion,
    stored: Mapping[str, StoredFile],
    sealed_sha256: str,
) -> dict[str, Any]:
    """What was received, by hash: one per answer, one per file, one over the sealed whole."""
    return manifest(
        Sending(
            call=proposal.phase.call.reference,
            call_version=version.number,
            call_version_sha256=version.sha256,
            dossier=proposal.dossier.reference,
            phase_kind=proposal.phase.code,
            number=number,
        ),
        answers={
            label: salted_hash(offer.salt_root, label, value)
            for label, value in _answers(offer.sections)
        },
        files=[
            ManifestFile(
                label=file.question,
                stored_sha256=stored[file.file_uuid].sha256,
                stored_size=stored[file.file_uuid].size,
                content_hash=salted_hash(offer.salt_root, file.question, file.content_sha256),
            )
            for file in offer.files
        ],
        sealed_sha256=sealed_sha256,
    )


def _answers(sections: Mapping[str, Payload]) -> Iterator[tuple[str, bytes]]:
    for code, payload in sections.items():
        for question, value in payload.items():
            yield f"{code}/{question}", encode({"value": value})


def _file_to_json(file: SealedFile) -> dict[str, str]:
    return {
        "question": file.question,
        "file": file.file_uuid,
        "name": file.name,
        "key": b64encode(file.key).decode(),
        "content_sha256": file.content_sha256.hex(),
    }


def _file_from_json(content: Mapping[str, str]) -> SealedFile:
    return SealedFile(
        question=content["question"],
        file_uuid=content["file"],
        name=content["name"],
        key=b64decode(content["key"]),
        content_sha256=bytes.fromhex(content["content_sha256"]),
    )
