"""Protect a secret with a passphrase that a person remembers.

Scrypt (RFC 7914) makes every guess expensive; its cost is stored with the result, so that it can
be raised later without losing what was protected before. The derived key then locks the secret.
"""

import os
import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from portal.crypto import locks
from portal.crypto.errors import Tampered, WrongPassphrase

_VERSION = b"\x01"
_HEADER_BYTES = 4 + locks.SALT_BYTES
_PURPOSE = b"trechter/passphrase/1"


@dataclass(frozen=True)
class Cost:
    """What one guess costs: 2**log_n * r * 128 bytes of memory, p times over.

    The bounds keep a forged header from claiming gigabytes.
    """

    log_n: int
    r: int = 8
    p: int = 1

    def __post_init__(self) -> None:
        if not (1 <= self.log_n <= 18 and 1 <= self.r <= 16 and 1 <= self.p <= 4):
            raise ValueError("This scrypt cost is outside the bounds that we accept.")


STANDARD_COST = Cost(log_n=15)  # 32 MiB, about 0.1 s


def protect(secret: bytes, passphrase: str, context: bytes, *, cost: Cost = STANDARD_COST) -> bytes:
    """Encrypt `secret`: version, log_n, r, p (1 byte each), salt (16 bytes), lock.

    Only invented people, whose passphrases are no secret, get a lower `cost`.
    """
    header = _VERSION + bytes([cost.log_n, cost.r, cost.p]) + os.urandom(locks.SALT_BYTES)
    key = _stretch(passphrase, header[4:], cost)
    return header + locks.lock(key, secret, purpose=_PURPOSE, context=header + context)


def unprotect(protected: bytes, passphrase: str, context: bytes) -> bytes:
    """Return the secret.

    Raises WrongPassphrase when it does not open (an altered secret looks the same), and Tampered
    when the bytes are not of this format.
    """
    header, locked = protected[:_HEADER_BYTES], protected[_HEADER_BYTES:]
    if len(header) != _HEADER_BYTES or header[:1] != _VERSION:
        raise Tampered("These bytes are no protected secret of a version that we know.")
    try:
        cost = Cost(*header[1:4])
    except ValueError as error:
        raise Tampered("The stored cost is outside the bounds that we accept.") from error
    key = _stretch(passphrase, header[4:], cost)
    try:
        return locks.unlock(key, locked, purpose=_PURPOSE, context=header + context)
    except Tampered as error:
        raise WrongPassphrase("The passphrase does not open this secret.") from error


def _stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    # The same passphrase must open on every keyboard: "é" can be typed as one character or two.
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    scrypt = Scrypt(salt=salt, length=locks.KEY_BYTES, n=2**cost.log_n, r=cost.r, p=cost.p)
    return scrypt.derive(typed)
