"""Reading the question, and a page by the place of its last row (never by a number)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from funnel.opendata.api.answers import Invalid

MOST, USUAL = 100, 50
SIGNER = signing.Signer(salt="api.place")  # without a moment: the same page says the same twice


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question: how it must look, and what is wrong when it does not."""

    name: str
    pattern: str
    reason: str
    description: str
    example: str
    is_number: bool = False
    least: int = 0
    most: int = 0

    def faulty(self, value: str) -> bool:
        """Whether a value does not look as it must."""
        if not re.fullmatch(self.pattern, value):
            return True
        return self.is_number and not self.least <= int(value) <= self.most


LIMIT = Parameter(
    "limit", r"[0-9]{1,3}", f"a number from 1 to {MOST}", "How many rows on one page.", "50",
    is_number=True, least=1, most=MOST,
)  # fmt: skip
AFTER = Parameter(
    "after", r"[A-Za-z0-9_:.-]{1,300}", "a place that links.next gave",
    "The place from where on: taken from links.next of the page before.", "",
)  # fmt: skip
YEAR = Parameter(
    "year", r"[0-9]{4}", "a year of four digits", "Only of this year, in Amsterdam.", "2026",
    is_number=True, least=1900, most=2199,
)  # fmt: skip
CALL = Parameter(
    "call", r"[A-Za-z0-9_-]{1,40}", "the reference of a call", "Only of this call.", "SBIR20-CV"
)
INSTRUMENT = Parameter(
    "instrument", r"[a-z_]{1,30}", "the code of an instrument", "Only of this instrument.", "sbir"
)
OCID = Parameter(
    "ocid", r"[A-Za-z0-9_-]{1,120}", "the ocid of a process", "Only of this process.",
    "ocds-000000-SBIR20-CV",
)  # fmt: skip
PAGED = (LIMIT, AFTER)


def asked(request: HttpRequest, *known: Parameter) -> dict[str, str]:
    """The parameters that were given; raises Invalid with everything that is wrong."""
    by_name = {each.name: each for each in known}
    faults = {}
    for name, values in request.GET.lists():
        if name not in by_name:
            faults[name[:60]] = "not a parameter of this address"
        elif len(values) != 1 or by_name[name].faulty(str(values[0])):
            faults[name] = by_name[name].reason
    if faults:
        raise Invalid(faults)
    return {name: request.GET[name] for name in request.GET}


def page(
    request: HttpRequest,
    rows: QuerySet[Any],
    key: tuple[str, ...],
    shape: Callable[[list[Any]], Iterable[Any]],
    question: dict[str, str],
) -> dict[str, Any]:
    """A page of rows in the order of `key`, whose last part is unique, and a link to the next."""
    limit = int(question.get("limit", USUAL))
    ordered = rows.order_by(*key)
    if "after" in question:
        ordered = ordered.filter(_beyond(key, _place(question["after"], key)))
    found = list(ordered[: limit + 1])
    links = {"self": _address(request, question)}
    if len(found) > limit:
        found = found[:limit]
        place = SIGNER.sign_object([_plain(found[-1], name) for name in key])
        links["next"] = _address(request, question | {"after": place})
    return {"results": list(shape(found)), "links": links}


def site_address(path: str) -> str:
    """A whole address on this site."""
    return f"{settings.SITE_URL}{path}"


def _address(request: HttpRequest, question: dict[str, str]) -> str:
    query = request.GET.copy()
    query.clear()
    query.update(dict(sorted(question.items())))
    path = site_address(request.path)
    return f"{path}?{query.urlencode()}" if question else path


def _place(text: str, key: tuple[str, ...]) -> list[Any]:
    """What stands in a link to a next page; one that we did not make leads nowhere."""
    try:
        place = SIGNER.unsign_object(text)
    except signing.BadSignature:
        raise Http404 from None
    if len(place) != len(key):
        raise Http404
    return list(place)


def _beyond(key: tuple[str, ...], place: list[Any]) -> Q:
    """Rows after the place: the first part is greater, or it is the same and the next is, ..."""
    beyond = Q(pk__in=[])
    same = Q()
    for name, value in zip(key, place, strict=True):
        beyond |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return beyond


def _plain(row: Any, name: str) -> Any:
    value = reduce(getattr, name.split("__"), row)
    return value.isoformat() if isinstance(value, datetime) else value
