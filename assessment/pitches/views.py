"""The plan of the pitches: made by officers and the secretary, read by the committee."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessment.models import Committee
from assessment.permissions import can_form_committee
from assessment.pitches import services
from assessment.pitches.calendar import calendar_of
from assessment.pitches.forms import PitchesForm
from assessment.pitches.models import PitchSlot
from assessment.views.fetching import committee_for, page_context, staffed_phase
from portal.accounts.requests import SignedInRequest, posted
from portal.workflow import TransitionRefused


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """When and where every selected offer pitches."""
    phase = staffed_phase(request.user, reference, code)
    if not phase.pitch_minutes:
        raise Http404
    if not can_form_committee(request.user, phase):
        raise PermissionDenied("plan_pitches")
    slots = {slot.dossier_id: slot for slot in PitchSlot.objects.filter(phase=phase)}
    dossiers = list(services.dossiers_of(phase))
    form = PitchesForm(posted(request), dossiers=dossiers, slots=slots)
    if request.method == "POST" and form.is_valid():
        try:
            services.plan(phase, form.planned(), by=request.user)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message.split("\n"))
        else:
            messages.success(request, _("Planned. Who is concerned gets a mail."))
            return redirect("pitches:plan", reference, code)
    context = {"phase": phase, "call": phase.call, "form": form}
    return render(request, "assessment/pitches/plan.html", context)


@require_safe
@login_required
def agenda(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """The pitches in their order, for who judges them; names of companies and no content."""
    committee = _with_pitches(request, reference, code)
    slots = services.slots_of(committee.phase)
    context = page_context(committee, slots=slots)
    return render(request, "assessment/pitches/agenda.html", context)


@require_safe
@login_required
def agenda_ics(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """The same as a calendar."""
    committee = _with_pitches(request, reference, code)
    url = reverse("pitches:agenda", args=[reference, code])
    slots = services.slots_of(committee.phase)
    return _ics(calendar_of(slots, name_of=committee.name_of, url=url), f"{reference}-{code}")


@require_safe
@login_required
def slot_ics(request: SignedInRequest, reference: str, code: str, dossier: str) -> HttpResponse:
    """The own pitch of a company as a calendar; it keeps its place there when it moves."""
    slot = get_object_or_404(
        services.slots_of_company(request.user).select_related("dossier__lead"),
        phase__call__reference=reference,
        phase__code=code,
        dossier__reference=dossier,
    )
    content = calendar_of([slot], name_of=lambda own: own.lead.name, url=reverse("awards:mine"))
    return _ics(content, f"{reference}-{dossier}")


def _with_pitches(request: SignedInRequest, reference: str, code: str) -> Committee:
    committee = committee_for(request.user, reference, code)
    if not committee.phase.pitch_minutes:
        raise Http404
    return committee


def _ics(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{name}.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer
