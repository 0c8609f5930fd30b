"""The figures of calls, in a constant number of queries however many calls there are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from applications.models import Proposal
from assessment.models import RankingRow
from awards.contracting.models import Payment
from awards.models import Contract, Decision, DecisionSet, Invitation, Purchase
from awards.revisions.selectors import awarded_incl_vat, is_awarded
from calls.models import Call, Phase
from funnel.figures import ZERO, Funnel, PhaseFigures, StageTime, stage_time
from portal.accounts.models import Organisation

SMALL = [Organisation.Size.MICRO, Organisation.Size.SMALL, Organisation.Size.MEDIUM]
ByPhase = dict[int, dict[str, Any]]


def funnel_of(call: Call) -> Funnel:
    """The funnel of one call. Counts of a phase are None until its vault was opened."""
    return funnels_of([call])[0]


def funnels_of(calls: Iterable[Call]) -> list[Funnel]:
    """The funnels of these calls, in their order."""
    calls = list(calls)
    figures = _figures([call.pk for call in calls])
    return [Funnel(call, figures.get(call.pk, [])) for call in calls]


def offers_at(phase: Phase, stage: str) -> QuerySet[Proposal]:
    """The offers behind one figure of an opened phase: reference, company, state and amounts.

    KeyError for a stage that is not one of funnel.figures.STAGES.
    """
    released = Q(decision__decision_set__state=DecisionSet.State.RELEASED)
    stages = {
        "offers": Q(),
        "admissible": Q(admissibility__is_admissible=True),
        "above_threshold": Q(ranking_row__rank__isnull=False),
        "awarded": released & is_awarded("decision"),
        "delivered": Q(decision__contract__state=Contract.State.DELIVERED),
        "invited": Q(dossier__invitations__phase__order__gt=phase.order),
    }
    return (
        Proposal.objects.filter(stages[stage], phase=phase, opened__isnull=False)
        .select_related("dossier__lead", "opened", "decision__decision_set", "decision__contract")
        .annotate(awarded_incl_vat=awarded_incl_vat("decision"))
        .order_by("dossier__reference")
        .distinct()
    )


def _figures(call_ids: list[int]) -> dict[int, list[PhaseFigures]]:
    phases = (
        Phase.objects.filter(call__in=call_ids)
        .select_related("opening", "decision_set", "committee__advice")
        .annotate(budget=Sum("pots__budget_incl_vat"))
        .order_by("call", "order")
    )
    offers, above, awards = _offers(call_ids), _above(call_ids), _awards(call_ids)
    contracts, paid = _contracts(call_ids), _paid(call_ids)
    invited, bought = _invited(call_ids), _bought(call_ids)
    by_call: dict[int, list[PhaseFigures]] = defaultdict(list)
    for phase in phases:
        is_opened = getattr(phase, "opening", None) is not None and bool(phase.opening.opened_at)
        figures = PhaseFigures(
            phase=phase,
            is_sealed=phase.takes_offers and not is_opened,
            budget_incl_vat=phase.budget or ZERO,
        )
        if is_opened:
            _add_offers(figures, offers.get(phase.pk, {}), above.get(phase.pk))
            _add_awards(figures, awards.get(phase.pk, {}), contracts[phase.pk], paid)
            figures.times = _times(phase, contracts[phase.pk])
        if not phase.takes_offers:
            _add_purchases(figures, bought.get(phase.call_id, {}))
        by_call[phase.call_id].append(figures)
    for rows in by_call.values():
        _add_invited(rows, invited)
    return by_call


def _add_offers(figures: PhaseFigures, counts: dict[str, Any], above: int | None) -> None:
    figures.offers = counts.get("offers", 0)
    figures.sme_offers = counts.get("sme", 0)
    figures.asked_incl_vat = counts.get("asked") or ZERO
    # An offer counts as admissible once somebody has said so.
    figures.admissible = counts.get("admissible", 0) if counts.get("judged") else None
    figures.above_threshold = above


def _add_awards(
    figures: PhaseFigures,
    counts: dict[str, Any],
    contracts: list[dict[str, Any]],
    paid: dict[int, Decimal],
) -> None:
    if not _is_released(figures.phase):
        return
    figures.awarded = counts.get("awarded", 0)
    figures.sme_awarded = counts.get("sme", 0)
    figures.awarded_incl_vat = counts.get("amount") or ZERO
    figures.delivered = sum(row["state"] == Contract.State.DELIVERED for row in contracts)
    figures.paid_incl_vat = paid.get(figures.phase.pk, ZERO)


def _add_purchases(figures: PhaseFigures, counts: dict[str, Any]) -> None:
    figures.bought = counts.get("bought", 0)
    figures.bought_excl_vat = counts.get("amount") or ZERO
    figures.buyers = counts.get("buyers", 0)


def _add_invited(rows: list[PhaseFigures], invited: dict[int, int]) -> None:
    for figures, following in pairwise(rows):
        is_invited = following.phase.is_by_invitation and following.takes_offers
        if is_invited and figures.awarded is not None:
            figures.invited = invited.get(following.phase.pk, 0)


def _is_released(phase: Phase) -> bool:
    decision_set = getattr(phase, "decision_set", None)
    return decision_set is not None and decision_set.state == DecisionSet.State.RELEASED


def _offers(call_ids: list[int]) -> ByPhase:
    rows = (
        Proposal.objects.filter(phase__call__in=call_ids, opened__isnull=False)
        .values("phase")
        .annotate(
            offers=Count("pk"),
            judged=Count("admissibility"),
            admissible=Count("pk", filter=Q(admissibility__is_admissible=True)),
            sme=Count("pk", filter=Q(dossier__lead__size__in=SMALL)),
            asked=Sum("opened__price_incl_vat"),
        )
        .order_by()
    )
    return {row["phase"]: dict(row) for row in rows}


def _above(call_ids: list[int]) -> dict[int, int]:
    rows = (
        RankingRow.objects.filter(proposal__phase__call__in=call_ids)
        .values_list("proposal__phase")
        .annotate(above=Count("rank"))
        .order_by()
    )
    return dict(rows)


def _awards(call_ids: list[int]) -> ByPhase:
    rows = (
        Decision.objects.filter(
            is_awarded(),
            proposal__phase__call__in=call_ids,
            decision_set__state=DecisionSet.State.RELEASED,
        )
        .annotate(worth=awarded_incl_vat())
        .values("proposal__phase")
        .annotate(
            awarded=Count("pk"),
            amount=Sum("worth"),
            sme=Count("pk", filter=Q(proposal__dossier__lead__size__in=SMALL)),
        )
        .order_by()
    )
    return {row["proposal__phase"]: dict(row) for row in rows}


def _contracts(call_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    rows = (
        Contract.objects.filter(decision__proposal__phase__call__in=call_ids)
        .values("state", "signed_by_authority_at", phase=F("decision__proposal__phase"))
        .annotate(last_judged_at=Max("deliverables__judged_at"))
        .order_by()
    )
    by_phase: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_phase[row["phase"]].append(dict(row))
    return by_phase


def _paid(call_ids: list[int]) -> dict[int, Decimal]:
    """What officers wrote down as paid, in euro including VAT, per phase."""
    rows = (
        Payment.objects.filter(
            contract__decision__proposal__phase__call__in=call_ids, state=Payment.State.PAID
        )
        .values_list("contract__decision__proposal__phase")
        .annotate(paid=Sum("amount_incl_vat"))
        .order_by()
    )
    return dict(rows)


def _invited(call_ids: list[int]) -> dict[int, int]:
    rows = (
        Invitation.objects.filter(phase__call__in=call_ids)
        .values_list("phase")
        .annotate(invited=Count("pk"))
        .order_by()
    )
    return dict(rows)


def _bought(call_ids: list[int]) -> ByPhase:
    rows = (
        Purchase.objects.filter(dossier__call__in=call_ids)
        .values("dossier__call")
        .annotate(
            bought=Count("pk"),
            amount=Sum("amount_excl_vat"),
            buyers=Count("buyer", distinct=True),
        )
        .order_by()
    )
    return {row["dossier__call"]: dict(row) for row in rows}


def _times(phase: Phase, contracts: list[dict[str, Any]]) -> list[StageTime]:
    """Time per stage, of those stages that are over."""
    decision_set = getattr(phase, "decision_set", None)
    advised_at = _advised_at(phase)
    approved_at = decision_set.approved_at if decision_set else None
    released_at = decision_set.released_at if decision_set else None
    signed = [row["signed_by_authority_at"] for row in contracts]
    delivered = [
        (row["signed_by_authority_at"], row["last_judged_at"])
        for row in contracts
        if row["state"] == Contract.State.DELIVERED
    ]
    times = [
        stage_time("open", [(phase.opens_at, phase.closes_at)]),
        stage_time("sealed", [(phase.closes_at, phase.opening.opened_at)]),
        stage_time("assessing", [(phase.opening.opened_at, advised_at)]),
        stage_time("deciding", [(advised_at, approved_at)]),
        stage_time("informing", [(approved_at, released_at)]),
        stage_time("contracting", [(released_at, at) for at in signed]),
        stage_time("delivering", delivered),
    ]
    return [time for time in times if time.count]


def _advised_at(phase: Phase) -> datetime | None:
    committee = getattr(phase, "committee", None)
    advice = getattr(committee, "advice", None)
    return advice.approved_at if advice else None
