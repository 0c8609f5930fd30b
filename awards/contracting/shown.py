"""A change for people: each term before and after, side by side."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from awards.contracting.models import ContractChange
from portal.look.wording import euro_text


@dataclass(frozen=True)
class Compared:
    """One term: what it is about, before and after."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def compared(change: ContractChange) -> list[Compared]:
    """The value, the end and each deliverable, in their order."""
    before, after = change.before, change.after
    old = {row["uuid"]: row for row in before["parts"]}
    return [
        Compared(
            _("Value, including VAT"),
            euro_text(Decimal(before["value_incl_vat"])),
            euro_text(Decimal(after["value_incl_vat"])),
        ),
        Compared(_("End of the contract"), _day(before["ends_on"]), _day(after["ends_on"])),
        *(
            Compared(row["title"], _part(old.get(row["uuid"])), _part(row))
            for row in after["parts"]
        ),
    ]


def _part(row: dict[str, Any] | None) -> str:
    if row is None:
        return _("was not there")
    return _("%(day)s, %(percent)s%%, %(amount)s") % {
        "day": _day(row["due_on"]),
        "percent": row["percent"],
        "amount": euro_text(Decimal(row["amount_incl_vat"])),
    }


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y") if text else "–"
