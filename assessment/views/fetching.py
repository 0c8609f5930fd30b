"""The fetch is the permission check: what somebody may not know of is not found."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from applications.models import Proposal
from assessment import selectors
from assessment.models import Committee, ScoreSheet
from assessment.selectors import Standing
from calls.models import Call, Phase
from portal.accounts.models import User


def committee_for(user: User, reference: str, code: str) -> Committee:
    """The committee of a phase, for its members and for the staff of the call."""
    return get_object_or_404(
        Committee.objects.visible_to(user).select_related(
            "phase__call__contracting_authority", "phase__opening"
        ),
        phase__call__reference=reference,
        phase__code=code,
    )


def staffed_phase(user: User, reference: str, code: str) -> Phase:
    """A phase of a call on which this person works."""
    return get_object_or_404(
        Phase.objects.filter(call__in=Call.objects.staffed_by(user)).select_related("call"),
        call__reference=reference,
        code=code,
    )


def standing_for(user: User, committee: Committee) -> Standing:
    """The standing of a member; PermissionDenied for staff without a seat."""
    standing = selectors.standing_of(user, committee)
    if standing is None:
        raise PermissionDenied("no_seat")
    return standing


def offer_for(standing: Standing, dossier: str) -> Proposal:
    """An offer of which this member may see the content; not found where a tie keeps them away."""
    return get_object_or_404(selectors.readable_offers(standing), dossier__reference=dossier)


def sheet_for(standing: Standing, proposal: Proposal) -> ScoreSheet | None:
    """The member's own sheet of this offer; None for an adviser, who has no vote."""
    return selectors.sheets_of(standing.seat).filter(proposal=proposal).first()


def page_context(committee: Committee, **more: Any) -> dict[str, Any]:
    """What every page about a committee needs."""
    return {"committee": committee, "phase": committee.phase, "call": committee.phase.call, **more}
