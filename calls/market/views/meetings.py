"""The officers' pages of a meeting: plan, announce, move, call off, report."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.market import selectors, services, transitions
from calls.market.actions import meeting_actions
from calls.market.forms.officer import DocumentForm, MeetingForm, MeetingReportForm, ReasonsForm
from calls.market.models import Consultation, Meeting
from calls.market.views.fetch import own_consultation, own_meeting
from calls.models import Call
from calls.views.fetch import own_call
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.workflow import TransitionRefused

page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@page
def of_consultation(request: SignedInRequest, reference: str) -> HttpResponse:
    """Plan a meeting of a consultation."""
    return _plan(request, own_consultation(request, reference))


@login_required
@page
def of_call(request: SignedInRequest, reference: str) -> HttpResponse:
    """Plan an information meeting or a site visit of a call."""
    return _plan(request, own_call(request, reference))


@login_required
@require_safe
def manage(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One meeting with everybody who registered."""
    return _manage(request, own_meeting(request, uuid))


@login_required
@page
def edit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Change time, place or number of places."""
    meeting = own_meeting(request, uuid)
    form = MeetingForm.of(meeting, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            transitions.change_meeting(
                meeting, by=request.user, terms=form.terms(), version=form.cleaned_data["version"]
            )
        except (TransitionRefused, ValidationError) as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Saved. Who registered hears of another time or place."))
            return redirect("market:manage-meeting", uuid)
    context = {"form": form, "meeting": meeting, "host": meeting.host, "back": _desk_of(meeting)}
    return render(request, "market/meeting_form.html", context)


@login_required
@page
def announce(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Make it public."""
    meeting = own_meeting(request, uuid)
    if request.method == "POST":
        transitions.announce_meeting(meeting, by=request.user)
        messages.success(request, _("The meeting is public. People can register."))
        return redirect("market:manage-meeting", uuid)
    return _confirm(
        request,
        meeting,
        heading=_("Announce “%(title)s”") % {"title": meeting},
        consequences=[
            _("Everybody sees the meeting and can register."),
            _("When you move it later, who registered gets a mail."),
        ],
        confirm_label=_("Announce it"),
    )


@login_required
@page
def cancel(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Call it off."""
    meeting = own_meeting(request, uuid)
    form = ReasonsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        transitions.cancel_meeting(meeting, by=request.user, reasons=form.cleaned_data["reasons"])
        messages.success(request, _("The meeting was called off."))
        return redirect("market:manage-meeting", uuid)
    return _confirm(
        request,
        meeting,
        form=form,
        heading=_("Call “%(title)s” off") % {"title": meeting},
        consequences=[
            _("Everybody who registered gets one mail with your reasons."),
            _("Calendars that took the meeting over strike it out."),
        ],
        irreversible=True,
        is_destructive=True,
        confirm_label=_("Call it off"),
    )


@login_required
@page
def report(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Publish what was said, with the slides."""
    meeting = own_meeting(request, uuid)
    form = MeetingReportForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            transitions.report_meeting(meeting, by=request.user, report=form.cleaned_data["report"])
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The report is public."))
            return redirect("market:meeting", uuid)
    return _confirm(
        request,
        meeting,
        form=form,
        heading=_("Publish the report of “%(title)s”") % {"title": meeting},
        consequences=[
            _("Everybody can read the report and the slides, also who was not there."),
            _("The report does not change any more."),
        ],
        irreversible=True,
        confirm_label=_("Publish"),
    )


@login_required
@require_POST
def add_slides(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Add a PDF that becomes public with the report."""
    meeting = own_meeting(request, uuid)
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _manage(request, meeting, form)
    upload = form.cleaned_data["file"]
    transitions.add_slides(
        meeting,
        title=form.cleaned_data["title"],
        upload=upload,
        file_name=upload.name,
        by=request.user,
    )
    messages.success(request, _("The document was added."))
    return redirect("market:manage-meeting", uuid)


def _plan(request: SignedInRequest, host: Consultation | Call) -> HttpResponse:
    form = MeetingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            meeting = services.plan_meeting(host, by=request.user, terms=form.terms())
        except ValidationError as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("The meeting is there as a draft. Announce it next."))
            return redirect("market:manage-meeting", meeting.uuid)
    name = "market:of-call" if isinstance(host, Call) else "market:manage"
    context = {"form": form, "host": host, "back": reverse(name, args=[host.reference])}
    return render(request, "market/meeting_form.html", context)


def _manage(
    request: SignedInRequest, meeting: Meeting, form: forms.Form | None = None
) -> HttpResponse:
    host = meeting.host
    of_call = isinstance(host, Call)
    context = {
        "meeting": meeting,
        "host": host,
        "host_url": reverse(
            "market:of-call" if of_call else "market:manage", args=[host.reference]
        ),
        "standing": selectors.meeting_standing(meeting, portal_now()),
        "registrations": meeting.registrations.select_related("participant"),
        "documents": meeting.documents.select_related("file"),
        "actions": meeting_actions(meeting, by=request.user),
        "form": form or DocumentForm(),
        "takes_slides": meeting.state == Meeting.State.ANNOUNCED,
    }
    return render(request, "market/manage_meeting.html", context)


def _desk_of(meeting: Meeting) -> str:
    return reverse("market:manage-meeting", args=[meeting.uuid])


def _confirm(
    request: SignedInRequest, meeting: Meeting, *, form: forms.Form | None = None, **page: object
) -> HttpResponse:
    context = {**page, "form": form, "cancel_url": _desk_of(meeting)}
    return render(request, "layouts/confirm.html", context)
