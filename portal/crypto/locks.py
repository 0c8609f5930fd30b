"""Locks: encrypt a small secret once, under a key that is itself random enough.

Every lock derives a key of its own (HKDF-SHA256 over a fresh salt), uses it for one
AES-256-GCM message, and never again. So a nonce cannot repeat, whatever the caller does.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.crypto.errors import Tampered

KEY_BYTES = 32
SALT_BYTES = 16
_VERSION = b"\x01"
_NONCE = bytes(12)  # constant, because the derived key encrypts this one message


def derive(secret: bytes, *, salt: bytes, purpose: bytes) -> bytes:
    """Derive a 32-byte key for `purpose` from at least 16 random bytes (RFC 5869).

    Raises ValueError when `secret` is too short to be a key.
    """
    if len(secret) < 16:
        raise ValueError("A key to derive from has at least 16 bytes.")
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=purpose).derive(secret)


def lock(secret: bytes, plaintext: bytes, *, purpose: bytes, context: bytes) -> bytes:
    """Encrypt `plaintext` under `secret`: version, salt (16 bytes), ciphertext with its tag."""
    salt = os.urandom(SALT_BYTES)
    key = derive(secret, salt=salt, purpose=purpose)
    return _VERSION + salt + AESGCM(key).encrypt(_NONCE, plaintext, context)


def unlock(secret: bytes, locked: bytes, *, purpose: bytes, context: bytes) -> bytes:
    """Return what `lock` was given. Raises Tampered when anything at all differs."""
    version, salt, ciphertext = locked[:1], locked[1 : 1 + SALT_BYTES], locked[1 + SALT_BYTES :]
    if version != _VERSION:
        raise Tampered("These bytes are no lock of a version that we know.")
    key = derive(secret, salt=salt, purpose=purpose)
    try:
        return AESGCM(key).decrypt(_NONCE, ciphertext, context)
    except (InvalidTag, ValueError) as error:
        raise Tampered("The lock does not open with this key and context.") from error
