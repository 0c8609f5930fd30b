"""How the pages of this room find their objects: what a person may not see is not there (404)."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from awards.models import Contract, DecisionSet, Deliverable
from calls.models import Call, Phase
from portal.accounts.models import User
from portal.accounts.requests import SignedInRequest


def staff_call(request: SignedInRequest, reference: str) -> Call:
    """A call on which this person works."""
    calls = Call.objects.staffed_by(request.user).select_related(
        "contracting_authority", "executing_agency"
    )
    return get_object_or_404(calls, reference=reference)


def staff_phase(request: SignedInRequest, reference: str, code: str) -> Phase:
    """A phase that takes offers, of a call on which this person works."""
    call = staff_call(request, reference)
    phase = get_object_or_404(call.phases.filter(takes_offers=True), code=code)
    phase.call = call
    return phase


def decision_set_of(phase: Phase) -> DecisionSet:
    """The decisions of a phase; 404 before somebody began them."""
    decision_set = get_object_or_404(
        DecisionSet.objects.select_related("proposed_by", "approved_by", "released_by"),
        phase=phase,
    )
    decision_set.phase = phase
    return decision_set


def contract_for(request: SignedInRequest, uuid: UUID) -> Contract:
    """A contract of one's own company, or of a call on which one works."""
    return get_object_or_404(_contracts(request), uuid=uuid)


def deliverable_for(request: SignedInRequest, uuid: UUID) -> Deliverable:
    """A deliverable under a contract that this person may see."""
    found = (
        Deliverable.objects.filter(uuid=uuid, contract__in=contracts_visible_to(request.user))
        .select_related(
            "file",
            "judged_by",
            "contract__decision__proposal__dossier__lead",
            "contract__decision__proposal__dossier__theme__authority",
            "contract__decision__proposal__opened",
            "contract__decision__proposal__phase__call__contracting_authority",
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def contracts_visible_to(user: User) -> QuerySet[Contract]:
    """The contracts of one's own company, and of the calls on which one works."""
    own = Contract.objects.of_company(user).values("pk")
    staffed = Contract.objects.staffed_by(user).values("pk")
    return Contract.objects.filter(Q(pk__in=own) | Q(pk__in=staffed))


def _contracts(request: SignedInRequest) -> QuerySet[Contract]:
    return contracts_visible_to(request.user).select_related(
        "signed_by_company",
        "signed_by_authority",
        "decision__proposal__dossier__lead",
        "decision__proposal__dossier__theme__authority",
        "decision__proposal__opened",
        "decision__proposal__phase__call__contracting_authority",
    )
