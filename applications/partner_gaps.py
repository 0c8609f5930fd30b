"""What the partners of an offer still lack, by every call's rules and by those of this call."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.amounts import parse_amount
from applications.gaps import Gap
from applications.partnering.cards import key_of
from applications.working_copy import Payload
from calls.models import Phase
from calls.partner_rules import PartnerRules, partner_rules_of
from portal.look.wording import number_text

SECTION = "partners"
Rows = Sequence[Mapping[str, Any]]


def partner_gaps(phase: Phase, payload: Payload, confirmed: Collection[str]) -> list[Gap]:
    """Every gap of the partners; one that breaks a rule of the call blocks where the call says.

    `confirmed` are the keys of the partners that said yes to the offer as it is now.
    """
    rows = payload.get("rows", [])
    if not rows:
        return [Gap(SECTION, "", _("State who does the work: at least your own company."))]
    rules = partner_rules_of(phase.call)
    broken = [*broken_rules(rules, rows), *_unconfirmed(rules, rows, confirmed)]
    return [
        *(Gap(SECTION, "", message) for message in _always(rows)),
        *(Gap(SECTION, "", message, blocks=rules.blocks) for message in broken),
    ]


def broken_rules(rules: PartnerRules, rows: Rows) -> Iterator[str]:
    """The rules of the call that these partners break, in words."""
    partners = [row for row in rows if row.get("role") == "partner"]
    if (few := rules.least_partners - len(partners)) > 0:
        yield ngettext(
            "The call asks %(few)s partner more beside the lead partner.",
            "The call asks %(few)s partners more beside the lead partner.",
            few,
        ) % {"few": few}
    chain = sum(row.get("chain") is True and row.get("role") != "lead" for row in rows)
    if (few := rules.least_chain_partners - chain) > 0:
        yield ngettext(
            "The call asks %(few)s chain partner more.",
            "The call asks %(few)s chain partners more.",
            few,
        ) % {"few": few}
    most = rules.most_subcontracted
    subcontracted = _shares(row for row in rows if row.get("role") == "subcontractor")
    if most is not None and subcontracted > most:
        yield _("%(percent)s%% goes to subcontractors; the call allows at most %(most)s%%.") % {
            "percent": number_text(subcontracted),
            "most": number_text(most),
        }


def _unconfirmed(rules: PartnerRules, rows: Rows, confirmed: Collection[str]) -> Iterator[str]:
    for row in rows if rules.asks_confirmation else ():
        if row.get("role") != "lead" and row.get("name") and key_of(row["name"]) not in confirmed:
            yield _("“%(name)s” has not confirmed yet that it takes part.") % {"name": row["name"]}


def _always(rows: Rows) -> Iterator[str]:
    """One lead partner, who signs (domain.md 1.4), and shares that come to the whole."""
    if sum(row.get("role") == "lead" for row in rows) != 1:
        yield _("State exactly one lead partner.")
    if any(not row.get("name") for row in rows):
        yield _("Every partner has a name.")
    names = [key_of(row.get("name")) for row in rows]
    if len(set(names)) < len(names):
        yield _("Two partners have the same name.")
    if any(not row.get("country") for row in rows):
        yield _("Every partner has a country.")
    total = _shares(rows)
    if total != 100:
        yield _("The shares add up to %(total)s%%, and not to 100%%.") % {"total": f"{total:f}"}


def _shares(rows: Any) -> Decimal:
    return sum((parse_amount(row.get("share")) or Decimal(0) for row in rows), Decimal(0))
