"""The sums of a self-test in words: what counts and why, and what follows from the two years."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import Organisation
from portal.look.wording import euro_text, number_text
from portal.sme.models import SmeTest
from portal.sme.ownership import PARTNER_FROM, Reason

REASONS = {
    Reason.SELF: gettext_lazy("your own company: in full"),
    Reason.LINKED: gettext_lazy("one group with your company: in full"),
    Reason.PARTNER: gettext_lazy("a partner enterprise: %(percent)s%%"),
    Reason.LINKED_TO_PARTNER: gettext_lazy("one group with a partner enterprise: %(percent)s%%"),
    Reason.EXEMPT: gettext_lazy("an investor that the rule leaves out: not counted"),
    Reason.BELOW: gettext_lazy("less than 25%: not counted"),
}


@dataclass(frozen=True)
class Row:
    """One enterprise with why it counts, and its figures in words."""

    name: str
    why: str
    people: str
    turnover: str
    balance: str


@dataclass(frozen=True)
class YearTable:
    """One year: every enterprise, their sum, and the class of that sum."""

    title: str
    rows: list[Row]
    total: Row
    size: str


def tables_of(test: SmeTest) -> list[YearTable]:
    """A table for each year that counts; none where two questions settled it."""
    sums = test.sums
    if not sums:
        return []
    tables = [_table(sums, "last", _("The last closed year"), sums["class_last"])]
    if sums["class_before"]:
        tables.append(_table(sums, "before", _("The year before"), sums["class_before"]))
    return tables


def conclusions_of(test: SmeTest) -> list[str]:
    """What decided, sentence by sentence."""
    sums = test.sums
    if not sums:
        return [
            _(
                "Nobody holds a quarter or more of the company, and the company holds that of "
                "nobody. So only its own figures count."
            )
        ]
    said = [_two_years(sums)]
    percent = Decimal(sums["public_percent"])
    if percent >= PARTNER_FROM:
        said.append(
            _(
                "Public bodies hold %(percent)s%% of the company. From 25%% on, a company is no "
                "SME, whatever its figures."
            )
            % {"percent": number_text(percent)}
        )
    return said


def _two_years(sums: Mapping[str, Any]) -> str:
    last, before, earlier = sums["class_last"], sums["class_before"], sums["earlier"]
    if not before:
        return _("This is the first year of the company: the class of this year counts.")
    if last == before:
        return _("Both years give the same class, so that class counts.")
    if earlier:
        return _(
            "The two years give different classes. A class changes only when a limit is passed "
            "two years in a row, so the class of the year before them (%(size)s) weighs too."
        ) % {"size": size_word(earlier)}
    return _(
        "The two years give different classes. A class changes only when a limit is passed two "
        "years in a row, so the class of the year before still counts."
    )


def size_word(size: str) -> str:
    """A class in words."""
    return str(Organisation.Size(size).label)


def _table(sums: Mapping[str, Any], year: str, title: str, size: str) -> YearTable:
    rows = [
        _row(
            line["name"],
            str(REASONS[Reason(line["reason"])])
            % {"percent": number_text(Decimal(line["percent"]))},
            line[year],
        )
        for line in sums["lines"]
    ]
    return YearTable(title, rows, _row(_("Together"), "", sums[year]), size_word(size))


def _row(name: str, why: str, year: Mapping[str, str]) -> Row:
    return Row(
        name,
        why,
        number_text(Decimal(year["people"])),
        euro_text(Decimal(year["turnover"])),
        euro_text(Decimal(year["balance"])),
    )
