"""Somebody's own page, opened by the link in a mail: confirm, register, cancel, contribute."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.market import selectors, services, transitions
from calls.market.forms.public import ContributionForm
from calls.market.links import uuid_in
from calls.market.models import Contribution, Meeting, Participant, Registration
from calls.market.views.fetch import acting, participant_of
from calls.models import Call
from portal.accounts.requests import posted
from portal.clock import portal_now
from portal.files import store
from portal.opened_links import OpenedLink, opened_by_link
from portal.workflow import TransitionRefused


@never_cache
@require_safe
@opened_by_link(uuid_in)
def mine(request: HttpRequest, link: OpenedLink) -> HttpResponse:
    """What I take part in; before the address is proven, one button that proves it."""
    participant = participant_of(link.secret)
    now = portal_now()
    states = Registration.State
    registrations = list(participant.registrations.select_related("meeting"))
    context = {
        "participant": participant,
        "mark": link.mark,
        "host": participant.host,
        "of_call": isinstance(participant.host, Call),
        "waits_on_me": participant.confirmed_at is None
        or any(row.state == states.PENDING for row in registrations),
        "meetings": _rows(participant, registrations),
        "contribution": _contribution_of(participant),
        "can_contribute": participant.consultation is not None
        and participant.confirmed_at is not None
        and selectors.takes_contributions(participant.consultation, now),
    }
    return render(request, "market/mine.html", context)


@never_cache
@require_POST
@opened_by_link(uuid_in)
def confirm(request: HttpRequest, link: OpenedLink) -> HttpResponse:
    """The address is proven. A button and not the link itself: mail scanners follow links."""
    participant = participant_of(link.secret)
    transitions.confirm(participant, by=acting(request, participant))
    messages.success(request, _("Thank you, your e-mail address is confirmed."))
    return redirect("market:mine", link.mark)


@never_cache
@require_POST
@opened_by_link(uuid_in)
def join(request: HttpRequest, link: OpenedLink, uuid: UUID) -> HttpResponse:
    """Register for another meeting of the same consultation or call."""
    participant = _proven(link.secret)
    meeting = get_object_or_404(Meeting.objects.public(), uuid=uuid)
    if meeting.host != participant.host:
        raise Http404
    row = transitions.register(participant, meeting, by=acting(request, participant))
    if row.state == Registration.State.WAITING:
        messages.info(request, _("This meeting is full. You are on the waiting list."))
    else:
        messages.success(request, _("You have a place."))
    return redirect("market:mine", link.mark)


@never_cache
@require_POST
@opened_by_link(uuid_in)
def leave(request: HttpRequest, link: OpenedLink, uuid: UUID) -> HttpResponse:
    """Give the place back."""
    participant = participant_of(link.secret)
    row = get_object_or_404(participant.registrations, meeting__uuid=uuid)
    transitions.cancel_registration(row, by=acting(request, participant))
    messages.success(request, _("Your registration was cancelled. Thank you for telling us."))
    return redirect("market:mine", link.mark)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link(uuid_in)
def contribute(request: HttpRequest, link: OpenedLink) -> HttpResponse:
    """Write, or change, what I have to say."""
    participant = _proven(link.secret)
    consultation = participant.consultation
    if consultation is None:
        raise Http404
    contribution = _contribution_of(participant)
    form = ContributionForm(
        posted(request), request.FILES or None, consultation=consultation, contribution=contribution
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.contribute(participant, by=acting(request, participant), **form.contents())
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Your contribution was received."))
            return redirect("market:mine", link.mark)
    elif request.method != "POST" and not selectors.takes_contributions(consultation, portal_now()):
        raise TransitionRefused(_("This consultation takes no contributions now."), code="closed")
    context = {
        "form": form,
        "consultation": consultation,
        "mark": link.mark,
        "contribution": contribution,
    }
    return render(request, "market/contribute.html", context)


@never_cache
@require_safe
@opened_by_link(uuid_in)
def my_file(request: HttpRequest, link: OpenedLink) -> StreamingHttpResponse:
    """The document that I sent along."""
    contribution = _contribution_of(participant_of(link.secret))
    if contribution is None or contribution.file is None:
        raise Http404
    return store.response(contribution.file, contribution.file_name)


def _proven(secret: str) -> Participant:
    participant = participant_of(secret)
    if participant.confirmed_at is None:
        raise TransitionRefused(_("First confirm your e-mail address."), code="mail")
    return participant


def _contribution_of(participant: Participant) -> Contribution | None:
    return getattr(participant, "contribution", None)


def _rows(participant: Participant, registrations: list[Registration]) -> list[dict[str, object]]:
    """Every public meeting here, with my registration for it, if any."""
    now = portal_now()
    known = {row.meeting_id: row for row in registrations}
    return [
        {
            "meeting": meeting,
            "registration": known.get(meeting.pk),
            "standing": selectors.meeting_standing(meeting, now),
            "can_register": participant.confirmed_at is not None
            and selectors.takes_registrations(meeting, now)
            and (meeting.pk not in known or known[meeting.pk].state == "cancelled"),
            "can_leave": meeting.pk in known
            and known[meeting.pk].state != "cancelled"
            and meeting.state == Meeting.State.ANNOUNCED
            and now < meeting.starts_at,
        }
        for meeting in selectors.meetings_of(participant.host)
    ]
