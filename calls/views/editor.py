"""Writing a call in steps, from the instrument's standard to the preview."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from calls import services
from calls.actions import editor_actions
from calls.checklist import gaps_of
from calls.forms.phases import CriteriaForm, PhasesForm
from calls.forms.places import PlacesForm
from calls.forms.terms import BasicsForm, NewCallForm, TermsForm
from calls.forms.texts import SectionForm
from calls.models import Call
from calls.pages import page_of
from calls.steps import steps_of
from calls.views.fetch import own_call, phase_of, staff_call
from portal.accounts.models import Membership, User
from portal.accounts.permissions import has_role
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.workflow import TransitionRefused

page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@page
def new(request: SignedInRequest) -> HttpResponse:
    """Begin a call from the standard of the instrument that is chosen."""
    if not has_role(request.user, Membership.Role.OFFICER):
        raise PermissionDenied("draft_call")
    form = NewCallForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        call = services.draft_call(
            by=request.user,
            authority=data["authority"],
            reference=data["reference"],
            instrument=data["instrument"],
            terms={"title": data["title"], "summary": data["summary"]},
        )
        messages.success(request, _("The call is there, with the standard texts filled in."))
        return redirect("calls:edit", call.reference)
    return render(request, "calls/new.html", {"form": form})


@login_required
@require_safe
def overview(request: SignedInRequest, reference: str) -> HttpResponse:
    """All steps of a draft, with what each still lacks."""
    call = own_call(request, reference)
    gaps = gaps_of(call, portal_now())
    context = {
        "call": call,
        "steps": steps_of(call, gaps),
        "actions": editor_actions(call, gaps, by=request.user),
    }
    return render(request, "calls/edit.html", context)


@login_required
@page
def basics(request: SignedInRequest, reference: str) -> HttpResponse:
    """Title, challenge and parties."""
    call = own_call(request, reference)
    return _step(request, call, "basics", BasicsForm.of(call, posted(request)))


@login_required
@page
def texts(request: SignedInRequest, reference: str) -> HttpResponse:
    """The sections of the text, with an input for each place that is still to be filled in."""
    call = own_call(request, reference)
    form = PlacesForm(posted(request), call=call)

    def save(form: PlacesForm) -> Call:
        version = form.cleaned_data["version"]
        return services.fill_places(call, answers=form.answers(), version=version, by=request.user)

    return _step(request, call, "texts", form, save=save)


@login_required
@page
def section(request: SignedInRequest, reference: str, section: str) -> HttpResponse:
    """One section of the text as a whole."""
    call = own_call(request, reference)
    if section not in {part["code"] for part in call.sections}:
        raise Http404
    form = SectionForm(posted(request), call=call, code=section)
    back = reverse("calls:edit-texts", args=[reference])
    return _step(request, call, "section", form, code="texts", then=f"{back}#{section}")


@login_required
@page
def phases(request: SignedInRequest, reference: str) -> HttpResponse:
    """Money and dates of all phases."""
    call = own_call(request, reference)
    return _step(request, call, "phases", PhasesForm.of(call, posted(request)))


@login_required
@page
def criteria(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Scale and criteria of one phase."""
    call = own_call(request, reference)
    phase = phase_of(call, code)
    form = CriteriaForm(posted(request), call=call, phase=phase)
    return _step(request, call, "criteria", form, code=f"criteria-{code}", phase=phase)


@login_required
@require_safe
def preview(request: SignedInRequest, reference: str) -> HttpResponse:
    """The public page of a call that is not public yet, for who works on it."""
    call = staff_call(request, reference)
    context = {"page": page_of(call, portal_now()), "call": call, "is_preview": True}
    return render(request, "calls/detail.html", context)


def _step(
    request: SignedInRequest,
    call: Call,
    template: str,
    form: Any,
    *,
    code: str = "",
    save: Callable[[Any], Call] | None = None,
    then: str = "",
    **context: Any,
) -> HttpResponse:
    """Show a step, or save it and go on: to `then`, or to the next step that lacks something."""
    code = code or template
    if call.state != Call.State.DRAFT:
        return redirect("calls:edit", call.reference)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save(form) if save else _update(call, form, request.user)
        except (TransitionRefused, ValidationError) as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Saved."))
            return redirect(then or _after(saved, code))
    steps = steps_of(call, gaps_of(call, portal_now()), current=code)
    context |= {"call": call, "form": form, "steps": steps}
    return render(request, f"calls/edit_{template}.html", context)


def _update(call: Call, form: TermsForm, by: User) -> Call:
    version = form.cleaned_data["version"]
    return services.update_call(call, by=by, terms=form.terms(), version=version)


def _after(call: Call, code: str) -> str:
    """This step again while it lacks something, else the next one."""
    steps = steps_of(call, gaps_of(call, portal_now()), current=code)
    here = next(index for index, step in enumerate(steps) if step.current)
    return steps[here].url if steps[here].missing else steps[here + 1].url
