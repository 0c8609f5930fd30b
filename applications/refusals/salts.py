"""The salted hash of what was offered: the salt is kept encrypted, and told to the company."""

import hashlib
import secrets

from applications.models import RefusedAttempt
from portal.crypto.application_key import decrypt_at_rest, encrypt_at_rest
from portal.crypto.contexts import bind

SALT_BYTES = 32


def new_salt() -> str:
    """A random salt, as it is printed."""
    return secrets.token_hex(SALT_BYTES)


def salted_sha256(salt: str, content: bytes) -> str:
    """SHA-256, in hex, over the salt as it is printed and then the exported file."""
    return hashlib.sha256(salt.encode() + content).hexdigest()


def close_salt(attempt: RefusedAttempt, salt: str) -> bytes:
    """Encrypt the salt for its row."""
    call = attempt.proposal.phase.call.reference
    return encrypt_at_rest(salt.encode(), call=call, context=_place(attempt))


def salt_of(attempt: RefusedAttempt) -> str:
    """The salt of a refused attempt, for the company alone. Raises Tampered."""
    call = attempt.proposal.phase.call.reference
    encrypted = bytes(attempt.proof.salt)
    return decrypt_at_rest(encrypted, call=call, context=_place(attempt)).decode()


def _place(attempt: RefusedAttempt) -> bytes:
    return bind("refused attempt", attempt.proposal.dossier.reference, attempt.pk)
