"""How the pages of amendments find one: of a call on which this person is an officer."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from calls.amendments.models import Amendment
from calls.views.fetch import own_call
from portal.accounts.requests import SignedInRequest


def own_amendment(request: SignedInRequest, reference: str, uuid: UUID) -> Amendment:
    """An amendment of a call on which this person may write."""
    call = own_call(request, reference)
    amendment = get_object_or_404(
        call.amendments.select_related("base", "version", "drafted_by", "approved_by"), uuid=uuid
    )
    amendment.call = call
    return amendment
