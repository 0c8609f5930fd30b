"""The self-test as pages show it."""

from decimal import Decimal
from typing import Any

from portal.accounts.models import Organisation
from portal.sme.models import SmeTest
from portal.sme.size import Outcome, Year


def latest_test(organisation: Organisation) -> SmeTest | None:
    """The outcome that counts, or None when the company never did the test."""
    return organisation.sme_tests.select_related("made_by").first()


def sums_of(outcome: Outcome, labels: dict[str, str]) -> dict[str, Any]:
    """The sums as they are kept: names, parts, and figures as text."""
    return {
        "lines": [
            {
                "name": labels[line.part.name],
                "percent": str(line.part.percent),
                "reason": str(line.part.reason),
                "last": _year(line.last),
                "before": _year(line.before),
            }
            for line in outcome.lines
        ],
        "last": _year(outcome.last),
        "before": _year(outcome.before),
        "class_last": str(outcome.class_last),
        "class_before": str(outcome.class_before or ""),
        "earlier": str(outcome.earlier or ""),
        "public_percent": str(outcome.public_percent),
    }


def _year(year: Year) -> dict[str, str]:
    return {
        "people": str(_plain(year.people)),
        "turnover": str(_plain(year.turnover)),
        "balance": str(_plain(year.balance)),
    }


def _plain(value: Decimal) -> Decimal:
    """Exact, without zeros at the end: 12.5 and not 12.5000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
