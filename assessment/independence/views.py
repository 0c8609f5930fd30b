"""Interests: stated by everybody, looked into by the officers and the secretary."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessment.independence import documents, permissions, selectors, services
from assessment.independence.forms import (
    MOST_EMPLOYERS,
    BaseEmployerFormSet,
    ConflictForm,
    EmployerFormSet,
    StatementForm,
    VerdictForm,
)
from assessment.independence.models import StaffDeclaration, Statement, Warning
from assessment.interest_forms import InterestForm
from assessment.models import Committee, Seat
from assessment.views.fetching import committee_for, page_context, standing_for
from calls.models import Call
from portal.accounts.models import User
from portal.accounts.requests import SignedInRequest, posted
from portal.formsets import with_one_more
from portal.workflow import TransitionRefused


@require_http_methods(["GET", "POST"])
@login_required
def interests(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Where do I work, and what else is there? Before any name shows."""
    committee = committee_for(request.user, reference, code)
    standing = standing_for(request.user, committee)
    context = page_context(committee, standing=standing)
    then = reverse("assessment:declare", args=[reference, code])
    return _statement_page(request, committee.phase.call, then, context)


@require_http_methods(["GET", "POST"])
@login_required
def own(request: SignedInRequest, reference: str) -> HttpResponse:
    """The same for officers and the secretary."""
    call = _call_of_staff(request.user, reference)
    then = reverse("independence:staff", args=[reference])
    return _statement_page(request, call, then, {"call": call})


@require_http_methods(["GET", "POST"])
@login_required
def staff(request: SignedInRequest, reference: str) -> HttpResponse:
    """Officers and the secretary answer for every applicant whose offer was opened."""
    call = _call_of_staff(request.user, reference)
    if not Statement.objects.filter(user=request.user, call=call).exists():
        return redirect("independence:own", reference)
    dossiers, parties = selectors.opened_dossiers(call), selectors.parties_of(call)
    names = [
        (dossier, [party.name for party in parties.get(dossier.pk, [])[1:]]) for dossier in dossiers
    ]
    declared = {
        one.dossier_id: one
        for one in StaffDeclaration.objects.filter(user=request.user, dossier__call=call)
    }
    form = InterestForm(posted(request), names=names, declared=declared)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for dossier, kind, explanation in form.answers(form.cleaned_data):
                services.declare_as_staff(
                    dossier, kind=kind, explanation=explanation, by=request.user
                )
        messages.success(request, _("Thank you. Your interests stand on record."))
        return redirect("independence:overview", reference)
    return render(request, "assessment/independence/staff.html", {"call": call, "form": form})


@require_GET
@login_required
def overview(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who declared what, what the portal points out, and what was decided on it."""
    call = _call_to_look_into(request.user, reference)
    context = {
        "call": call,
        "committees": selectors.committee_rows(call),
        "staff": selectors.staff_rows(call),
        "may_declare": permissions.can_declare_as_staff(request.user, call),
    }
    return render(request, "assessment/independence/overview.html", context)


@require_GET
@login_required
def overview_pdf(request: SignedInRequest, reference: str) -> HttpResponse:
    """The same as a document."""
    call = _call_to_look_into(request.user, reference)
    answer = HttpResponse(documents.interests_pdf(call), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{reference}-belangen.pdf"'
    return answer


@require_http_methods(["GET", "POST"])
@login_required
def decide(request: SignedInRequest, reference: str, warning: int) -> HttpResponse:
    """Decide on one warning, with a reason."""
    call = _call_to_look_into(request.user, reference)
    found = get_object_or_404(
        Warning.objects.select_related("user", "dossier__lead", "dossier__call"),
        pk=warning,
        dossier__call=call,
    )
    if not permissions.can_decide(request.user, found):
        raise PermissionDenied("decide_warning")
    form = VerdictForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.decide(found, by=request.user, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Your decision stands on record."))
            return redirect("independence:overview", reference)
    statement = Statement.objects.filter(user=found.user, call=call).first()
    context = {"call": call, "warning": found, "form": form, "statement": statement}
    return render(request, "assessment/independence/decide.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def conflict(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """A conflict came to light about a member: write it down, and void the scores."""
    call = _call_to_look_into(request.user, reference)
    committee = get_object_or_404(
        Committee.objects.select_related("phase__call"), phase__call=call, phase__code=code
    )
    seats = Seat.objects.filter(committee=committee).exclude(user=request.user)
    form = ConflictForm(
        posted(request),
        seats=seats.select_related("user"),
        dossiers=selectors.opened_dossiers(call),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.record_conflict(
                form.cleaned_data["seat"],
                form.cleaned_data["dossier"],
                kind=form.cleaned_data["kind"],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Written down. The scores it concerns count no longer."))
            return redirect("independence:overview", reference)
    context = {
        "heading": _("A conflict of interest that came to light"),
        "lead": _("Whatever the stage: what is found counts."),
        "consequences": [
            _("The member sees nothing more of the offer; with a heavy interest, of no offer that "
              "competes with it."),
            _("Scores that it concerns are void, and the record says so."),
            _("A ranking that was made already stays as it is. Pages and the record show that the "
              "conflict was found later."),
        ],
        "irreversible": True,
        "form": form,
        "confirm_label": _("Write it down"),
        "cancel_url": reverse("independence:overview", args=[reference]),
    }  # fmt: skip
    return render(request, "layouts/confirm.html", context)


def _statement_page(
    request: SignedInRequest, call: Call, then: str, context: dict[str, Any]
) -> HttpResponse:
    stated = Statement.objects.filter(user=request.user, call=call).first()
    rows = list(stated.employers.values("organisation", "department", "kvk")) if stated else []
    data = (
        with_one_more(request.POST, "form", MOST_EMPLOYERS)
        if "more" in request.POST
        else posted(request)
    )
    employers = cast(BaseEmployerFormSet, EmployerFormSet(data, initial=rows or None))
    form = StatementForm(data, initial={"other": stated.other if stated else ""})
    is_sent = request.method == "POST" and "more" not in request.POST
    if is_sent and all([employers.is_valid(), form.is_valid()]):
        services.state_interests(
            call, employers.said(), form.cleaned_data["other"], by=request.user
        )
        messages.success(request, _("Thank you. Now answer for each applicant."))
        return redirect(then)
    context |= {"employers": employers, "form": form, "is_sent": is_sent}
    return render(request, "assessment/independence/interests.html", context)


def _call_of_staff(user: User, reference: str) -> Call:
    call = _staffed(user, reference)
    if not permissions.can_declare_as_staff(user, call):
        raise PermissionDenied("declare_as_staff")
    return call


def _call_to_look_into(user: User, reference: str) -> Call:
    call = _staffed(user, reference)
    if not permissions.can_look_into(user, call):
        raise PermissionDenied("look_into_interests")
    return call


def _staffed(user: User, reference: str) -> Call:
    """A call on which this person works, once a vault of it was opened."""
    found = Call.objects.staffed_by(user).filter(phases__opening__opened_at__isnull=False)
    call = found.filter(reference=reference).distinct().first()
    if call is None:
        raise Http404
    return call
