"""Reads the environment once. Every variable the portal knows is named here and in .env.example."""

import base64
import hashlib
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

ROOT = Path(__file__).resolve().parent.parent


def application_keys() -> list[bytes]:
    """The application keys, newest first: 32 bytes each, urlsafe base64, separated by commas.

    The first encrypts, all of them decrypt, so that a key can be rotated.
    Raises ImproperlyConfigured when one is missing or of the wrong length.
    """
    keys = [base64.urlsafe_b64decode(part) for part in env.list("APPLICATION_KEY", default=[])]
    if not keys or any(len(key) != 32 for key in keys):
        raise ImproperlyConfigured(
            "APPLICATION_KEY must hold one or more keys of 32 bytes in urlsafe base64."
        )
    return keys


def checkpoint_key() -> bytes:
    """The private key that signs checkpoints of the history: 32 bytes in urlsafe base64.

    Raises ImproperlyConfigured when it is missing or of the wrong length.
    """
    key = base64.urlsafe_b64decode(env("CHECKPOINT_KEY", default=""))
    if len(key) != 32:
        raise ImproperlyConfigured("CHECKPOINT_KEY must hold 32 bytes in urlsafe base64.")
    return key


def fixed_key(name: str) -> bytes:
    """A key that is the same on every machine: for tests, and for nothing else."""
    return hashlib.sha256(name.encode()).digest()
