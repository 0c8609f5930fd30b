"""Secrets in links: whoever has one may do what it stands for. Only the hash is kept.

A secret has at least 192 random bits, so a plain hash lets nobody find it.
"""

import hashlib


def sha256_of(secret: str) -> str:
    """What is kept of a secret: SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()
