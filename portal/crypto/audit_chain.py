"""The chain of audit lines, and signed checkpoints over it.

Each line's hash covers the hash before it and the digest of the line's event, so that nothing can
be changed, dropped, added or moved without changing every later hash. The event enters as a digest
so that an export can leave out what is still sealed and the chain can be checked all the same.

A checkpoint is the hash at one moment, signed (Ed25519, RFC 8032) and given to outsiders: who
holds one notices when the chain is rewritten.
`portal.audit.verify` checks both without this module, on purpose.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from portal.crypto.canonical import canonical_json

GENESIS = bytes(32)
_LINE, _EVENT = b"trechter/audit/2\x00", b"trechter/audit-event/2\x00"


@dataclass(frozen=True)
class Checkpoint:
    """The chain's hash (hex) at line `seq`, at an instant (ISO 8601 with offset)."""

    seq: int
    hash: str
    at: str


def event_hash(previous: bytes, canonical_event: bytes) -> bytes:
    """Return the hash (32 bytes) of a line, from the hash before it and its canonical JSON.

    The first line follows GENESIS. Raises ValueError when `previous` is no SHA-256.
    """
    if len(previous) != len(GENESIS):
        raise ValueError("The previous hash has 32 bytes.")
    return hashlib.sha256(_LINE + previous + event_digest(canonical_event)).digest()


def event_digest(canonical_event: bytes) -> bytes:
    """Return the digest (32 bytes) that stands for an event whose content is not shown."""
    return hashlib.sha256(_EVENT + canonical_event).digest()


def chain(previous: bytes, canonical_events: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the hash of each line in turn, going on from `previous`."""
    for canonical_event in canonical_events:
        previous = event_hash(previous, canonical_event)
        yield previous


def sign_checkpoint(checkpoint: Checkpoint, private_key: bytes) -> bytes:
    """Return the signature (64 bytes) with an Ed25519 private key (32 bytes)."""
    return Ed25519PrivateKey.from_private_bytes(private_key).sign(_signed(checkpoint))


def public_key_of(private_key: bytes) -> bytes:
    """Return the Ed25519 public key (32 bytes) that belongs to a private one."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def is_signed(checkpoint: Checkpoint, signature: bytes, public_key: bytes) -> bool:
    """Say whether `signature` over `checkpoint` fits the Ed25519 public key (32 bytes)."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _signed(checkpoint))
    except InvalidSignature:
        return False
    return True


def _signed(checkpoint: Checkpoint) -> bytes:
    fields = {"seq": checkpoint.seq, "hash": checkpoint.hash, "at": checkpoint.at}
    return b"trechter/checkpoint/1\x00" + canonical_json(fields)
