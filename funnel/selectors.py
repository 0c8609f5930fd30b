"""The figures of calls, in a constant number of queries however many calls there are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import groupby, zip_longest
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from applications.models import Proposal
from assessment.admissibility.models import CheckItem
from assessment.admissibility.points import points_of
from awards.models import Contract, DecisionSet, Invitation
from awards.revisions.selectors import awarded_incl_vat, is_awarded
from calls.models import Call, Phase
from funnel import counts
from funnel.counts import Counted, Place
from funnel.figures import ZERO, Funnel, PhaseFigures, StageTime, stage_time, together
from funnel.timing.stages import ContractMoments, PhaseMoments, spans_of


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
    return offers_in(Proposal.objects.filter(phase=phase), stage).order_by("dossier__reference")


def offers_in(offers: QuerySet[Proposal], stage: str) -> QuerySet[Proposal]:
    """Those of these offers that a figure counts; KeyError as above.

    `is_named` is false while a jury may not know who made what (REQ-12): nor may anybody else.
    """
    released = Q(decision__decision_set__state=DecisionSet.State.RELEASED)
    later = Invitation.objects.filter(
        dossier=OuterRef("dossier"), phase__order__gt=OuterRef("phase__order")
    )
    stages = {
        "offers": Q(),
        "admissible": Q(admissibility__is_admissible=True),
        "above_threshold": Q(ranking_row__rank__isnull=False),
        "awarded": released & is_awarded("decision"),
        "delivered": released & Q(decision__contract__state=Contract.State.DELIVERED),
        "invited": released & Exists(later),
    }
    return (
        offers.filter(stages[stage], phase__opening__opened_at__isnull=False, opened__isnull=False)
        .select_related(
            "dossier__lead", "opened", "decision__decision_set", "decision__contract", "phase__call"
        )
        .annotate(
            awarded_incl_vat=awarded_incl_vat("decision"),
            is_named=Q(phase__is_anonymous=False) | released,
        )
    )  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """All that was counted of some calls."""

    budgets: Counted
    offers: Counted
    ranked: Counted
    awards: Counted
    contracts: dict[Place, list[dict[str, Any]]]
    paid: Counted
    invited: Counted
    bought: Counted

    @classmethod
    def of(cls, call_ids: list[int]) -> "Counts":
        return cls(**{each.name: getattr(counts, each.name)(call_ids) for each in fields(cls)})

    def themes_of(self, phase: Phase) -> list[int | None]:
        """The themes of which something was counted in a phase; none is a part too."""
        named = (self.budgets, self.offers, self.awards, self.contracts)
        found = {theme for each in named for place, theme in each if place == phase.pk}
        if not phase.takes_offers:
            found |= {theme for call, theme in self.bought if call == phase.call_id}
        return sorted(found, key=lambda theme: theme or 0) or [None]


def parts_of(calls: Iterable[Call]) -> dict[int, list[PhaseFigures]]:
    """The figures per phase and theme of these calls, by the id of the call, in order."""
    call_ids = [call.pk for call in calls]
    return _parts(call_ids, Counts.of(call_ids))


def grounds_of(call: Call) -> dict[int, list[tuple[str, int]]]:
    """Why offers were not admissible: per phase each point found wrong, and of how many offers.

    One offer may fall on several points, so these may add up to more than the offers. A phase
    whose vault is not open has none.
    """
    wrong = (
        CheckItem.objects.filter(
            proposal__phase__call=call,
            proposal__phase__opening__opened_at__isnull=False,
            proposal__admissibility__is_admissible=False,
            verdict=CheckItem.Verdict.WRONG,
        )
        .values_list("proposal__phase", "code")
        .annotate(count=Count("pk"))
    )
    counted = {(phase, code): count for phase, code, count in wrong}
    return {
        phase.pk: [
            (point.text, counted[phase.pk, point.code])
            for point in points_of(phase)
            if (phase.pk, point.code) in counted
        ]
        for phase in call.phases.all()
    }


def _figures(call_ids: list[int]) -> dict[int, list[PhaseFigures]]:
    counted = Counts.of(call_ids)
    found: dict[int, list[PhaseFigures]] = {}
    for call_id, parts in _parts(call_ids, counted).items():
        found[call_id] = [together(list(each)) for _phase, each in groupby(parts, _phase_of)]
        for figures in found[call_id]:
            if figures.offers is not None:
                figures.times = _times(figures.phase, _contracts_in(counted, figures.phase))
    return found


def _parts(call_ids: list[int], counted: Counts) -> dict[int, list[PhaseFigures]]:
    phases = (
        Phase.objects.filter(call__in=call_ids)
        .select_related("opening", "decision_set", "committee__advice")
        .order_by("call", "order")
    )
    by_call: dict[int, list[PhaseFigures]] = defaultdict(list)
    for call_id, group in groupby(phases, lambda phase: phase.call_id):
        rows = list(group)
        for phase, following in zip_longest(rows, rows[1:]):
            for theme in counted.themes_of(phase):
                by_call[call_id].append(_part(phase, following, theme, counted))
    return by_call


def _part(
    phase: Phase, following: Phase | None, theme: int | None, counted: Counts
) -> PhaseFigures:
    place = (phase.pk, theme)
    is_opened = getattr(phase, "opening", None) is not None and bool(phase.opening.opened_at)
    figures = PhaseFigures(
        phase=phase,
        is_sealed=phase.takes_offers and not is_opened,
        theme=theme,
        budget_incl_vat=counted.budgets.get(place, {}).get("budget", ZERO),
    )
    if is_opened:
        _add_offers(figures, counted.offers.get(place, {}), counted.ranked.get(place, {}))
        if _is_released(phase):
            _add_awards(figures, place, counted)
            _add_invited(figures, following, counted)
    if not phase.takes_offers:
        _add_purchases(figures, counted.bought.get((phase.call_id, theme), {}))
    return figures


def _add_offers(figures: PhaseFigures, counted: dict[str, Any], ranked: dict[str, Any]) -> None:
    figures.drafts = counted.get("drafts", 0)
    figures.offers = counted.get("offers", 0)
    figures.sme_offers = counted.get("sme", 0)
    figures.asked_incl_vat = counted.get("asked") or ZERO
    figures.lost_withdrawn = counted.get("withdrawn", 0)
    figures.lost_not_sent = figures.drafts - figures.offers - figures.lost_withdrawn
    # An offer counts as admissible once somebody has said so.
    if counted.get("judged"):
        figures.admissible = counted["admissible"]
        figures.lost_inadmissible = counted["judged"] - counted["admissible"]
    if ranked:
        figures.above_threshold = ranked["above"]
        figures.lost_below_threshold = ranked["ranked"] - ranked["above"]


def _add_awards(figures: PhaseFigures, place: Place, counted: Counts) -> None:
    awards, contracts = counted.awards.get(place, {}), counted.contracts.get(place, [])
    figures.awarded = awards.get("awarded", 0)
    figures.sme_awarded = awards.get("sme", 0)
    figures.awarded_incl_vat = awards.get("amount") or ZERO
    figures.paid_incl_vat = counted.paid.get(place, {}).get("paid", ZERO)
    taken = sum((row["taken"] for row in contracts), ZERO)
    figures.committed_incl_vat = taken + (awards.get("unsigned") or ZERO)
    for reason in ("no_budget", "not_chosen", "fell_away"):
        setattr(figures, f"lost_{reason}", awards.get(reason, 0))
    if figures.phase.gives_contracts:
        figures.delivered = sum(row["state"] == Contract.State.DELIVERED for row in contracts)
        ended = [row["state"] == Contract.State.ENDED_EARLY for row in contracts]
        figures.lost_ended_early = sum(ended)


def _add_purchases(figures: PhaseFigures, counted: dict[str, Any]) -> None:
    figures.bought = counted.get("bought", 0)
    figures.bought_excl_vat = counted.get("amount") or ZERO
    figures.bought_by_others = counted.get("by_others", 0)
    figures.bought_by_others_excl_vat = counted.get("by_others_amount") or ZERO
    figures.buyer_ids = frozenset(counted.get("buyer_ids", ()))


def _add_invited(figures: PhaseFigures, following: Phase | None, counted: Counts) -> None:
    if following is not None and following.is_by_invitation and following.takes_offers:
        place = (following.pk, figures.theme)
        figures.invited = counted.invited.get(place, {}).get("invited", 0)


def _phase_of(figures: PhaseFigures) -> int:
    return figures.phase.pk


def _contracts_in(counted: Counts, phase: Phase) -> list[dict[str, Any]]:
    return [
        row for place, rows in counted.contracts.items() if place[0] == phase.pk for row in rows
    ]


def _is_released(phase: Phase) -> bool:
    decision_set = getattr(phase, "decision_set", None)
    return decision_set is not None and decision_set.state == DecisionSet.State.RELEASED


def _times(phase: Phase, contracts: list[dict[str, Any]]) -> list[StageTime]:
    """Time per stage, of those stages that are over."""
    decision_set = getattr(phase, "decision_set", None)
    moments = PhaseMoments(
        call="",
        phase=phase.code,
        instrument="",
        opens_at=phase.opens_at,
        closes_at=phase.closes_at,
        opened_at=phase.opening.opened_at,
        advised_at=_advised_at(phase),
        approved_at=decision_set.approved_at if decision_set else None,
        released_at=decision_set.released_at if decision_set else None,
        contracts=[_contract_moments(row) for row in contracts],
    )
    return [stage_time(stage, spans) for stage, spans in spans_of(moments).items()]


def _contract_moments(row: dict[str, Any]) -> ContractMoments:
    delivered = row["state"] == Contract.State.DELIVERED
    signed_at = row["signed_by_authority_at"]
    return ContractMoments("", signed_at, row["last_judged_at"] if delivered else None)


def _advised_at(phase: Phase) -> datetime | None:
    committee = getattr(phase, "committee", None)
    advice = getattr(committee, "advice", None)
    return advice.approved_at if advice else None
