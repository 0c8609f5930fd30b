"""What the trade register says about a KvK number (REQ-29): the live API of the KvK, or silence.

It answers, or it could not be asked; it never raises and never holds anybody up for long. Only the
town is read from an address, and nothing at all from one that the register shields. Whether a
company refuses advertising (indNonMailing) is not read: the portal mails a company about its own
offers and what somebody there asked to follow, and nothing else (portal/mail/kinds.py). The API is
replaced by the KvK one day (Organisatie v1): what the portal knows of it stands in this module.
"""

import json
import logging
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, OpenerDirector, Request, build_opener

from django.conf import settings
from django.core.cache import cache

KEPT_SECONDS = 300
MOST_BYTES = 262_144
NO_SUCH_NUMBER = "IPD0005"  # in the body of a 404; a 404 without it comes from somebody else
SOLE_TRADER = "Eenmanszaak"

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    VERIFIED = "verified"
    NOT_FOUND = "not_found"
    UNKNOWN = "unknown"  # no key, no answer in time, or an answer that nobody can read


@dataclass(frozen=True)
class Reply:
    """The register's words about one number; `people` work there, it ends or ended on `ends_on`."""

    number: str
    outcome: Outcome
    name: str = ""
    legal_form: str = ""
    city: str = ""
    people: int | None = None
    ends_on: date | None = None

    @property
    def is_sole_trader(self) -> bool:
        """Whether the owner is a natural person, who has no RSIN (domain: numbers)."""
        return self.legal_form == SOLE_TRADER


class _NoRedirect(HTTPRedirectHandler):
    """The API redirects nobody; who does is not to receive our key."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def is_on() -> bool:
    """Whether this portal has a key for the API."""
    return bool(settings.KVK_API_KEY)


def look_up(number: str) -> Reply:
    """Ask the register about 8 digits. Its answers are kept for five minutes, silence is not."""
    kept = cache.get(f"kvk:{number}")
    if isinstance(kept, Reply):
        return kept
    reply = _ask(number) if is_on() else unknown(number)
    if reply.outcome != Outcome.UNKNOWN:
        cache.set(f"kvk:{number}", reply, KEPT_SECONDS)
    return reply


def unknown(number: str) -> Reply:
    """The number could not be verified, or was not asked about."""
    return Reply(number, Outcome.UNKNOWN)


def _ask(number: str) -> Reply:
    try:
        status, body = _fetch(number)
        if status == 404 and NO_SUCH_NUMBER in _fault_codes(json.loads(body)):
            return Reply(number, Outcome.NOT_FOUND)
        if status == 200:
            return _read(number, json.loads(body))
        log.warning("the KvK answered %s", status)
    except (OSError, HTTPException) as silence:
        log.warning("the KvK did not answer: %s", type(silence).__name__)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as wrong:
        log.warning("the answer of the KvK cannot be read: %s", type(wrong).__name__)
    return unknown(number)


def _fetch(number: str) -> tuple[int, bytes]:
    request = Request(  # noqa: S310  the address is a setting, the number eight digits
        f"{settings.KVK_API_URL}/v1/basisprofielen/{number}",
        headers={"apikey": settings.KVK_API_KEY, "Accept": "application/hal+json"},
    )
    until = time.monotonic() + settings.KVK_TIMEOUT_SECONDS
    try:
        with _opener().open(request, timeout=settings.KVK_TIMEOUT_SECONDS) as response:
            return response.status, _body(response, until)
    except HTTPError as refused:
        with refused:
            return refused.code, _body(refused, until)


def _opener() -> OpenerDirector:
    """The KvK's certificate hangs from a root of the State that browsers do not carry."""
    context = ssl.create_default_context(cafile=settings.KVK_CA_FILE or None)
    return build_opener(_NoRedirect, HTTPSHandler(context=context))


def _body(response: HTTPResponse | HTTPError, until: float) -> bytes:
    """All of it, unless it is too much or comes too slowly. Raises OSError."""
    body = b""
    while part := response.read1(65_536):
        body += part
        if len(body) > MOST_BYTES or time.monotonic() > until:
            raise TimeoutError
    return body


def _fault_codes(answer: Mapping[str, Any]) -> list[str]:
    return [fault["code"] for fault in answer["fout"]]


def _read(number: str, answer: Mapping[str, Any]) -> Reply:
    """What a base profile says. Raises for one about another number or of another shape."""
    if answer["kvkNummer"] != number:
        raise ValueError
    parts = answer.get("_embedded") or {}
    owner, branch = parts.get("eigenaar") or {}, parts.get("hoofdvestiging") or {}
    people = answer.get("totaalWerkzamePersonen")
    return Reply(
        number,
        Outcome.VERIFIED,
        name=_text(answer["naam"], 200),
        legal_form=_text(owner.get("rechtsvorm") or "", 100),
        city=_town([*(branch.get("adressen") or []), *(owner.get("adressen") or [])]),
        people=int(people) if people is not None else None,
        ends_on=_day((answer.get("materieleRegistratie") or {}).get("datumEinde")),
    )


def _text(said: str, most: int) -> str:
    """One line without the characters that no database keeps. Raises AttributeError."""
    return " ".join(said.replace("\x00", "").split())[:most]


def _town(addresses: Iterable[Mapping[str, Any]]) -> str:
    """The town of the visiting address; no word of one that is shielded, or may be."""
    for address in addresses:
        if address.get("type") == "bezoekadres":
            return _text(address["plaats"], 100) if address.get("indAfgeschermd") == "Nee" else ""
    return ""


def _day(written: str | None) -> date | None:
    """A day as the register writes it, YYYYMMDD; 00 stands for a month or day it does not know."""
    if not written:
        return None
    year, month, day = int(written[:4]), int(written[4:6]), int(written[6:8])
    return date(year, month or 1, day or 1)
