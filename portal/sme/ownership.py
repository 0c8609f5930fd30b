"""Which enterprises count with one enterprise, and for how much: Recommendation 2003/361/EC.

Linked enterprises count in full, partner enterprises for their share, and what is linked to a
partner counts with it; a partner's own partners do not count (annex, articles 3 and 6). Holdings
may go round in a circle. Percentages are Decimal, 0 to 100.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

PARTNER_FROM = Decimal(25)  # of the capital or the votes, whichever is higher (article 3.2)
LINKED_ABOVE = Decimal(50)  # of the votes (article 3.3)
ALL = Decimal(100)


class Kind(StrEnum):
    """What an owner or enterprise is; the last two do not make a partner up to 50 percent."""

    ENTERPRISE = "enterprise"
    PUBLIC = "public"
    INVESTOR = "investor"  # article 3.2 (a) to (c): venture capital, universities, institutions
    LOCAL = "local"  # article 3.2 (d): under 10 million a year and under 5,000 inhabitants


EXEMPT = {Kind.INVESTOR, Kind.LOCAL}


@dataclass(frozen=True)
class Holding:
    """`holder` has part of `held`; `controls` is a majority of the board, or a contract.

    A common owner on the same or a neighbouring market is a holding that controls (article 3.3).
    """

    holder: str
    held: str
    capital: Decimal = Decimal(0)
    votes: Decimal = Decimal(0)
    controls: bool = False

    @property
    def is_linked(self) -> bool:
        """Whether the two are one group: more than half of the votes, or control."""
        return self.controls or self.votes > LINKED_ABOVE


class Reason(StrEnum):
    """Why an enterprise counts, or does not."""

    SELF = "self"
    LINKED = "linked"
    PARTNER = "partner"
    LINKED_TO_PARTNER = "linked_to_partner"
    EXEMPT = "exempt"
    BELOW = "below"


@dataclass(frozen=True)
class Part:
    """For how many percent an enterprise counts, and why."""

    name: str
    percent: Decimal
    reason: Reason


def parts_of(own: str, kinds: Mapping[str, Kind], holdings: Iterable[Holding]) -> list[Part]:
    """How each enterprise counts for `own`: it comes first, the others in their own order."""
    holdings = list(holdings)
    groups = {name: _group(name, holdings) for name in kinds}
    found = {own: Part(own, ALL, Reason.SELF)}
    for name in kinds:
        if name != own and name in groups[own]:
            found[name] = Part(name, ALL, Reason.LINKED)
    for name in kinds:
        if name not in found:
            found[name] = _outside(name, groups[own], groups[name], kinds, holdings)
    return [found[own], *(found[name] for name in kinds if name != own)]


def public_percent(own: str, kinds: Mapping[str, Kind], holdings: Iterable[Holding]) -> Decimal:
    """The capital or votes that public bodies hold together, directly or through whom they control.

    What they hold of a company that controls this one counts as held of this one (article 3.4).
    """
    holdings = list(holdings)
    public = _controlled_by({name for name, kind in kinds.items() if kind == Kind.PUBLIC}, holdings)
    above = {own}
    while (
        more := {each.holder for each in holdings if each.is_linked and each.held in above}
        - above
        - public
    ):
        above |= more
    return max(
        (
            _higher(each for each in holdings if each.held == target and each.holder in public)
            for target in above
        ),
        default=Decimal(0),
    )


def _group(name: str, holdings: Iterable[Holding]) -> frozenset[str]:
    """The enterprise and all that are linked to it, through one another too."""
    holdings = [each for each in holdings if each.is_linked]
    group = {name}
    while (
        more := {
            other
            for each in holdings
            for one, other in ((each.holder, each.held), (each.held, each.holder))
            if one in group
        }
        - group
    ):
        group |= more
    return frozenset(group)


def _outside(
    name: str,
    own_group: frozenset[str],
    group: frozenset[str],
    kinds: Mapping[str, Kind],
    holdings: list[Holding],
) -> Part:
    """An enterprise that is not linked: a partner, linked to one, exempt, or held too little.

    A group holds together (article 3.2), and of holdings both ways the greater counts (6.2).
    """
    percent = _between(group, own_group, holdings)
    if percent < PARTNER_FROM:
        return Part(name, Decimal(0), Reason.BELOW)
    is_direct = _between(frozenset({name}), own_group, holdings) > 0
    holders = [each.holder for each in holdings if _touches(each, group, own_group)]
    if all(kinds[holder] in EXEMPT for holder in holders):
        # Up to half of it, and without control, such an owner leaves the company on its own.
        return Part(name, Decimal(0), Reason.EXEMPT)
    return Part(name, percent, Reason.PARTNER if is_direct else Reason.LINKED_TO_PARTNER)


def _touches(holding: Holding, one: frozenset[str], other: frozenset[str]) -> bool:
    ends = (holding.holder, holding.held)
    return (ends[0] in one and ends[1] in other) or (ends[0] in other and ends[1] in one)


def _between(group: frozenset[str], own_group: frozenset[str], holdings: list[Holding]) -> Decimal:
    """The highest percentage that one group holds in any one enterprise of the other."""
    found = [Decimal(0)]
    for holders, targets in ((group, own_group), (own_group, group)):
        found += [
            _higher(each for each in holdings if each.held == held and each.holder in holders)
            for held in targets
        ]
    return min(max(found), ALL)


def _higher(holdings: Iterable[Holding]) -> Decimal:
    """Of the capital and of the votes together, the higher of the two."""
    together = list(holdings)
    return max(
        sum((each.capital for each in together), Decimal(0)),
        sum((each.votes for each in together), Decimal(0)),
    )


def _controlled_by(owners: set[str], holdings: Iterable[Holding]) -> set[str]:
    """These owners and all that they control, downwards."""
    linked = [each for each in holdings if each.is_linked]
    found = set(owners)
    while more := {each.held for each in linked if each.holder in found} - found:
        found |= more
    return found
