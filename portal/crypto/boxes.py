"""Boxes: anyone with the public key can close one, only the private key opens it.

This is HPKE (RFC 9180) in base mode with X25519, HKDF-SHA256 and AES-256-GCM, as the
`cryptography` library implements it. A box does not say who closed it.
"""

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from portal.crypto.errors import Tampered

_VERSION = b"\x01"
_PURPOSE = b"trechter/boxes/1\x00"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True)
class KeyPair:
    """An X25519 key pair as raw bytes, 32 each."""

    private: bytes = field(repr=False)
    public: bytes


def generate_keypair() -> KeyPair:
    """Return a new random key pair."""
    private = X25519PrivateKey.generate().private_bytes_raw()
    return KeyPair(private=private, public=public_key_of(private))


def public_key_of(private_key: bytes) -> bytes:
    """Return the public key (32 bytes) that belongs to a private key (32 bytes)."""
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def seal(public_key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """Close a box: version, ephemeral public key (32 bytes), ciphertext with its tag.

    Raises ValueError when `public_key` is no usable X25519 key.
    """
    recipient = X25519PublicKey.from_public_bytes(public_key)
    return _VERSION + _SUITE.encrypt(plaintext, recipient, info=_PURPOSE + context)


def unseal(private_key: bytes, box: bytes, context: bytes) -> bytes:
    """Open a box. Raises Tampered on another key, another context or altered bytes."""
    if box[:1] != _VERSION:
        raise Tampered("These bytes are no box of a version that we know.")
    recipient = X25519PrivateKey.from_private_bytes(private_key)
    try:
        return _SUITE.decrypt(box[1:], recipient, info=_PURPOSE + context)
    except (InvalidTag, ValueError) as error:
        raise Tampered("The box does not open with this key and context.") from error
