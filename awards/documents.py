"""The contents of a decision letter: what its template fills in, read from the frozen decision."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.urls import reverse

from assessment.line.selectors import budgets_by_theme
from assessment.meeting import reasons_for
from assessment.models import RankingRow
from awards import standstill
from awards.fingerprints import decision_sha256
from awards.models import Decision
from awards.selectors import next_invited_phase
from calls.models import Criterion, Phase
from calls.periods import last_day
from calls.procedures import procedure_of
from portal.accounts.models import Organisation, User
from portal.accounts.selectors import signatories_of
from portal.clock import portal_today
from portal.theming.letter_head import letter_head

# How long an applicant can ask for a talk about the decision: good practice, not law, for an SBIR.
DEBRIEF_TERM = timedelta(days=15)


@dataclass(frozen=True)
class CriterionScore:
    """One line of the table of scores: the committee's score, and why."""

    criterion: Criterion
    score: Fraction
    motivation: str

    @property
    def meets_threshold(self) -> bool | None:
        """None when the criterion has no threshold."""
        if self.criterion.threshold is None:
            return None
        return self.score >= self.criterion.threshold

    @property
    def shown(self) -> float | int:
        """For people: whole scores whole, means rounded to two decimals."""
        return int(self.score) if self.score.denominator == 1 else round(float(self.score), 2)


def letter_number(decision: Decision) -> str:
    """The letter's own number; made of the dossier's, as a count would tell the ranking."""
    phase = decision.proposal.phase
    return f"{phase.call.reference}-{phase.order}-{decision.proposal.dossier.reference}"


def addressee_of(decision: Decision) -> User | None:
    """The person to whose attention the letter is sent, and in whose language it is written."""
    return signatories_of(decision.proposal.dossier.lead).first()


def scores_of(decision: Decision) -> list[CriterionScore]:
    """The committee's score and motivation per criterion; empty for an offer never judged."""
    row = getattr(decision.proposal, "ranking_row", None)
    if row is None:
        return []
    agreed = decision.proposal.consensus.all()
    motivations = {each.criterion_id: each.motivation for each in agreed}
    return [
        CriterionScore(
            criterion,
            Fraction(row.scores[criterion.code]),
            motivations.get(criterion.pk) or reasons_for(decision.proposal, criterion),
        )
        for criterion in decision.proposal.phase.criteria.all()
        if criterion.code in row.scores
    ]


def letter_context(decision: Decision) -> dict[str, Any]:
    """What templates/pdf/letters/decision.html fills in.

    The own place in the ranking is part of it only where the call said so.
    """
    proposal, decision_set = decision.proposal, decision.decision_set
    phase, call = proposal.phase, proposal.phase.call
    scores = scores_of(decision)
    row = getattr(proposal, "ranking_row", None)
    is_beyond_budget = bool(row and row.outcome_now == RankingRow.Outcome.BEYOND_BUDGET)
    is_award = decision.outcome == Decision.Outcome.AWARD
    return {
        "sender": letter_head(proposal.dossier.authority),
        "number": letter_number(decision),
        "sha256": decision_sha256(decision),
        "decision": decision,
        "proposal": proposal,
        "phase": phase,
        "call": call,
        "applicant": proposal.dossier.lead,
        "authority": proposal.dossier.authority,
        "theme": proposal.dossier.theme,
        "procedure": procedure_of(proposal.dossier.theme),
        "standstill_days": standstill.days_of(decision),
        "standstill": standstill_of(decision),
        "wins_elsewhere": bool(row and row.outcome_now == RankingRow.Outcome.ELSEWHERE),
        "applicant_lines": _address_lines(proposal.dossier.lead),
        "addressee": addressee_of(decision),
        "decided_at": decision_set.approved_at,
        "contact": decision_set.proposed_by,
        "debrief_days": DEBRIEF_TERM.days,
        "scores": scores,
        "scale": (phase.scale_min, phase.scale_max),
        "total": row.total_shown if row else None,
        "ranking": {"place": row.rank} if row and phase.tells_rank else None,
        "below": [score for score in scores if score.meets_threshold is False],
        "is_beyond_budget": is_beyond_budget,
        "winners": _winners(decision, scores),
        "follows_advice": not decision.departs,
        "budget": _budget_of(phase, proposal.dossier.theme_id) if is_beyond_budget else None,
        "price_incl_vat": amount_in_letter(decision),
        "following": next_invited_phase(phase) if is_award else None,
        "result_url": settings.SITE_URL + reverse("awards:result", args=[call.reference]),
        "contracts_url": settings.SITE_URL + reverse("awards:mine"),
        "remedies_url": settings.SITE_URL
        + reverse("remedies:mine", args=[proposal.dossier.reference, phase.code]),
    }


def standstill_of(decision: Decision) -> dict[str, date] | None:
    """The day on which the letter is sent and the last day of the term, when that is today."""
    days = standstill.days_of(decision)
    if not days:
        return None
    sent_on = portal_today()
    return {"sent_on": sent_on, "last_day": last_day(sent_on, days)}


def _winners(decision: Decision, scores: list[CriterionScore]) -> list[dict[str, Any]]:
    """Who is awarded, with total and relative advantages: what Aw 2.130 and article 55(2) ask.

    Of the same theme, and only where the contract waits for a standstill.
    """
    if not standstill.days_of(decision):
        return []
    awards = decision.decision_set.decisions.filter(
        outcome=Decision.Outcome.AWARD, proposal__dossier__theme=decision.proposal.dossier.theme
    ).select_related("proposal__dossier__lead", "proposal__ranking_row")
    return [
        {
            "name": each.proposal.dossier.lead.name,
            "total": each.proposal.ranking_row.total_shown,
            "advantages": list(_advantages(each.proposal.ranking_row, scores)),
        }
        for each in awards.order_by("proposal__dossier__lead__name")
    ]


def _advantages(row: RankingRow, own: list[CriterionScore]) -> Iterator[dict[str, Any]]:
    """The criteria on which a winner scored higher, with both scores."""
    for score in own:
        theirs = CriterionScore(score.criterion, Fraction(row.scores[score.criterion.code]), "")
        if theirs.score > score.score:
            yield {"criterion": score.criterion, "theirs": theirs.shown, "own": score.shown}


def amount_in_letter(decision: Decision) -> Decimal | None:
    """The euros including VAT that the letter names: what is awarded, else what was offered.

    None where no offer is awarded money, and where none stated a price and this one wins no prize:
    those letters name no amount.
    """
    if not decision.needs_money:
        return None
    if decision.outcome == Decision.Outcome.AWARD:
        return decision.amount_incl_vat
    has_price = decision.proposal.phase.asks_price
    return decision.proposal.opened.price_incl_vat if has_price else None


def _budget_of(phase: Phase, theme_id: int | None) -> Any:
    budgets = budgets_by_theme(phase)
    return budgets.get(theme_id, budgets.get(None))


def _address_lines(organisation: Organisation) -> list[str]:
    lines = organisation.address.splitlines() or [organisation.city]
    return [line for line in lines if line.strip()]
