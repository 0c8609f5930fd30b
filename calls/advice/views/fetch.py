"""How these pages find their objects: what a person may not see is not there (404)."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from calls.advice.models import AdviceRequest, Consideration
from calls.views.fetch import own_call
from portal.accounts.models import Membership
from portal.accounts.permissions import has_role
from portal.accounts.requests import SignedInRequest

__all__ = ["advice_request", "own_call", "own_consideration", "require_officer"]


def require_officer(request: SignedInRequest) -> None:
    """Pages that begin something: for officers of an authority or agency."""
    if not has_role(request.user, Membership.Role.OFFICER):
        raise PermissionDenied("officer")


def own_consideration(request: SignedInRequest, uuid: UUID) -> Consideration:
    """A consideration of the officer's own authority."""
    return get_object_or_404(
        Consideration.objects.visible_to(request.user).select_related("authority", "by"), uuid=uuid
    )


def advice_request(request: SignedInRequest, uuid: UUID) -> AdviceRequest:
    """A request of an officer's call or authority, or one that the agency was asked."""
    requests = AdviceRequest.objects.visible_to(request.user).select_related(
        "call", "call__contracting_authority", "call__executing_agency", "authority", "agency",
        "asked_by", "adviser", "consideration",
    )  # fmt: skip
    return get_object_or_404(requests, uuid=uuid)
