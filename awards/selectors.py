"""Reads that several pages and rules share."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet, Sum

from applications.models import Dossier
from assessment.line.selectors import pots_now
from awards.models import Contract, Decision, DecisionSet, Deliverable, Invitation, Letter, Purchase
from awards.revisions.selectors import awarded_incl_vat, is_awarded
from calls.models import Call, CallRole, Phase, Theme
from portal.accounts.models import Membership, Organisation, User
from portal.models import CURRENT

Role = Membership.Role
CHUNK = 25  # decisions that are read at once for their letters


def officers_of(call: Call) -> list[User]:
    """The people who may act as officer on this call, by name."""
    roles = CallRole.objects.filter(
        CURRENT, call=call, role__in=[CallRole.Role.AUTHOR, CallRole.Role.OFFICER]
    )
    memberships = Membership.objects.filter(
        CURRENT,
        organisation__in=[call.contracting_authority_id, call.executing_agency_id],
        role=Role.OFFICER,
    )
    return list(
        User.objects.filter(
            Q(pk__in=roles.values("user")) | Q(pk__in=memberships.values("user")), is_active=True
        )
    )


def applicants_without_signatory(decision_set: DecisionSet) -> QuerySet[Organisation]:
    """The applicants of a set for whom nobody could get a letter."""
    signatories = Membership.objects.filter(CURRENT, role=Role.SIGNATORY, user__is_active=True)
    return (
        Organisation.objects.filter(dossiers__proposals__decision__decision_set=decision_set)
        .exclude(pk__in=signatories.values("organisation"))
        .distinct()
    )


def decisions_of(decision_set: DecisionSet) -> QuerySet[Decision]:
    """The decisions in the order of the ranking, with what pages show of each, in one query."""
    return decision_set.decisions.select_related(
        "proposal__dossier__lead",
        "proposal__dossier__theme",
        "proposal__opened",
        "proposal__ranking_row__moved",
        "letter",
    ).order_by("proposal__ranking_row__rank", "proposal__dossier__reference")


@dataclass(frozen=True)
class PotUse:
    """One pot, and the euro including VAT that a set awards from it."""

    theme: Theme | None
    budget: Decimal
    awarded: Decimal


def pots_of(decision_set: DecisionSet) -> list[PotUse]:
    """What a set awards from each pot; that of a call without themes pays for all."""
    rows = (
        decision_set.decisions.filter(outcome=Decision.Outcome.AWARD)
        .values_list("proposal__dossier__theme")
        .annotate(total=Sum("amount_incl_vat"))
    )
    awarded = {theme: total or Decimal(0) for theme, total in rows}
    total = sum(awarded.values(), Decimal(0))
    return [
        PotUse(
            pot.theme,
            budget,
            total if pot.theme_id is None else awarded.get(pot.theme_id, Decimal(0)),
        )
        for pot, budget in pots_now(decision_set.phase)
    ]


def contracts_for(phases: Iterable[Phase]) -> QuerySet[Contract]:
    """The contracts of these phases with company and deliverables, in two queries."""
    return (
        Contract.objects.filter(decision__proposal__phase__in=phases)
        .select_related(
            "decision__proposal__dossier__lead",
            "decision__proposal__opened",
            "decision__proposal__phase__call",
        )
        .prefetch_related(Prefetch("deliverables", Deliverable.objects.order_by("order")))
        .order_by("decision__proposal__dossier__reference")
    )


def next_invited_phase(phase: Phase) -> Phase | None:
    """The phase after this one, when only those may take part who were invited or selected."""
    following = phase.call.phases.filter(order__gt=phase.order).order_by("order").first()
    if following is None or not following.is_by_invitation or not following.takes_offers:
        return None
    return following


def set_for_letters(pk: int) -> DecisionSet:
    """A decision with what its letters share: approved, so none of it changes any more."""
    return (
        DecisionSet.objects.select_related(
            "proposed_by", "approved_by", "phase__call__contracting_authority"
        )
        .prefetch_related("phase__criteria", "phase__call__themes__authority")
        .get(pk=pk)
    )


def decisions_from(decision_set: DecisionSet, pk: int) -> dict[int, Decision]:
    """The next decisions of a set that was read with what is shared, by their ids."""
    phase = decision_set.phase
    themes = {theme.pk: theme for theme in phase.call.themes.all()}
    found = decision_set.decisions.select_related(
        "letter", "proposal__dossier__lead", "proposal__opened", "proposal__ranking_row__moved"
    ).prefetch_related("proposal__consensus")
    chunk = {each.pk: each for each in found.filter(pk__gte=pk).order_by("pk")[:CHUNK]}
    for proposal in (each.proposal for each in chunk.values()):
        proposal.phase, proposal.dossier.call = phase, phase.call
        proposal.dossier.theme = themes.get(proposal.dossier.theme_id or 0)
    return chunk


def letters_for_company(user: User) -> QuerySet[Letter]:
    """The letters this person may read: those of their companies, from the release on."""
    return Letter.objects.filter(
        decision__proposal__dossier__lead__in=Organisation.objects.of(user),
        decision__decision_set__state=DecisionSet.State.RELEASED,
    ).select_related("decision__proposal__dossier__lead", "decision__proposal__phase__call", "file")


def winners_by_phase(call: Call) -> dict[Phase, list[Decision]]:
    """What the public may know: the awards that were released, and nothing about the others."""
    awards = (
        Decision.objects.filter(
            is_awarded(),
            decision_set__state=DecisionSet.State.RELEASED,
            proposal__phase__call=call,
        )
        .annotate(awarded_incl_vat=awarded_incl_vat())
        # Who goes on in a procedure that is not over is nobody's business yet.
        .exclude(proposal__phase__outcome=Phase.Outcome.SELECTION)
        .select_related(
            "proposal__phase", "proposal__dossier__lead", "proposal__opened", "decision_set"
        )
        .prefetch_related("proposal__opened__partners")
        .order_by("-proposal__phase__order", "proposal__dossier__lead__name")
    )
    by_phase: dict[Phase, list[Decision]] = defaultdict(list)
    for decision in awards:
        by_phase[decision.proposal.phase].append(decision)
    return dict(by_phase)


def delivered_prototypes(call: Call) -> QuerySet[Dossier]:
    """The dossiers of a call of which something can be bought: delivered and accepted.

    Of a contest what won a prize, and only where the call said beforehand that a contract may
    follow (Directive 2014/24/EU, article 32(4)).
    """
    delivered = Q(proposals__decision__contract__state=Contract.State.DELIVERED)
    if call.follow_up == Call.FollowUp.CONTRACT:
        delivered |= Q(
            proposals__phase__outcome=Phase.Outcome.PRIZE,
            proposals__decision__outcome=Decision.Outcome.AWARD,
            proposals__decision__decision_set__state=DecisionSet.State.RELEASED,
        )
    return (
        Dossier.objects.filter(delivered, call=call, proposals__phase__may_be_bought=True)
        .select_related("lead")
        .order_by("lead__name", "reference")
    )


def purchases_of(call: Call) -> QuerySet[Purchase]:
    """The purchases recorded for a call, the first bought first."""
    return Purchase.objects.filter(dossier__call=call).select_related(
        "buyer", "dossier__lead", "recorded_by"
    )


def is_staff_anywhere(user: User) -> bool:
    """Whether this person works on calls at all: as officer somewhere, or with a role on a call."""
    return (
        Membership.objects.filter(CURRENT, user=user, role=Role.OFFICER).exists()
        or Call.objects.staffed_by(user).exists()
    )


def invited_to(phase: Phase) -> QuerySet[Invitation]:
    """The dossiers that may offer in this phase."""
    return Invitation.objects.filter(phase=phase).select_related("dossier__lead")


def owed_parts(contract: Contract) -> QuerySet[Deliverable]:
    """What was not accepted yet; what was rejected and then taken out of the price is not owed."""
    dropped = Q(state=Deliverable.State.REJECTED, instalment_percent=0)
    return contract.deliverables.exclude(Q(state=Deliverable.State.ACCEPTED) | dropped)
