"""Buying within a partnership: what the final offer promised, and that a purchase stays within it.

Directive 2014/24/EU article 31(2) and Aw 2.126d: without a new procurement only what has the
agreed performance and costs no more than the agreed maximum.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from applications.amounts import parse_amount
from applications.models import Dossier
from awards.models import Contract
from awards.partnership.models import Partnership
from awards.partnership.selectors import bought_excl_vat, partnership_of
from calls.instruments import instrument_of
from calls.instruments.definition import Buying
from calls.procedures import buying_of
from portal.accounts.models import Organisation
from portal.look.wording import euro_text
from portal.workflow import TransitionRefused


def agree_on_buying(contract: Contract) -> Partnership | None:
    """Take performance and maximum over from the offer; None where buying is not agreed on."""
    proposal = contract.decision.proposal
    call, theme = proposal.phase.call, proposal.dossier.theme
    agreed = instrument_of(call.instrument).phase(proposal.phase.code).agreed
    if agreed is None or buying_of(call, theme) != Buying.AGREED:
        return None
    answers = proposal.opened.answers
    return Partnership.objects.create(
        contract=contract,
        least_performance=_number(answers, agreed.performance),
        maximum_excl_vat=_number(answers, agreed.maximum_excl_vat),
    )


def require_within_agreement(
    dossier: Dossier, buyer: Organisation, amount_excl_vat: Decimal, measured: Decimal | None
) -> None:
    """Refuse a purchase outside the partnership, below its performance or above its maximum."""
    terms = partnership_of(dossier)
    if terms is None or buyer != dossier.authority:
        raise TransitionRefused(
            _("Only %(authority)s can buy within this partnership, of a partner that remains.")
            % {"authority": dossier.authority},
            code="party",
        )
    faults = [*_performance_faults(terms, measured), *_cost_faults(terms, dossier, amount_excl_vat)]
    if faults:
        raise TransitionRefused("\n".join(faults), code="beyond_agreement")


def _performance_faults(terms: Partnership, measured: Decimal | None) -> list[str]:
    if measured is None:
        return [_("State the performance that was measured.")]
    if measured >= terms.least_performance:
        return []
    return [
        _("The performance is %(short)s below the %(least)s that was agreed.")
        % {"short": terms.least_performance - measured, "least": terms.least_performance}
    ]


def _cost_faults(terms: Partnership, dossier: Dossier, amount: Decimal) -> list[str]:
    """All purchases together stay within the maximum; the sentence says by how much they do not."""
    total = bought_excl_vat(dossier) + amount
    if total <= terms.maximum_excl_vat:
        return []
    return [
        _(
            "With this purchase %(total)s is bought, %(over)s above the agreed maximum of "
            "%(maximum)s excluding VAT. That takes a new procurement."
        )
        % {
            "total": euro_text(total),
            "over": euro_text(total - terms.maximum_excl_vat),
            "maximum": euro_text(terms.maximum_excl_vat),
        }
    ]


def _number(answers: dict[str, Any], place: str) -> Decimal:
    """The answer at "section/question"; the form asked for a number, so there is one."""
    section, question = place.split("/")
    amount = parse_amount(answers.get(section, {}).get(question))
    if amount is None:
        raise TransitionRefused(
            _("The offer does not say what was agreed on buying."), code="agreed"
        )
    return amount
