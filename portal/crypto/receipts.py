"""Receipts: what was received, in a form that anyone can hash again.

A manifest names every answer and file by hash, never by content. Hashes of answers are salted,
so that someone with the manifest cannot confirm a guess ("the price is 49,999"). The salts follow
from one random root that travels in the sealed payload and that the company keeps; a single
answer can be shown by giving its own salt, which tells nothing about the others.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from portal.crypto.canonical import canonical_json
from portal.crypto.contexts import bind


@dataclass(frozen=True)
class Sending:
    """Which sending a manifest is about; all of it is public to the company and the officers."""

    call: str
    call_version: int
    call_version_sha256: str
    dossier: str
    phase_kind: str
    number: int


@dataclass(frozen=True)
class ManifestFile:
    """One file: stored (encrypted) bytes by SHA-256 and size, and its content's salted hash.

    `content_hash` is `salted_hash(root, label, sha256_of_the_plaintext)`: with it a company proves
    the file that it holds itself, which the hash of encrypted bytes alone cannot.
    """

    label: str
    stored_sha256: str
    stored_size: int
    content_hash: str


def new_salt_root() -> bytes:
    """Return 32 random bytes from which one sending's salts follow."""
    return os.urandom(32)


def answer_salt(salt_root: bytes, label: str) -> bytes:
    """Return the salt (32 bytes) of one answer; showing it shows nothing of other answers."""
    return hmac.digest(salt_root, b"trechter/receipts/1/salt\x00" + label.encode(), "sha256")


def hash_with_salt(salt: bytes, label: str, value: bytes) -> str:
    """Return the hash, in hex, of one answer whose salt is known."""
    labelled = b"trechter/receipts/1/answer\x00" + salt + bind(label) + value
    return hashlib.sha256(labelled).hexdigest()


def salted_hash(salt_root: bytes, label: str, value: bytes) -> str:
    """Return the hash, in hex, that stands in the manifest for the answer under `label`."""
    return hash_with_salt(answer_salt(salt_root, label), label, value)


def manifest(
    sending: Sending,
    *,
    answers: Mapping[str, str],
    files: Iterable[ManifestFile],
    sealed_sha256: str,
) -> dict[str, Any]:
    """Return the manifest of a sending as a plain dict.

    `answers` maps labels to `salted_hash`; `sealed_sha256` is over the encrypted payload, in hex.
    Files are sorted by label, so that their order of upload does not matter. Raises ValueError
    when two files share a label.
    """
    listed = sorted((asdict(file) for file in files), key=lambda file: file["label"])
    if len({file["label"] for file in listed}) != len(listed):
        raise ValueError("Two files of one sending have the same label.")
    return {
        "version": 1,
        "call": sending.call,
        "call_version": {"number": sending.call_version, "sha256": sending.call_version_sha256},
        "dossier": sending.dossier,
        "phase_kind": sending.phase_kind,
        "sending": sending.number,
        "answers": dict(answers),
        "files": listed,
        "sealed_sha256": sealed_sha256,
    }


def manifest_sha256(contents: Mapping[str, Any]) -> str:
    """Return the SHA-256, in hex, over the canonical JSON of a manifest."""
    return hashlib.sha256(canonical_json(contents)).hexdigest()


def receipt_leaf(contents_sha256: str, received_at: datetime) -> bytes:
    """Return a receipt as a leaf of the phase's tree: the manifest's hash and the time of receipt.

    Raises ValueError when `received_at` has no time zone.
    """
    written = {"manifest_sha256": contents_sha256, "received_at": as_instant(received_at)}
    return canonical_json(written)


def as_instant(received_at: datetime) -> str:
    """Return a time of receipt as it is hashed and shown to be checked: UTC, with microseconds.

    Raises ValueError when it has no time zone.
    """
    if received_at.tzinfo is None:
        raise ValueError("A time of receipt has a time zone.")
    return received_at.astimezone(UTC).isoformat(timespec="microseconds")
