"""What is awarded now, counted from the frozen decisions and what was added beside them."""

from datetime import datetime
from decimal import Decimal

from django.db.models import F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assessment.line.selectors import pots_now
from awards.instalments import taken_from_pot
from awards.models import Contract, Decision, DecisionSet
from awards.revisions.models import LapsedAward, Reinstatement
from calls.models import Call
from portal.accounts.models import Organisation, User

Approved = Reinstatement.State.APPROVED


def is_awarded(prefix: str = "") -> Q:
    """Whether a decision stands as an award now; `prefix` is the path to it from the model asked.

    At the decision or later, unless it fell away before both had signed.
    """
    at = f"{prefix}__" if prefix else ""
    later = Reinstatement.objects.filter(state=Approved).values("decision")
    award = Q(**{f"{at}outcome": Decision.Outcome.AWARD}) | Q(**{f"{at}pk__in": later})
    return award & ~Q(**{f"{at}pk__in": LapsedAward.objects.values("decision")})


def awarded_incl_vat(prefix: str = "") -> Coalesce:
    """The euro including VAT of an award, decided at once or later; `prefix` as above."""
    at = f"{prefix}__" if prefix else ""
    later = Reinstatement.objects.filter(decision=OuterRef(f"{at}pk"), state=Approved)
    first, then = F(f"{at}amount_incl_vat"), Subquery(later.values("amount_incl_vat")[:1])
    return Coalesce(first, then)


def reinstated(decision: Decision) -> Reinstatement | None:
    """The approved award to an offer that was first not awarded."""
    return decision.reinstatements.filter(state=Approved).first()


def awarded_to_others(decision: Decision) -> QuerySet[Reinstatement]:
    """Who else of the same theme was awarded after the letters, as article 55 tells."""
    return (
        Reinstatement.objects.filter(
            decision__decision_set=decision.decision_set_id,
            decision__proposal__dossier__theme=decision.proposal.dossier.theme_id,
            state=Approved,
        )
        .exclude(decision=decision)
        .select_related(
            "decision__proposal__dossier__lead", "decision__proposal__ranking_row",
            "decision__decision_set__phase", "decision__proposal__dossier__theme",
        )
    )  # fmt: skip


def last_reinstated_at(decision_set: DecisionSet) -> datetime | None:
    """When the last award after the letters was made."""
    approved = Reinstatement.objects.filter(decision__decision_set=decision_set, state=Approved)
    last: datetime | None = approved.aggregate(at=Max("judged_at"))["at"]
    return last


def free_in_pot(decision: Decision) -> Decimal:
    """What is left of the budget that this offer would be paid from, in euro including VAT.

    Of a contract that ended early only what was accepted was spent; of a lapsed award nothing.
    """
    decision_set, theme = decision.decision_set, decision.proposal.dossier.theme_id
    pots = {pot.theme_id: budget for pot, budget in pots_now(decision_set.phase)}
    contracts = Contract.objects.filter(decision__decision_set=decision_set)
    if theme in pots and theme is not None:
        contracts = contracts.filter(decision__proposal__dossier__theme=theme)
    budget = pots.get(theme, pots.get(None, Decimal(0)))
    spent = sum(map(taken_from_pot, contracts.prefetch_related("payments")), Decimal(0))
    return Decimal(budget) - spent


def decisions_now(decision_set: DecisionSet) -> QuerySet[Decision]:
    """The decisions with all that was added beside them, in a fixed number of queries."""
    return (
        decision_set.decisions.exclude(outcome=Decision.Outcome.EXCLUDE)
        .select_related(
            "proposal__dossier__lead", "proposal__dossier__theme", "proposal__opened",
            "proposal__phase__call", "contract", "lapse", "condition_met__recorded_by",
        )
        .prefetch_related(
            Prefetch(
                "reinstatements",
                Reinstatement.objects.select_related("proposed_by", "judged_by"),
            )
        )
        .order_by("reserve_place", "proposal__dossier__reference")
    )  # fmt: skip


def earlier_reserves(decision: Decision) -> QuerySet[Decision]:
    """Who stands before this one on the reserve list and was neither called up nor fell away."""
    called = Reinstatement.objects.filter(state=Approved).values("decision")
    return decision.decision_set.decisions.filter(
        outcome=Decision.Outcome.RESERVE,
        reserve_place__lt=decision.reserve_place or 0,
        proposal__dossier__theme=decision.proposal.dossier.theme_id,
    ).exclude(pk__in=called)


def reading(user: User) -> QuerySet[Reinstatement]:
    """The new letters this person may read: of their companies, and of calls they work on."""
    return Reinstatement.objects.filter(
        Q(decision__proposal__dossier__lead__in=Organisation.objects.of(user))
        | Q(decision__proposal__phase__call__in=Call.objects.staffed_by(user)),
        state=Approved,
    )
