"""The secrets of invented people. They exist only where this room is installed.

Everything is derived from the installation's own secret, so that a demo that is started again
still knows them, and nothing is written down. Codes are real: the portal checks them as it checks
those of anybody else.
"""

import base64
import hashlib
import hmac
import time

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings

from portal.accounts import stepup
from portal.accounts.models import StepUp, User

PASSWORD = "trechter demo 2026"  # noqa: S105  invented people share one, and the page shows it
PERIOD = 30  # seconds that a code is shown
WORDS = (
    "anker", "beek", "cirkel", "dijk", "eik", "fiets", "gracht", "haven", "inkt", "jas", "kade",
    "laan", "molen", "noord", "oever", "plein", "riet", "sluis", "toren", "veer", "wilg", "zand",
)  # fmt: skip


def totp_secret(user: User) -> str:
    """The secret of this person's authenticator app, in base32."""
    return base64.b32encode(_derived(user, "totp")[:20]).decode()


def code_of(user: User) -> str:
    """The code that this person's app shows now."""
    return format_hotp_value(
        hotp_value(totp_secret(user), next(iter(yield_hotp_counters_from_time())))
    )


def passphrase_of(user: User) -> str:
    """The words with which this person unlocks their vault key."""
    return " ".join(WORDS[byte % len(WORDS)] for byte in _derived(user, "passphrase")[:6])


def proof_of(user: User, session_key: str = "") -> StepUp:
    """A second factor of this person: the one of the last minutes, or a new one.

    A code counts once, so a person who has just used theirs waits for the next. Without a session
    the person acts from one of their own: two people never share one.
    """
    session_key = session_key or f"invented-{user.pk}"
    proof = stepup.fresh_proof(user, session_key)
    if proof is not None:
        return proof
    try:
        return stepup.prove(user, session_key=session_key, code=code_of(user))
    except stepup.WrongCode:
        time.sleep(PERIOD - time.time() % PERIOD + 0.1)
        return stepup.prove(user, session_key=session_key, code=code_of(user))


def _derived(user: User, purpose: str) -> bytes:
    message = f"{purpose}:{user.email}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()
