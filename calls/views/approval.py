"""From draft to public, and what may still change after that."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls import permissions, transitions
from calls.actions import review_actions
from calls.checklist import gaps_of
from calls.forms.people import DeadlineForm, ReasonsForm, RemarksForm
from calls.models import Call
from calls.pages import page_of
from calls.phases import window
from calls.views.fetch import own_call, phase_of
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.look.wording import moment_text
from portal.workflow import TransitionRefused

confirm_page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def review(request: SignedInRequest, reference: str) -> HttpResponse:
    """All terms as applicants will read them, with the checklist, for who approves."""
    call = own_call(request, reference)
    now = portal_now()
    gaps = gaps_of(call, now)
    context = {
        "call": call,
        "page": page_of(call, now),
        "gaps": gaps,
        "actions": review_actions(call, gaps, by=request.user),
        "authors": call.roles.filter(role="author").select_related("user"),
    }
    return render(request, "calls/review.html", context)


@login_required
@require_POST
def submit_for_review(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask a second officer to approve."""
    call = transitions.submit_for_review(own_call(request, reference), by=request.user)
    messages.success(request, _("Your colleagues have a task to check and publish this call."))
    return redirect("awards:workspace", call.reference)


@login_required
@confirm_page
def return_to_author(request: SignedInRequest, reference: str) -> HttpResponse:
    """Give the call back with remarks."""
    call = own_call(request, reference)
    form = RemarksForm(posted(request))
    if request.method == "POST" and form.is_valid():
        transitions.return_to_author(call, by=request.user, remarks=form.cleaned_data["remarks"])
        messages.success(request, _("The authors have your remarks."))
        return redirect("awards:workspace", reference)
    return _confirm(
        request,
        call,
        form=form,
        heading=_("Give this call back to its authors"),
        consequences=[
            _("The call is a draft again and can be changed."),
            _("The authors get your remarks by mail."),
        ],
        confirm_label=_("Give back"),
        back="calls:review",
    )


@login_required
@confirm_page
def publish(request: SignedInRequest, reference: str) -> HttpResponse:
    """Make the call public."""
    call = own_call(request, reference)
    if not permissions.can_publish(request.user, call):
        raise PermissionDenied("publish")
    if request.method == "POST":
        transitions.publish(call, by=request.user)
        messages.success(request, _("The call is public."))
        return redirect("calls:detail", reference)
    return _confirm(
        request,
        call,
        heading=_("Publish “%(call)s”") % {"call": call},
        consequences=[
            _("Everybody can read the call and its documents from now on."),
            _("The terms are fixed, with a fingerprint that anybody can check."),
            _("You approve what your colleague wrote. Your name is kept with it."),
        ],
        irreversible=True,
        confirm_label=_("Publish"),
        back="calls:review",
    )


@login_required
@confirm_page
def cancel(request: SignedInRequest, reference: str) -> HttpResponse:
    """Stop a call, with reasons that everybody may read."""
    call = own_call(request, reference)
    form = ReasonsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        transitions.cancel(call, by=request.user, reasons=form.cleaned_data["reasons"])
        messages.success(request, _("The call was stopped."))
        return redirect("awards:workspace", reference)
    return _confirm(
        request,
        call,
        form=form,
        heading=_("Stop “%(call)s”") % {"call": call},
        consequences=[
            _("Nobody can send an offer any more."),
            _("Offers that were sent stay sealed; nobody opens them."),
            _("Your reasons appear on the public page."),
        ],
        irreversible=True,
        is_destructive=True,
        confirm_label=_("Stop this call"),
        back="awards:workspace",
    )


@login_required
@confirm_page
def complete(request: SignedInRequest, reference: str) -> HttpResponse:
    """Close the file of a call."""
    call = own_call(request, reference)
    if request.method == "POST":
        transitions.complete(call, by=request.user)
        messages.success(request, _("The call is completed."))
        return redirect("awards:workspace", reference)
    return _confirm(
        request,
        call,
        heading=_("Complete “%(call)s”") % {"call": call},
        consequences=[
            _("The call stays public, as completed."),
            _("Purchases can still be recorded."),
        ],
        confirm_label=_("Complete"),
        back="awards:workspace",
    )


@login_required
@confirm_page
def extend(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Move the deadline of an open phase forward."""
    call = own_call(request, reference)
    phase = phase_of(call, code)
    if call.state != Call.State.PUBLISHED or window(phase, portal_now()) != "open":
        raise TransitionRefused(_("A deadline can only be moved while the phase is open."))
    form = DeadlineForm(posted(request), phase=phase)
    if request.method == "POST" and form.is_valid():
        try:
            transitions.extend_deadline(phase, by=request.user, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error("to", refusal.message)
        else:
            moment = moment_text(form.cleaned_data["to"])
            messages.success(request, _("The deadline is now %(moment)s.") % {"moment": moment})
            return redirect("awards:workspace", reference)
    return _confirm(
        request,
        call,
        form=form,
        heading=_("Move the deadline of %(phase)s") % {"phase": phase.name},
        consequences=[
            _("Everybody has until the new moment; it cannot be moved back."),
            _("Offers that were sent stay as they are."),
            _("The public page shows the new deadline at once, as a new version of the terms."),
        ],
        irreversible=True,
        confirm_label=_("Move the deadline"),
        back="awards:workspace",
    )


def _confirm(
    request: SignedInRequest, call: Call, *, back: str, form: forms.Form | None = None, **page: Any
) -> HttpResponse:
    context = {
        **page,
        "form": form,
        "call": call,
        "cancel_url": reverse(back, args=[call.reference]),
    }
    return render(request, "layouts/confirm.html", context)
