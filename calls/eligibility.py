"""Who may take part in a call, as configuration of that call and not of the portal.

An SBIR is open to every company, small or large (domain.md, fact 4); a call may state conditions,
with the reason that everybody reads. They are checked when an offer is begun.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from calls.models import Call
from portal.accounts.models import Organisation

# The European Union and the European Economic Area.
EUROPE = frozenset(
    "NL BE DE AT BG CY CZ DK EE ES FI FR GR HR HU IE IT LT LU LV MT PL PT RO SE SI SK IS LI NO".split()  # noqa: E501, SIM905
)


@dataclass(frozen=True)
class Eligibility:
    """The conditions of one call; `sizes` empty is every size, `reason` is public."""

    sizes: tuple[str, ...] = ()
    only_europe: bool = False
    reason: str = ""

    @property
    def has_conditions(self) -> bool:
        """Whether anybody is kept out at all."""
        return bool(self.sizes) or self.only_europe

    def lines(self) -> Iterator[str]:
        """The conditions in words, for the page of the call."""
        if self.sizes:
            words = [str(Organisation.Size(size).label) for size in self.sizes]
            yield _("Size of the company: %(sizes)s.") % {"sizes": "; ".join(words)}
        if self.only_europe:
            yield _("Established in the European Union or the European Economic Area.")


def eligibility_of(call: Call) -> Eligibility:
    """The conditions of a call; none where it states none."""
    data = call.eligibility or {}
    return Eligibility(
        tuple(size for size in Organisation.Size.values if size in data.get("sizes", ())),
        bool(data.get("only_europe")),
        str(data.get("reason", "")),
    )


def refusals(call: Call, organisation: Organisation) -> list[str]:
    """Why this organisation may not begin an offer, in words; empty when it may."""
    conditions = eligibility_of(call)
    found = []
    if conditions.sizes and organisation.kind == Organisation.Kind.COMPANY:
        if not organisation.size:
            found.append(_("This call asks for the size of your company. Fill it in first."))
        elif organisation.size not in conditions.sizes:
            found.append(_("This call is not meant for companies of this size."))
    if conditions.only_europe and organisation.country not in EUROPE:
        found.append(_("This call is for companies in the EU or the European Economic Area."))
    return found
