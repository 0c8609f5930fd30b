"""Shares of a secret: k of n bring it back, fewer tell nothing (Shamir, 1979).

The arithmetic is PyCryptodome's, over GF(2^128). A secret of 32 bytes is split as two halves of
16 under the same indices. Shamir by itself returns nonsense for a wrong share, so a commitment
to the secret, which may be public, is kept beside the shares and checked on the way back.
"""

import hashlib
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from Crypto.Protocol.SecretSharing import Shamir

from portal.crypto.errors import WrongShares

SECRET_BYTES = 32
_HALF = SECRET_BYTES // 2
_VERSION = b"\x01"
_SPLIT_ID_BYTES = 8
_ENCODED_BYTES = 1 + _SPLIT_ID_BYTES + 1 + SECRET_BYTES


@dataclass(frozen=True)
class Share:
    """One share: the split it is from, its index (1-255) and its value (32 bytes, secret)."""

    split_id: bytes
    index: int
    value: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """Encode: version, split (8 bytes), index (1 byte), value (32 bytes)."""
        return _VERSION + self.split_id + bytes([self.index]) + self.value

    @classmethod
    def from_bytes(cls, encoded: bytes) -> "Share":
        """Decode what `to_bytes` gave. Raises WrongShares when it is no share."""
        if len(encoded) != _ENCODED_BYTES or encoded[:1] != _VERSION or encoded[9] == 0:
            raise WrongShares("These bytes are no share of a version that we know.")
        return cls(split_id=encoded[1:9], index=encoded[9], value=encoded[10:])


def split(secret: bytes, k: int, n: int) -> list[Share]:
    """Split 32 secret bytes into `n` shares of which any `k` suffice.

    Raises ValueError unless 2 <= k <= n <= 255: one share that opens alone is no vault.
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError("Only a secret of 32 bytes can be split.")
    if not 2 <= k <= n <= 255:
        raise ValueError("Of n holders (at most 255), at least two and at most n must be needed.")
    split_id = os.urandom(_SPLIT_ID_BYTES)
    halves = zip(
        Shamir.split(k, n, secret[:_HALF]), Shamir.split(k, n, secret[_HALF:]), strict=True
    )
    return [Share(split_id, index, left + right) for (index, left), (_, right) in halves]


def combine(shares: Sequence[Share], k: int, *, commitment: bytes) -> bytes:
    """Return the secret. All shares given are used, so any wrong one among them is found.

    Raises WrongShares when fewer than `k` are given, one is given twice, they are from different
    splits, or the result does not fit `commitment`.
    """
    if len({share.index for share in shares}) != len(shares):
        raise WrongShares("The same share was given twice.")
    if len(shares) < k:
        raise WrongShares(f"{k} shares are needed, {len(shares)} were given.")
    if len({share.split_id for share in shares}) != 1:
        raise WrongShares("These shares are from different splits.")
    left = Shamir.combine([(share.index, share.value[:_HALF]) for share in shares])
    right = Shamir.combine([(share.index, share.value[_HALF:]) for share in shares])
    if not hmac.compare_digest(commit(left + right), commitment):
        raise WrongShares("At least one share is not the one that was handed out.")
    return left + right


def commit(secret: bytes) -> bytes:
    """Return the commitment (32 bytes) to a random secret: SHA-256 over a label and the secret.

    It hides the secret because 256 random bits cannot be guessed; never commit to a password.
    """
    return hashlib.sha256(b"trechter/shares/1/commitment\x00" + secret).digest()
