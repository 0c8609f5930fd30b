"""Reads: the figures of rounds, the line of requests, and whose turn it is."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum, Window

from calls.models import Call, Pot
from funnel.cofunding.amounts import ZERO, Share
from funnel.cofunding.models import (
    FundingDecision,
    FundingPayment,
    FundingRequest,
    FundingRound,
    organisations_of,
)
from portal.accounts.models import Membership

State = FundingRequest.State
APPROVED = FundingDecision.State.APPROVED


@dataclass(frozen=True)
class RoundFigures:
    """A round with its sums in euro including VAT, each over what was decided so far."""

    round: FundingRound
    granted: int
    received: int
    committed: Decimal
    paid: Decimal
    own: Decimal

    @property
    def free(self) -> Decimal:
        """What is left of the pot."""
        return self.round.pot_incl_vat - self.committed

    @property
    def utilisation(self) -> Share:
        """Committed of the pot."""
        return Share(self.committed, self.round.pot_incl_vat)

    @property
    def realisation(self) -> Share:
        """Paid of what was committed."""
        return Share(self.paid, self.committed)

    @property
    def leverage(self) -> Share:
        """Own contribution of the authorities per euro of the funder, over granted requests."""
        return Share(self.own, self.committed)


def figures_of(rounds: QuerySet[FundingRound]) -> list[RoundFigures]:
    """The figures of these rounds in their order; the same number of queries for any number."""
    found = list(rounds.select_related("funder"))
    requests = _by_round(
        FundingRequest.objects.filter(round__in=found).values_list("round").annotate(
            received=Count("pk", filter=Q(received_at__isnull=False)),
            granted=Count("pk", filter=Q(state=State.GRANTED)),
            own=Sum("own_incl_vat", filter=Q(state=State.GRANTED)),
        )
    )  # fmt: skip
    committed = _by_round(
        FundingDecision.objects.filter(request__round__in=found, state=APPROVED)
        .values_list("request__round")
        .annotate(total=Sum("amount_incl_vat"))
    )
    paid = _by_round(
        FundingPayment.objects.filter(request__round__in=found)
        .values_list("request__round")
        .annotate(total=Sum("amount_incl_vat"))
    )
    rows = []
    for round_ in found:
        received, granted, own = requests.get(round_.pk, (0, 0, None))
        rows.append(
            RoundFigures(
                round=round_,
                granted=granted,
                received=received,
                committed=committed.get(round_.pk, [ZERO])[0],
                paid=paid.get(round_.pk, [ZERO])[0],
                own=own or ZERO,
            )
        )
    return rows


def _by_round(rows: Any) -> dict[int, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in rows.order_by()}


def committed_of(round_: FundingRound) -> Decimal:
    """What the pot has been committed to, in euro including VAT."""
    rows = FundingDecision.objects.filter(request__round=round_, state=APPROVED)
    return rows.aggregate(total=Sum("amount_incl_vat"))["total"] or ZERO


def paid_of(request: FundingRequest) -> Decimal:
    """What was paid of a request, in euro including VAT."""
    return request.payments.aggregate(total=Sum("amount_incl_vat"))["total"] or ZERO


def granted_to(request: FundingRequest) -> Decimal:
    """What a request holds of the pot now, in euro including VAT."""
    rows = request.decisions.filter(state=APPROVED)
    return rows.aggregate(total=Sum("amount_incl_vat"))["total"] or ZERO


def decisions_of(request: FundingRequest) -> list[FundingDecision]:
    """The decisions that are proposed or hold: the first, and then those that lowered the grant.

    Each tells what the request holds of the pot with it (`becomes`) and held without it (`was`),
    in euro including VAT.
    """
    rows = request.decisions.exclude(state=FundingDecision.State.TURNED_DOWN).annotate(
        becomes=Window(Sum("amount_incl_vat"), order_by="pk"),
        was=F("becomes") - F("amount_incl_vat"),
    )
    return list(rows.select_related("proposed_by", "decided_by", "letter"))


def next_in(round_: FundingRound) -> FundingRequest | None:
    """Whose turn it is: the first received that is neither decided on nor withdrawn."""
    return round_.requests.in_order().filter(state=State.SUBMITTED).first()


def line_of(round_: FundingRound) -> QuerySet[FundingRequest]:
    """All that was received, in its order, with what was granted."""
    return (
        round_.requests.in_order()
        .select_related("call__contracting_authority")
        .annotate(
            amount=Sum("decisions__amount_incl_vat", filter=Q(decisions__state=APPROVED))
        )
    )  # fmt: skip


def own_in(round_: FundingRound, user: Any) -> QuerySet[FundingRequest]:
    """The requests of this person's authorities in a round."""
    own = organisations_of(user, Membership.Role.OFFICER)
    return round_.requests.filter(call__contracting_authority__in=own).select_related(
        "call__contracting_authority"
    )


def askable_calls(round_: FundingRound, user: Any) -> QuerySet[Call]:
    """The calls for which this person may ask in this round: its instruments, none asked yet."""
    return (
        Call.objects.filter(
            contracting_authority__in=organisations_of(user, Membership.Role.OFFICER),
            instrument__in=round_.instruments,
        )
        .exclude(state=Call.State.CANCELLED)
        .exclude(
            pk__in=round_.requests.exclude(state=State.WITHDRAWN).values("call")
        )
        .order_by("reference")
    )  # fmt: skip


def phase_budgets(call: Call) -> Decimal:
    """The budgets of the phases in which research and development is paid, including VAT.

    These are what the contracts of phases 1 and 2 may cost together; own hours stay out of it.
    """
    pots = Pot.objects.filter(phase__call=call, phase__takes_offers=True)
    return pots.aggregate(total=Sum("budget_incl_vat"))["total"] or ZERO


def granted_for(call: Call) -> QuerySet[FundingDecision]:
    """The contributions that were granted to a call, and what was taken off them later."""
    return (
        FundingDecision.objects.filter(request__call=call, state=APPROVED)
        .exclude(outcome=FundingDecision.Outcome.REFUSE)
        .select_related("request__round__funder")
    )


def status_of(round_: FundingRound, now: datetime) -> str:
    """draft, upcoming, open or closed: read from the clock."""
    if round_.state == FundingRound.State.DRAFT:
        return "draft"
    if round_.is_open(now):
        return "open"
    is_ahead = round_.opens_at is not None and now < round_.opens_at and not round_.is_history
    return "upcoming" if is_ahead else "closed"
