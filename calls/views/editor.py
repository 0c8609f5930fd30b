"""Writing a call in steps, from the instrument's standard to the preview."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from calls import services, transitions
from calls.checklist import gaps_of
from calls.forms.phases import CriteriaForm, PhasesForm
from calls.forms.terms import BasicsForm, NewCallForm, TermsForm, TextsForm
from calls.instruments import sbir
from calls.models import Call
from calls.pages import page_of
from calls.steps import steps_of
from calls.views.fetch import own_call, phase_of, staff_call
from portal.accounts.models import Membership
from portal.accounts.permissions import has_role
from portal.clock import portal_now
from portal.workflow import TransitionRefused

page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@page
def new(request: HttpRequest) -> HttpResponse:
    """Begin a call from the SBIR standard."""
    if not has_role(request.user, Membership.Role.OFFICER):
        raise PermissionDenied("draft_call")
    form = NewCallForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        call = services.draft_call(
            by=request.user,
            authority=data["authority"],
            reference=data["reference"],
            instrument=sbir.SBIR.code,
            terms={"title": data["title"], "summary": data["summary"]},
        )
        messages.success(request, _("The call is there, with the standard texts filled in."))
        return redirect("calls:edit", call.reference)
    return render(request, "calls/new.html", {"form": form})


@login_required
@require_safe
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """All steps of a draft, with what each still lacks."""
    call = own_call(request, reference)
    gaps = gaps_of(call, portal_now())
    context = {
        "call": call,
        "steps": steps_of(call, gaps),
        "gaps": gaps,
        "can_submit": transitions.SUBMIT_FOR_REVIEW.is_offered(call, by=request.user),
        "can_cancel": transitions.CANCEL.is_offered(call, by=request.user),
    }
    return render(request, "calls/edit.html", context)


@login_required
@page
def basics(request: HttpRequest, reference: str) -> HttpResponse:
    """Title, challenge and parties."""
    call = own_call(request, reference)
    return _step(request, call, "basics", BasicsForm.of(call, request.POST or None))


@login_required
@page
def texts(request: HttpRequest, reference: str) -> HttpResponse:
    """The sections of the call's text."""
    call = own_call(request, reference)
    return _step(request, call, "texts", TextsForm.of(call, request.POST or None))


@login_required
@page
def phases(request: HttpRequest, reference: str) -> HttpResponse:
    """Money and dates of all phases."""
    call = own_call(request, reference)
    return _step(request, call, "phases", PhasesForm.of(call, request.POST or None))


@login_required
@page
def criteria(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Scale and criteria of one phase."""
    call = own_call(request, reference)
    phase = phase_of(call, kind)
    form = CriteriaForm(request.POST or None, call=call, phase=phase)
    return _step(request, call, "criteria", form, code=f"criteria-{kind}", phase=phase)


@login_required
@require_safe
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """The public page of a call that is not public yet, for who works on it."""
    call = staff_call(request, reference)
    context = {"page": page_of(call, portal_now()), "call": call, "is_preview": True}
    return render(request, "calls/detail.html", context)


def _step(
    request: HttpRequest,
    call: Call,
    template: str,
    form: TermsForm,
    *,
    code: str = "",
    **context: Any,
) -> HttpResponse:
    """Show a step, or save it and go to the next one."""
    steps = steps_of(call, gaps_of(call, portal_now()), current=code or template)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_call(
                call,
                by=request.user,
                terms=form.terms(),
                version=form.cleaned_data["version"],
            )
        except (TransitionRefused, ValidationError) as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Saved."))
            return redirect(_next_url(call, steps))
    if call.state != Call.State.DRAFT:
        return redirect("calls:edit", call.reference)
    context |= {"call": call, "form": form, "steps": steps}
    return render(request, f"calls/edit_{template}.html", context)


def _next_url(call: Call, steps: list[Any]) -> str:
    here = next(index for index, step in enumerate(steps) if step.current)
    return str(steps[here + 1].url)
