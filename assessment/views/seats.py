"""Forming a committee, and filling a seat again; for officers and the secretary of the call."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessment import permissions, selectors, services, transitions
from assessment.forms import ReasonForm
from assessment.models import Committee, Seat
from assessment.progress import member_rows
from assessment.seat_forms import CommitteeForm, SeatForm, SeatFormSet
from assessment.seating import phase_problems
from assessment.views.fetching import committee_for, page_context, staffed_phase
from assessment.waiting import page
from calls.models import Phase
from portal.accounts.requests import SignedInRequest, posted
from portal.formsets import with_one_more
from portal.workflow import TransitionRefused

MOST_SEATS = 25


@require_http_methods(["GET", "POST"])
@login_required
def form(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Form the committee of a phase; once it is there, see who sits on it."""
    phase = staffed_phase(request.user, reference, code)
    if not permissions.can_form_committee(request.user, phase):
        raise PermissionDenied("form_committee")
    committee = Committee.objects.filter(phase=phase).first()
    if committee is not None:
        return _seated(request, committee)
    data = (
        with_one_more(request.POST, "form", MOST_SEATS)
        if "more" in request.POST
        else posted(request)
    )
    seats = SeatFormSet(data, form_kwargs={"themes": list(phase.call.themes.all())})
    whole = CommitteeForm(data)
    is_sent = request.method == "POST" and "more" not in request.POST
    if (
        is_sent
        and all([seats.is_valid(), whole.is_valid()])
        and _form(request, phase, seats, whole)
    ):
        return redirect("assessment:progress", reference, code)
    context = {
        "phase": phase,
        "call": phase.call,
        "seats": seats,
        "form": whole,
        "is_sent": is_sent,
        "people": selectors.people_to_ask(phase.call),
        "offers": selectors.admissible(phase).count(),
        "problems": phase_problems(phase),
    }
    return render(request, "assessment/form_committee.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def add(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Seat one more person before the consensus meeting."""
    committee = _changeable(request, reference, code)
    form = SeatForm(posted(request), themes=list(committee.phase.call.themes.all()))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                plan = services.plan_seat(**form.cleaned_data)
                services.add_seat(committee, plan, by=request.user)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message.split("\n"))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("assessment:form", reference, code)
    context = page_context(
        committee, form=form, people=selectors.people_to_ask(committee.phase.call)
    )
    return render(request, "assessment/add_seat.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def end(request: SignedInRequest, reference: str, code: str, person: str) -> HttpResponse:
    """Let a member leave the committee, with a reason."""
    committee = _changeable(request, reference, code)
    seat = get_object_or_404(
        committee.seats.filter(left_at=None).select_related("user"), user__uuid=person
    )
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        services.end_seat(seat, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("%(name)s has left the committee.") % {"name": seat.user.name})
        return redirect("assessment:form", reference, code)
    context = {
        "heading": _("End the seat of %(name)s") % {"name": seat.user.name},
        "consequences": [
            _("%(name)s sees no offer any more.") % {"name": seat.user.name},
            _("Scores that %(name)s handed in count no longer; they stay on record.")
            % {"name": seat.user.name},
        ],
        "irreversible": True,
        "is_destructive": True,
        "form": form,
        "confirm_label": _("End this seat"),
        "cancel_url": page("form", committee),
    }
    return render(request, "layouts/confirm.html", context)


def _changeable(request: SignedInRequest, reference: str, code: str) -> Committee:
    committee = committee_for(request.user, reference, code)
    if not permissions.can_change_seats(request.user, committee):
        raise PermissionDenied("change_seats")
    return committee


def _seated(request: SignedInRequest, committee: Committee) -> HttpResponse:
    sitting = committee.seats.sitting().values("pk")
    left = Seat.objects.filter(committee=committee).exclude(pk__in=sitting).select_related("user")
    context = page_context(
        committee,
        rows=member_rows(committee),
        left=left,
        can_change=committee.state in transitions.OPEN_FOR_SCORES,
    )
    return render(request, "assessment/committee.html", context)


def _form(request: SignedInRequest, phase: Phase, seats: Any, whole: CommitteeForm) -> bool:
    """Form the committee, or put every fault on the form."""
    try:
        with transaction.atomic():
            services.form_committee(
                phase,
                by=request.user,
                seats=[services.plan_seat(**form.cleaned_data) for form in seats.filled()],
                **whole.cleaned_data,
            )
    except TransitionRefused as refusal:
        whole.add_error(None, refusal.message.split("\n"))
        return False
    messages.success(request, _("The committee is formed. Everybody on it has been sent a mail."))
    return True
