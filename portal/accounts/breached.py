"""Passwords that stood in a leak are refused (ASVS 6.2.4, 6.2.12).

Three questions, from near to far. The list of Django and the list beside this file (49,233 lines,
from @zxcvbn-ts/language-common 4.1.3, MIT) are here and always answer. The service of Have I Been
Pwned knows a thousand million more; it is given the first five letters of the hash, never the
password, and when it cannot be reached nobody is held up (decision 401).
"""

import gzip
import hashlib
import logging
from functools import cache
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

KNOWN = Path(__file__).with_name("breached.txt.gz")
ENDS = "0123456789!?.,;:-_+*#@$%&/()=' "  # what people put around a word to make it longer
TIMEOUT_SECONDS = 2
MOST_BYTES = 262_144  # a range has some 900 lines of 40 characters

log = logging.getLogger(__name__)


class BreachedPasswordValidator:
    """Refuses what is known from leaks, also with figures and signs around it."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError for a password that is known."""
        if is_listed(password) or was_leaked(password):
            raise ValidationError(
                _("This password is known from a leak, so others try it. Choose another one."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return _("Not a password that is known from a leak.")


def is_listed(password: str) -> bool:
    """Whether it, or the word inside it, stands in the list; figures and signs alone do too."""
    lowered = password.lower()
    word = lowered.strip(ENDS)
    return not word or lowered in _known() or word in _known()


def was_leaked(password: str) -> bool:
    """Whether the service knows it; False when there is no service or no answer."""
    if not settings.LEAKED_PASSWORDS_URL:
        return False
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    address = f"{settings.LEAKED_PASSWORDS_URL}/{digest[:5]}"
    headers = {"Add-Padding": "true", "User-Agent": "trechter"}
    try:
        request = Request(address, headers=headers)  # noqa: S310  the address is the operator's
        with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            lines = answer.read(MOST_BYTES).decode("ascii", "replace").splitlines()
    except (OSError, HTTPException, ValueError) as silence:
        log.warning("the list of leaked passwords did not answer: %s", type(silence).__name__)
        return False
    # A line that is only there as padding counts zero.
    return any(line.startswith(f"{digest[5:]}:") and not line.endswith(":0") for line in lines)


@cache
def _known() -> frozenset[str]:
    return frozenset(gzip.decompress(KNOWN.read_bytes()).decode().split("\n"))
