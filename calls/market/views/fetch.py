"""How the pages of this room find things: what a person may not see is not there (404)."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from calls.market import selectors
from calls.market.links import uuid_in
from calls.market.models import Consultation, Meeting, Participant
from calls.market.transitions import visitor
from portal.accounts.models import User
from portal.accounts.requests import SignedInRequest

HOSTS = ("consultation__authority", "consultation__call", "call__contracting_authority")


def public_consultation(reference: str) -> Consultation:
    """A consultation that was announced; the same for everybody."""
    consultations = Consultation.objects.public().select_related("authority", "call")
    return get_object_or_404(consultations, reference=reference)


def own_consultation(request: SignedInRequest, reference: str) -> Consultation:
    """A consultation that this officer runs."""
    consultations = Consultation.objects.run_by(request.user).select_related("authority", "call")
    return get_object_or_404(consultations, reference=reference)


def public_meeting(uuid: UUID) -> Meeting:
    """An announced meeting of what is public, with its places counted."""
    meetings = selectors.with_places(Meeting.objects.public()).select_related(*HOSTS)
    return get_object_or_404(meetings, uuid=uuid)


def own_meeting(request: SignedInRequest, uuid: UUID) -> Meeting:
    """A meeting that this officer organises."""
    meetings = selectors.with_places(Meeting.objects.run_by(request.user)).select_related(*HOSTS)
    return get_object_or_404(meetings, uuid=uuid)


def participant_of(secret: str) -> Participant:
    """Whose link this is; what the portal did not make opens nothing."""
    uuid = uuid_in(secret)
    if uuid is None:
        raise Http404
    people = Participant.objects.select_related("consultation__authority", "call", "user")
    return get_object_or_404(people, uuid=uuid)


def acting(request: HttpRequest, participant: Participant) -> User:
    """Who acts on somebody's own page: the account, or the portal for whoever has the link."""
    if request.user.is_authenticated and participant.user_id == request.user.pk:
        return request.user
    return visitor()
