"""How the pages of this room find a call: what a person may not see is not there (404)."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from calls import permissions
from calls.models import Call, Phase
from portal.accounts.requests import SignedInRequest

RELATED = ("contracting_authority__look", "executing_agency", "co_funder", "profile")


def public_call(reference: str) -> Call:
    """A call that was published; the same for everybody."""
    return get_object_or_404(Call.objects.published().select_related(*RELATED), reference=reference)


def staff_call(request: SignedInRequest, reference: str) -> Call:
    """A call on which this person works."""
    return get_object_or_404(
        Call.objects.staffed_by(request.user).select_related(*RELATED), reference=reference
    )


def own_call(request: SignedInRequest, reference: str) -> Call:
    """A call that this person may write on; 403 for a secretary or a reader."""
    call = staff_call(request, reference)
    if not permissions.can_edit_call(request.user, call):
        raise PermissionDenied("edit_call")
    return call


def held_call(request: SignedInRequest, reference: str) -> Call:
    """A call that this person writes on, or holds a share of the vault's key of."""
    held = Call.objects.held_by(request.user).select_related(*RELATED).filter(reference=reference)
    return held.first() or own_call(request, reference)


def phase_of(call: Call, code: str) -> Phase:
    """A phase of the call that takes offers, by its code."""
    for phase in call.phases.all():
        if phase.code == code and phase.takes_offers:
            phase.call = call
            return phase
    raise Http404
