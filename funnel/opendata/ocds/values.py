"""The small values that releases are made of: amounts, moments, organisations."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from calls.periods import last_second_of
from portal.accounts.models import Organisation
from portal.look.wording import AMSTERDAM

Json = dict[str, Any]


def amount(euros: Decimal) -> Json:
    """Euro including VAT. The standard wants a number; two decimals survive the way there."""
    return {"amount": float(euros), "currency": "EUR"}


def moment(at: datetime) -> str:
    """A moment in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def period(start: date | None, end: date | None) -> Json:
    """From the first moment of one day in Amsterdam to the last second of another."""
    found = {}
    if start:
        found["startDate"] = moment(datetime.combine(start, time.min, AMSTERDAM))
    if end:
        found["endDate"] = moment(last_second_of(end))
    return found


def party_id(organisation: Organisation) -> str:
    """By the trade register where it is a legal person, else by our own number for it."""
    if organisation.kvk and not organisation.is_sole_trader:
        return f"NL-KVK-{organisation.kvk}"
    return f"TRECHTER-{organisation.uuid}"


def reference(organisation: Organisation) -> Json:
    """An organisation as other parts of a release name it."""
    return {"id": party_id(organisation), "name": organisation.name}


def party(organisation: Organisation, *roles: str) -> Json:
    """An organisation with its roles. Of one that is a natural person no more than the name."""
    found: Json = {**reference(organisation), "roles": list(roles)}
    if organisation.is_sole_trader:
        return found
    if organisation.kvk:
        found["identifier"] = {
            "scheme": "NL-KVK",
            "id": organisation.kvk,
            "legalName": organisation.name,
        }
    if organisation.city:
        found["address"] = {"locality": organisation.city}
    if organisation.size:
        found["details"] = {"scale": organisation.size}
    return found
