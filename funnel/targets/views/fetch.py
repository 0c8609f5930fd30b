"""How these pages find an authority and a year; what somebody may not read is not there (404)."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from funnel.targets import permissions
from funnel.targets.forms import YearForm
from funnel.targets.models import FIRST_YEAR, LAST_YEAR
from portal.accounts.models import Organisation
from portal.accounts.requests import SignedInRequest
from portal.clock import portal_today


def require_reader(request: SignedInRequest) -> None:
    """Raise PermissionDenied for who reads no targets at all."""
    if not permissions.can_read_targets(request.user):
        raise PermissionDenied("targets")


def authority_for(request: SignedInRequest, uuid: UUID) -> Organisation:
    """An authority whose targets this person reads."""
    return get_object_or_404(permissions.readable_authorities(request.user), uuid=uuid)


def own_authority(request: SignedInRequest, uuid: UUID) -> Organisation:
    """An authority whose targets this person writes."""
    authority = authority_for(request, uuid)
    if not permissions.can_write_targets(request.user, authority):
        raise PermissionDenied("write_targets")
    return authority


def year_of(request: SignedInRequest) -> int:
    """The year that is asked for, else this one."""
    return YearForm(request.GET).year(portal_today().year)


def require_year(year: int) -> int:
    """A year that figures can be about. Raises Http404."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year
