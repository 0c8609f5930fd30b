"""Writes that change no state: proposing and amending decisions, offering contracts, recording."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from applications import services as offers
from applications.models import Dossier, Proposal
from applications.reading import grounds_of
from assessment import results
from assessment.models import RankingRow
from assessment.selectors import admissible
from awards import emails, permissions, sale, waiting
from awards.amounts import prize_of
from awards.checks import round_gaps
from awards.contract_plans import due_dates, plan_of
from awards.models import (
    Contract,
    Decision,
    DecisionSet,
    Deliverable,
    Invitation,
    Letter,
    PublicResult,
    Purchase,
)
from awards.partnership.buying import agree_on_buying, require_within_agreement
from awards.selectors import next_invited_phase
from awards.soundness import Choice, require_sound
from calls import phases
from calls.instruments.definition import Buying
from calls.models import Call, Phase
from calls.procedures import buying_of
from portal.accounts.models import Organisation, User
from portal.audit.record import record
from portal.clock import portal_now, portal_today
from portal.look.wording import AMSTERDAM
from portal.workflow import TransitionRefused, lock

Outcome = Decision.Outcome
CHOSEN = [
    "outcome", "amount_incl_vat", "reserve_place", "condition", "condition_due_on", "reasons",
    "deviation_reasons",
]  # fmt: skip


@transaction.atomic
def propose(phase: Phase, *, by: User) -> DecisionSet:
    """Begin the decisions of a phase from the committee's advice: award what lies within budget.

    Excluded offers come with the reasons of their exclusion. Raises PermissionDenied for who
    judged in this call, TransitionRefused without an approved advice or when it was done before.
    """
    phase = phases.lock_exclusive(phase)
    if not permissions.can_propose(by, phase):
        raise PermissionDenied("propose")
    _require_judged(phase)
    decision_set, is_new = DecisionSet.objects.get_or_create(
        phase=phase, defaults={"proposed_by": by}
    )
    if not is_new:
        raise TransitionRefused(
            _("%(person)s has begun the decisions already.") % {"person": decision_set.proposed_by},
            code="done_before",
        )
    excluded = phase.proposals.filter(state=Proposal.State.EXCLUDED).select_related("admissibility")
    Decision.objects.bulk_create(
        [*_judged(decision_set), *(_as_excluded(decision_set, each) for each in excluded)]
    )
    waiting.decision_begun(decision_set)
    record("propose_decision", decision_set, by=by, decisions=decision_set.decisions.count())
    return decision_set


def _require_judged(phase: Phase) -> None:
    """Decisions follow the advice; where nobody scores, the judgement that offers may go on."""
    if phase.is_scored and phase.state != Phase.State.ADVISED:
        raise TransitionRefused(
            _(
                "Decisions follow the approved advice of the committee. There is none yet, or it "
                "was decided on already."
            ),
            code="state",
        )
    if not phase.is_scored:
        if phase.state != Phase.State.OPENED:
            raise TransitionRefused(
                _("The vault is not open, or this round was decided on already."), code="state"
            )
        if gaps := round_gaps(phase):
            raise TransitionRefused("\n".join(gaps), code="incomplete")


def _judged(decision_set: DecisionSet) -> Iterator[Decision]:
    """By the ranking what lies within the budget; where nobody scores, all that is admissible."""
    phase = decision_set.phase
    if phase.is_scored:
        results.require_intact(phase.committee.ranking)
        rows = RankingRow.objects.filter(ranking__committee__phase=phase)
        for row in rows.select_related("moved", "proposal__dossier"):
            is_award = row.outcome_now == RankingRow.Outcome.WITHIN_BUDGET
            amount = prize_of(phase, row) if phase.prizes else row.price_incl_vat
            yield _as_advised(decision_set, row.proposal, amount, is_award=is_award)
    else:
        for proposal in admissible(phase):
            price = proposal.opened.price_incl_vat
            yield _as_advised(decision_set, proposal, price, is_award=True)


def _as_advised(
    decision_set: DecisionSet, proposal: Proposal, price: Decimal, *, is_award: bool
) -> Decision:
    needs_money = decision_set.phase.pays
    outcome = Outcome.AWARD if is_award else Outcome.REJECT
    return Decision(
        decision_set=decision_set,
        proposal=proposal,
        outcome=outcome,
        advised=outcome,
        needs_money=needs_money,
        amount_incl_vat=price if is_award and needs_money else None,
        sole_winner_id=proposal.dossier.lead_id if decision_set.phase.one_award_each else None,
    )


def _as_excluded(decision_set: DecisionSet, proposal: Proposal) -> Decision:
    return Decision(
        decision_set=decision_set,
        proposal=proposal,
        outcome=Outcome.EXCLUDE,
        advised=Outcome.EXCLUDE,
        needs_money=decision_set.phase.pays,
        reasons="\n".join([*_grounds(proposal), proposal.admissibility.reasons]),
    )


def _grounds(proposal: Proposal) -> list[str]:
    """The knock-outs as sentences, in Dutch as the letter is."""
    with translation.override("nl"):
        texts = grounds_of(proposal)
    return [f"{text[:1].upper()}{text[1:].removesuffix('.')}." for text in texts]


@transaction.atomic
def set_decision(decision: Decision, *, by: User, **chosen: Any) -> Decision:
    """Decide about one offer; `chosen` are the fields of a Choice (awards/soundness.py).

    Raises PermissionDenied unless `by` is who proposes, TransitionRefused after approval, for an
    amount above the offered price, and for a deviation from the advice without both reasons.
    """
    choice = Choice(**chosen)
    decision_set = lock(decision.decision_set)
    if not permissions.can_set_decision(by, decision_set):
        raise PermissionDenied("set_decision")
    if decision_set.state != DecisionSet.State.PROPOSED:
        raise TransitionRefused(_("The decisions were approved and can no longer change."))
    decision = lock(decision)
    require_sound(decision, choice)
    before, is_award = decision.outcome, choice.outcome == Outcome.AWARD
    decision.outcome = choice.outcome
    decision.amount_incl_vat = choice.amount if is_award and decision.needs_money else None
    decision.reserve_place = choice.reserve_place if choice.outcome == Outcome.RESERVE else None
    decision.condition = choice.condition.strip() if is_award else ""
    decision.condition_due_on = choice.condition_due_on if decision.condition else None
    decision.reasons = choice.reasons.strip()
    decision.deviation_reasons = choice.deviation_reasons.strip() if decision.departs else ""
    decision.save(update_fields=CHOSEN)
    record(
        "set_decision",
        decision_set,
        by=by,
        dossier=decision.proposal.dossier.reference,
        before=before,
        after=choice.outcome,
    )
    return decision


@transaction.atomic
def ask_approval(decision_set: DecisionSet, *, by: User) -> None:
    """Ask the other officers to check the proposed decisions. Raises PermissionDenied."""
    if not permissions.can_set_decision(by, decision_set):
        raise PermissionDenied("ask_approval")
    waiting.ask_to_approve(decision_set)
    record("ask_approval", decision_set, by=by)


def give(decision: Decision, *, by: User) -> None:
    """What an award gives: a contract to sign, or a place in the next phase; by `release`."""
    phase = decision.proposal.phase
    if phase.gives_contracts:
        offer_contract(decision, by=by)
    elif phase.outcome == Phase.Outcome.SELECTION:
        following = next_invited_phase(phase)
        if following is not None:
            invite(decision.proposal.dossier, following, by=by)


def offer_contract(decision: Decision, *, by: User, value: Decimal | None = None) -> Contract:
    """Offer the contract that follows an award, with its usual parts; the caller is `release`.

    `value` in euro including VAT where it was awarded later, else the decision states it.

    The instalments add up to 100 percent of the amount of the decision. Parts are named in the
    language of the portal: a contract has one text, whoever reads it.
    """
    phase = decision.proposal.phase
    plan = plan_of(phase)
    dates = due_dates(plan, portal_today(), _latest_date(phase))
    if value is None:
        value = decision.amount_incl_vat or Decimal(0)  # an award has one: award_has_an_amount
    contract = Contract.objects.create(decision=decision, value_incl_vat=value, ends_on=dates[-1])
    with translation.override("nl"):
        Deliverable.objects.bulk_create(
            Deliverable(
                contract=contract,
                order=order,
                title=_(part.title),
                stage=part.stage,
                target=_(part.target) if part.target else "",
                due_on=due_on,
                instalment_percent=part.percent,
            )
            for order, (part, due_on) in enumerate(zip(plan.parts, dates, strict=True), start=1)
        )
    agree_on_buying(contract)
    record("offer_contract", contract, by=by, value_incl_vat_eur=f"{contract.value_incl_vat:.2f}")
    return contract


def _latest_date(phase: Phase) -> date | None:
    """The day on which the next invited phase closes: who delivers later could not offer there."""
    following = next_invited_phase(phase)
    if following is None or following.closes_at is None:
        return None
    return following.closes_at.astimezone(AMSTERDAM).date()


def invite(dossier: Dossier, phase: Phase, *, by: User) -> Invitation | None:
    """Give one dossier the right to offer in a later phase, and open its draft there.

    None when that phase has closed already: an offer could no longer be sent.
    """
    if phases.window(phase, portal_now()) == "closed":
        record("invitation_too_late", phase, by=by, dossier=dossier.reference)
        return None
    invitation, is_new = Invitation.objects.get_or_create(
        dossier=dossier, phase=phase, defaults={"invited_by": by}
    )
    if is_new:
        record("invite", phase, by=by, dossier=dossier.reference)
        offers.open_invited(dossier, phase, by=by)
        emails.queue_invitation(invitation)
    return invitation


@transaction.atomic
def mark_letter_read(letter: Letter, *, by: User) -> Letter:
    """Note when somebody of the company first opened the letter."""
    letter = lock(letter)
    if letter.opened_at is None:
        letter.opened_at = portal_now()
        letter.save(update_fields=["opened_at"])
        record("read_letter", letter.decision.decision_set, by=by, letter=letter.number)
    return letter


@transaction.atomic
def record_purchase(
    dossier: Dossier,
    *,
    buyer: Organisation,
    description: str,
    amount_excl_vat: Decimal,
    bought_on: date,
    procurement_reference: str = "",
    measured_performance: Decimal | None = None,
    by: User,
) -> Purchase:
    """Record what an authority bought of what was delivered, and what gave it the right to.

    `amount_excl_vat` in euro. An SBIR gives no right to a commercial order (domain.md 1.5c): the
    reference names the procurement that did. Within a partnership there is no procurement, and
    the purchase stays within what was agreed (awards/partnership/buying.py). Raises
    PermissionDenied for another authority's officer, TransitionRefused when nothing was delivered,
    the ground is missing or exceeded, or the date lies ahead.
    """
    if not permissions.can_record_purchase(by, buyer):
        raise PermissionDenied("record_purchase")
    lock(dossier)  # two purchases at once do not pass the maximum together
    if refusal := sale.why_not(dossier, buyer):
        raise TransitionRefused(refusal, code="not_for_sale")
    if buying_of(dossier.call, dossier.theme) == Buying.AGREED:
        require_within_agreement(dossier, buyer, amount_excl_vat, measured_performance)
    elif not procurement_reference.strip():
        raise TransitionRefused(_("Name the procurement that gave this purchase."), code="ground")
    if bought_on > portal_today():
        raise TransitionRefused(_("The date of a purchase cannot lie ahead."))
    purchase = Purchase.objects.create(
        dossier=dossier,
        buyer=buyer,
        description=description.strip(),
        procurement_reference=procurement_reference.strip(),
        measured_performance=measured_performance,
        amount_excl_vat=amount_excl_vat,
        bought_on=bought_on,
        recorded_by=by,
    )
    record(
        "record_purchase",
        purchase,
        by=by,
        buyer=str(buyer.uuid),
        amount_excl_vat_eur=f"{amount_excl_vat:.2f}",
    )
    return purchase


@transaction.atomic
def write_result(call: Call, *, text: str, by: User) -> PublicResult:
    """Write the words beside the facts on the public result page, as Markdown."""
    if not permissions.can_write_result(by, call):
        raise PermissionDenied("write_result")
    result, _is_new = PublicResult.objects.update_or_create(
        call=call, defaults={"text": text, "written_by": by, "written_at": portal_now()}
    )
    record("write_result", call, by=by)
    return result
