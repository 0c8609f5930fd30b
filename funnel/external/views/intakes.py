"""Files of calls: looked at, taken in, and taken back as a whole."""

from dataclasses import astuple
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from funnel.external import selectors, services
from funnel.external.forms import IntakeForm
from funnel.external.models import Intake
from funnel.external.permissions import can_take_in
from funnel.external.reading import COLUMNS
from portal.accounts.requests import SignedInRequest, posted
from portal.spreadsheets import csv_line
from portal.workflow import TransitionRefused

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def intakes(request: SignedInRequest) -> HttpResponse:
    """Every file that was taken in, also those taken back."""
    _may(request)
    return render(request, "external/intakes.html", {"intakes": selectors.intakes()})


@login_required
@require_safe
def intake(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One file: its calls, and the rows that were left out."""
    _may(request)
    found = get_object_or_404(selectors.intakes(), uuid=uuid)
    tellings = found.tellings.select_related("call__authority").order_by("pk")
    return render(request, "external/intake.html", {"intake": found, "tellings": tellings})


@login_required
@require_safe
def empty_file(request: SignedInRequest) -> HttpResponse:
    """A file with the names of the columns, to be filled in."""
    _may(request)
    answer = HttpResponse(csv_line(COLUMNS), "text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, "oproepen.csv") or ""
    return answer


@login_required
@require_http_methods(METHODS)
def add(request: SignedInRequest) -> HttpResponse:
    """Look at what a file holds, and then take it in: two steps with the same rows."""
    _may(request)
    form = IntakeForm(posted(request), request.FILES or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = form.found
        if "take" in request.POST and (made := _taken(form, request)):
            messages.success(request, _("Taken in. These figures count from now on."))
            return redirect("external:intake", made.uuid)
        form = form.looked_at()
    refused = [astuple(row) for row in found.refused] if found else []
    context = {"form": form, "found": found, "refused": refused}
    return render(request, "external/add.html", context)


@login_required
@require_http_methods(METHODS)
def undo(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take back everything of one file."""
    _may(request)
    found = get_object_or_404(Intake, uuid=uuid)
    if request.method == "POST":
        services.undo(found, by=request.user)
        messages.success(request, _("Taken back. What was told before counts again."))
        return redirect("external:intakes")
    context = {
        "heading": _("Take this file back"),
        "lead": found.title,
        "consequences": [
            _("None of its figures counts any longer. What was told before counts again."),
            _("Everything stays on record, with who took it back."),
        ],
        "irreversible": False,
        "confirm_label": _("Take back"),
        "cancel_url": reverse("external:intake", args=[uuid]),
    }
    return render(request, "layouts/confirm.html", context)


def _may(request: SignedInRequest) -> None:
    if not can_take_in(request.user):
        raise PermissionDenied("take_in_external_calls")


def _taken(form: IntakeForm, request: SignedInRequest) -> Intake | None:
    words = {name: form.cleaned_data[name] for name in ("title", "source")}
    try:
        return services.take_in(form.found.calls, form.found.refused, **words, by=request.user)
    except TransitionRefused as refusal:
        form.add_error(None, refusal.message)
        return None
