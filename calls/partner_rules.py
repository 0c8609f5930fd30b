"""What a call asks of the partners and the cost table of an offer, as data set by its officer.

Kept in Call.eligibility["partners"], so it is frozen with the terms. Example: at least two chain
partners, or the offer is not assessed (domain.md 1.4). Percentages are Decimal, 0 to 100.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calls.models import Call
from portal.look.wording import number_text

MOST_PARTNERS = 20


@dataclass(frozen=True)
class PartnerRules:
    """The rules of one call; zero or None asks nothing.

    Partners are counted beside the lead partner; subcontractors are none. `blocks` is whether an
    offer that breaks a rule cannot be sent; else it is shown, and a person judges it.
    """

    least_partners: int = 0
    least_chain_partners: int = 0
    most_subcontracted: Decimal | None = None
    asks_confirmation: bool = False
    blocks: bool = True
    overhead_percent: Decimal = Decimal(0)  # of the labour, added by the portal itself

    @property
    def has_any(self) -> bool:
        """Whether anything is asked of the partners at all."""
        return bool(
            self.least_partners
            or self.least_chain_partners
            or self.most_subcontracted is not None
            or self.asks_confirmation
        )

    def lines(self) -> Iterator[str]:
        """The rules in words, for the page of the call."""
        if self.least_partners:
            yield ngettext(
                "At least %(count)s partner beside the lead partner.",
                "At least %(count)s partners beside the lead partner.",
                self.least_partners,
            ) % {"count": self.least_partners}
        if self.least_chain_partners:
            yield ngettext(
                "At least %(count)s chain partner.",
                "At least %(count)s chain partners.",
                self.least_chain_partners,
            ) % {"count": self.least_chain_partners}
        if self.most_subcontracted is not None:
            yield _("At most %(percent)s%% of the price goes to subcontractors.") % {
                "percent": number_text(self.most_subcontracted)
            }
        if self.asks_confirmation:
            yield _("Every partner and subcontractor confirms that it takes part.")
        if self.has_any:
            yield (
                _("An offer that does not meet this cannot be sent.")
                if self.blocks
                else _("An offer that does not meet this can be sent; we judge it afterwards.")
            )


def partner_rules_of(call: Call) -> PartnerRules:
    """The rules of a call; none where it states none, or states them in a way nobody can read."""
    data = (call.eligibility or {}).get("partners")
    if not isinstance(data, dict):
        return PartnerRules()
    return PartnerRules(
        least_partners=_count(data.get("least_partners")),
        least_chain_partners=_count(data.get("least_chain_partners")),
        most_subcontracted=_percent(data.get("most_subcontracted")),
        asks_confirmation=bool(data.get("asks_confirmation")),
        blocks=bool(data.get("blocks", True)),
        overhead_percent=_percent(data.get("overhead_percent")) or Decimal(0),
    )


def as_data(rules: PartnerRules) -> dict[str, Any]:
    """Rules as the row of a call keeps them: percentages as text."""
    most = rules.most_subcontracted
    return {
        "least_partners": rules.least_partners,
        "least_chain_partners": rules.least_chain_partners,
        "most_subcontracted": None if most is None else f"{most:f}",
        "asks_confirmation": rules.asks_confirmation,
        "blocks": rules.blocks,
        "overhead_percent": f"{rules.overhead_percent:f}",
    }


def _count(value: Any) -> int:
    is_count = isinstance(value, int) and not isinstance(value, bool)
    return min(max(value, 0), MOST_PARTNERS) if is_count else 0


def _percent(value: Any) -> Decimal | None:
    try:
        number = None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number is not None and 0 <= number <= 100 else None
