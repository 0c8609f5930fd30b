"""Size classes by headcount and money, and the rule of two years: 2003/361/EC, articles 2 and 4.

Headcount in annual work units, turnover and balance sheet in euro a year; all Decimal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from portal.accounts.models import Organisation
from portal.sme.ownership import PARTNER_FROM, Holding, Kind, Part, parts_of, public_percent

Size = Organisation.Size
VERSION = "2003/361/EC-1"  # of this calculation; kept with each outcome

# Fewer people than the first; at most the second in turnover, or at most the third in balance.
CEILINGS = {
    Size.MICRO: (Decimal(10), Decimal(2_000_000), Decimal(2_000_000)),
    Size.SMALL: (Decimal(50), Decimal(10_000_000), Decimal(10_000_000)),
    Size.MEDIUM: (Decimal(250), Decimal(50_000_000), Decimal(43_000_000)),
}
ORDER = [Size.MICRO, Size.SMALL, Size.MEDIUM, Size.LARGE]


@dataclass(frozen=True)
class Year:
    """The figures of one enterprise, or a sum of them, over one year."""

    people: Decimal
    turnover: Decimal
    balance: Decimal

    def __add__(self, other: "Year") -> "Year":
        return Year(
            self.people + other.people,
            self.turnover + other.turnover,
            self.balance + other.balance,
        )

    def share(self, percent: Decimal) -> "Year":
        """This part of the figures, exact."""
        part = percent / 100
        return Year(self.people * part, self.turnover * part, self.balance * part)


NOTHING = Year(Decimal(0), Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Enterprise:
    """An enterprise with the last closed year, and the year before where there was one."""

    name: str
    last: Year = NOTHING
    before: Year | None = None
    kind: Kind = Kind.ENTERPRISE


@dataclass(frozen=True)
class Line:
    """One enterprise in the sum: its part, and what that adds in each year."""

    part: Part
    enterprise: Enterprise
    last: Year
    before: Year


@dataclass(frozen=True)
class Outcome:
    """The class, and the sums it follows from; `class_before` None for a first year."""

    size: Size
    lines: list[Line]
    last: Year
    before: Year
    class_last: Size
    class_before: Size | None
    earlier: Size | None
    public_percent: Decimal

    @property
    def is_public(self) -> bool:
        """Whether public bodies hold a quarter or more, so that it is no SME (article 3.4)."""
        return self.public_percent >= PARTNER_FROM

    @property
    def years_differ(self) -> bool:
        """Whether the rule of two years decides."""
        return self.class_before is not None and self.class_before != self.class_last


def class_of(year: Year) -> Size:
    """The smallest class of which the headcount and one of the money limits are kept."""
    for size, (people, turnover, balance) in CEILINGS.items():
        fits = year.turnover <= turnover or year.balance <= balance
        if year.people < people and fits:
            return size
    return Size.LARGE


def after_two_years(last: Size, before: Size | None, earlier: Size | None) -> Size:
    """The status: a ceiling must be passed two years in a row to lose or gain it (article 4.2).

    `earlier` is the class of the year before those two. Without it the year before counts as it
    is; a company in its first year has the class of that year.
    """
    if before is None or before == last:
        return last
    if earlier is None:
        return before
    # Each ceiling on its own: where the two years disagree about it, the earlier status stands.
    for size in ORDER[:-1]:
        within = [ORDER.index(each) <= ORDER.index(size) for each in (last, before, earlier)]
        if sum(within) >= 2:
            return size
    return Size.LARGE


def size_of(
    own: str,
    enterprises: Mapping[str, Enterprise],
    holdings: list[Holding],
    earlier: Size | None = None,
) -> Outcome:
    """The class of `own` with everything that counts with it (REQ-28)."""
    kinds = {name: enterprise.kind for name, enterprise in enterprises.items()}
    lines = []
    for part in parts_of(own, kinds, holdings):
        enterprise = enterprises[part.name]
        before = enterprise.before or NOTHING
        lines.append(
            Line(part, enterprise, enterprise.last.share(part.percent), before.share(part.percent))
        )
    last = sum((line.last for line in lines), NOTHING)
    before = sum((line.before for line in lines), NOTHING)
    is_new = enterprises[own].before is None
    class_last, class_before = class_of(last), None if is_new else class_of(before)
    public = public_percent(own, kinds, holdings)
    status = after_two_years(class_last, class_before, earlier)
    return Outcome(
        size=Size.LARGE if public >= PARTNER_FROM else status,
        lines=lines,
        last=last,
        before=before,
        class_last=class_last,
        class_before=class_before,
        earlier=earlier,
        public_percent=public,
    )
