"""Writing a call in steps, from the instrument's standard to the preview."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from calls import places, services
from calls.actions import editor_actions
from calls.checklist import gaps_of
from calls.forms.conditions import EligibilityForm, KnockOutsForm, ThemesForm
from calls.forms.criteria import CriteriaForm
from calls.forms.phases import PhasesForm
from calls.forms.places import PlacesForm
from calls.forms.prizes import PrizesForm
from calls.forms.round import RoundForm
from calls.forms.terms import BasicsForm, NewCallForm
from calls.forms.texts import SectionForm
from calls.instruments import instrument_of
from calls.models import Phase
from calls.pages import page_of
from calls.steps import progress_of, steps_of
from calls.views.fetch import own_call, phase_of, staff_call
from calls.views.step import Step, answer
from portal.accounts.models import Membership
from portal.accounts.permissions import has_role
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now

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
    steps = steps_of(call, gaps)
    context = {
        "call": call,
        "steps": steps,
        "progress": progress_of(steps),
        "actions": editor_actions(call, gaps, by=request.user),
    }
    return render(request, "calls/edit.html", context)


@login_required
@page
def basics(request: SignedInRequest, reference: str) -> HttpResponse:
    """Title, challenge and parties."""
    call = own_call(request, reference)
    step = Step("basics", "edit_basics", lambda data: BasicsForm.of(call, data))
    return answer(request, call, step)


@login_required
@page
def eligibility(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who may take part, when that is not everybody."""
    call = own_call(request, reference)
    step = Step("eligibility", "edit_eligibility", lambda data: EligibilityForm.of(call, data))
    return answer(request, call, step)


@login_required
@page
def themes(request: SignedInRequest, reference: str) -> HttpResponse:
    """The parts of a call that have a budget of their own."""
    call = own_call(request, reference)
    step = Step("themes", "edit_themes", lambda data: ThemesForm(data, call=call))
    return answer(request, call, step)


@login_required
@page
def texts(request: SignedInRequest, reference: str) -> HttpResponse:
    """The sections of the text, with an input for each place that is still to be filled in."""
    call = own_call(request, reference)

    # Filling a place for good takes its input away, so that waits for the button.
    step = Step(
        "texts",
        "edit_texts",
        lambda data: PlacesForm(data, call=call),
        save=lambda form, locked: {"sections": places.filled(locked.sections, form.answers())},
        keeps=True,
    )
    return answer(request, call, step)


@login_required
@page
def section(request: SignedInRequest, reference: str, section: str) -> HttpResponse:
    """One section of the text as a whole."""
    call = own_call(request, reference)
    if section not in {part["code"] for part in call.sections}:
        raise Http404
    step = Step(
        f"section-{section}",
        "edit_section",
        lambda data: SectionForm(data, call=call, code=section),
        panel="texts",
        then=f"{reverse('calls:edit-texts', args=[reference])}#{section}",
    )
    return answer(request, call, step)


@login_required
@page
def phases(request: SignedInRequest, reference: str) -> HttpResponse:
    """Money and dates of all phases."""
    call = own_call(request, reference)
    step = Step("phases", "edit_phases", lambda data: PhasesForm.of(call, data))
    return answer(request, call, step)


@login_required
@page
def knockouts(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """On what grounds an offer in a phase is not assessed."""
    call = own_call(request, reference)
    phase = phase_of(call, code)
    step = Step(
        f"knockouts-{code}",
        "edit_knockouts",
        lambda data: KnockOutsForm(data, phase=phase),
        context={"phase": phase},
    )
    return answer(request, call, step)


@login_required
@page
def round_of(request: SignedInRequest, reference: str) -> HttpResponse:
    """Challenges, their authorities and procedures, limits and pitch; only of an instrument so."""
    call = own_call(request, reference)
    if not instrument_of(call.instrument).procedures:
        raise Http404
    step = Step("round", "edit_round", lambda data: RoundForm(data, call=call))
    return answer(request, call, step)


@login_required
@page
def prizes(request: SignedInRequest, reference: str) -> HttpResponse:
    """The prizes, and what may follow them."""
    call = own_call(request, reference)
    if not call.phases.filter(outcome=Phase.Outcome.PRIZE).exists():
        raise Http404
    step = Step("prizes", "edit_prizes", lambda data: PrizesForm(data, call=call))
    return answer(request, call, step)


@login_required
@page
def criteria(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Scale and criteria of one phase."""
    call = own_call(request, reference)
    phase = phase_of(call, code)
    step = Step(
        f"criteria-{code}",
        "edit_criteria",
        lambda data: CriteriaForm(data, call=call, phase=phase),
        context={"phase": phase},
    )
    return answer(request, call, step)


@login_required
@require_safe
def preview(request: SignedInRequest, reference: str) -> HttpResponse:
    """The public page of a call that is not public yet, for who works on it."""
    call = staff_call(request, reference)
    context = {"page": page_of(call, portal_now()), "call": call, "is_preview": True}
    return render(request, "calls/detail.html", context)
