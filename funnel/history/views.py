"""The table per year for everybody; adding an edition and taking it back for analysts."""

from dataclasses import astuple
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from funnel.history import selectors, services
from funnel.history.forms import EditionForm
from funnel.history.models import Edition, YearFigure
from funnel.history.permissions import can_keep_history
from portal.accounts.requests import SignedInRequest, posted
from portal.spreadsheets import csv_line
from portal.workflow import TransitionRefused

METHODS = ["GET", "HEAD", "POST"]
COLUMNS = ("year", "measure", "part", "value", "edition", "counts")


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Budget and counts per year, with what was restated."""
    rows = selectors.years()
    budgets = [row.budget.total for row in rows if row.budget]
    context = {
        "rows": rows,
        "total": sum(budgets),
        "editions": Edition.objects.filter(taken_back_at=None),
        "may_keep": can_keep_history(request.user),
    }
    return render(request, "history/years.html", context)


@require_safe
def years_csv(request: HttpRequest) -> HttpResponse:
    """Every figure of every edition that was not taken back, and whether it counts."""
    counting = {
        (row.year, measure): told.edition.pk
        for row in selectors.years()
        for measure, told in row.told.items()
    }
    figures = YearFigure.objects.filter(edition__taken_back_at=None).select_related("edition")
    lines = [
        csv_line(
            (each.year, each.measure, each.part, each.value, each.edition.title,
             "yes" if counting[each.year, each.measure] == each.edition_id else "no")
        )
        for each in figures
    ]  # fmt: skip
    answer = HttpResponse(csv_line(COLUMNS) + "".join(lines), "text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, "jaarcijfers.csv") or ""
    return answer


@require_safe
def edition(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One edition: its source and its figures; for analysts also the rows that were left out."""
    chosen = get_object_or_404(Edition.objects.select_related("added_by"), uuid=uuid)
    may_keep = can_keep_history(request.user)
    context = {"edition": chosen, "figures": chosen.figures.all(), "may_keep": may_keep}
    return render(request, "history/edition.html", context)


@login_required
@require_http_methods(METHODS)
def add(request: SignedInRequest) -> HttpResponse:
    """Look at what a file holds, and then take it in: two steps with the same rows."""
    if not can_keep_history(request.user):
        raise PermissionDenied("add_edition")
    form = EditionForm(posted(request), request.FILES or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = form.found
        if "take" in request.POST and (made := _added(form, request)):
            messages.success(request, _("Taken in. These figures count from now on."))
            return redirect("history:edition", made.uuid)
        form = form.looked_at()
    refused = [astuple(row) for row in found.refused] if found else []
    context = {"form": form, "found": found, "refused": refused}
    return render(request, "history/add.html", context)


@login_required
@require_http_methods(METHODS)
def take_back(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Undo: the edition counts no longer."""
    chosen = get_object_or_404(Edition, uuid=uuid)
    if not can_keep_history(request.user):
        raise PermissionDenied("take_edition_back")
    if request.method == "POST":
        services.take_back(chosen, by=request.user)
        messages.success(request, _("Taken back. What it replaced counts again."))
        return redirect("history:years")
    context = {
        "heading": _("Take this edition back"),
        "lead": chosen.title,
        "consequences": [
            _("Its figures count no longer; those of the edition before do again."),
            _("The edition stays on record, with who took it back."),
        ],
        "irreversible": False,
        "confirm_label": _("Take back"),
        "cancel_url": reverse("history:edition", args=[uuid]),
    }
    return render(request, "layouts/confirm.html", context)


def _added(form: EditionForm, request: SignedInRequest) -> Edition | None:
    words = {name: form.cleaned_data[name] for name in ("title", "source", "vat")}
    try:
        return services.add_edition(form.found, **words, by=request.user)
    except TransitionRefused as refusal:
        form.add_error(None, refusal.message)
        return None
