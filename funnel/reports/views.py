"""Reports: planned, read, taken along, made once more and published."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funnel import sankey
from funnel.reports import figures, pages, services
from funnel.reports.forms import PlanForm
from funnel.reports.models import Report, ReportPlan
from funnel.reports.permissions import can_plan_reports, can_read_published
from portal.accounts.requests import SignedInRequest, posted
from portal.files import store

METHODS = ["GET", "HEAD", "POST"]
MOST_SHOWN = 100


@login_required
@require_safe
def reports(request: SignedInRequest) -> HttpResponse:
    """The newest reports, and what is planned."""
    may_plan = can_plan_reports(request.user)
    if not may_plan and not can_read_published(request.user):
        raise PermissionDenied("reports")
    found = Report.objects.readable_by(request.user, reads_all=may_plan)
    context = {
        "reports": found.select_related("plan", "publication")[:MOST_SHOWN],
        "plans": ReportPlan.objects.running().prefetch_related("recipients") if may_plan else [],
        "may_plan": may_plan,
    }
    return render(request, "reports/reports.html", context)


@login_required
@require_safe
def report(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One report: its tables and picture, out of the figures that were kept."""
    found = _found(request, uuid)
    steps = pages.steps(found.data)
    context = {
        "report": found,
        "plan": found.plan,
        "publication": getattr(found, "publication", None),
        "tables": pages.tables(found.data),
        "picture": sankey.picture(steps) if steps else None,
        "is_sound": services.is_sound(found),
        "others": found.plan.reports.filter(starts_on=found.starts_on).exclude(pk=found.pk)
        if can_plan_reports(request.user)
        else [],
        "may_plan": can_plan_reports(request.user),
    }
    return render(request, "reports/report.html", context)


@login_required
@require_safe
def report_pdf(request: SignedInRequest, uuid: UUID) -> StreamingHttpResponse:
    """The PDF as it was made."""
    found = _found(request, uuid)
    return store.response(found.file, found.file_name, inline=True)


@login_required
@require_http_methods(METHODS)
def plan(request: SignedInRequest) -> HttpResponse:
    """Have a selection reported from now on; `?...` of the figures is the selection."""
    if not can_plan_reports(request.user):
        raise PermissionDenied("plan_report")
    form = PlanForm(posted(request), initial={"query": request.GET.urlencode()[:2000]})
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        made.query = figures.selection_of(form.cleaned_data["query"]).query
        services.plan_report(made, recipients=form.cleaned_data["recipients"], by=request.user)
        messages.success(
            request, _("Planned. The report on the last period is made within an hour.")
        )
        return redirect("reports:reports")
    chosen = figures.selection_of(str(form["query"].value() or "")).chosen
    return render(request, "reports/plan.html", {"form": form, "chosen": chosen})


@login_required
@require_http_methods(METHODS)
def end(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Make no more reports of a plan."""
    if not can_plan_reports(request.user):
        raise PermissionDenied("end_report_plan")
    found = get_object_or_404(ReportPlan, uuid=uuid)
    if request.method == "POST":
        services.end_plan(found, by=request.user)
        messages.success(request, _("Stopped. What was made stays."))
        return redirect("reports:reports")
    context = {
        "heading": _("Stop this report"),
        "lead": found.title,
        "consequences": [
            _("It is not made any more, and nobody gets a mail of it."),
            _("The reports that were made stay."),
        ],
        "irreversible": False,
        "confirm_label": _("Stop"),
        "cancel_url": reverse("reports:reports"),
    }
    return render(request, "layouts/confirm.html", context)


@login_required
@require_POST
def make_anew(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The same period with the figures of now."""
    made = services.make_anew(_found(request, uuid), by=request.user)
    messages.success(request, _("Made once more, with the figures of now. The one before stays."))
    return redirect("reports:report", made.uuid)


@login_required
@require_http_methods(METHODS)
def publish(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Let everybody who reads figures read it."""
    found = _found(request, uuid)
    if not can_plan_reports(request.user):
        raise PermissionDenied("publish_report")
    if request.method == "POST":
        services.publish(found, by=request.user)
        messages.success(request, _("Published. It stands as it is from now on."))
        return redirect("reports:report", uuid)
    context = {
        "heading": _("Publish this report"),
        "lead": str(found.plan),
        "consequences": [
            _("Everybody in the portal who reads figures can read it: analysts and officers."),
            _("Its figures, hash and PDF stay as they are. A later edition stands beside it."),
        ],
        "irreversible": True,
        "confirm_label": _("Publish"),
        "cancel_url": reverse("reports:report", args=[uuid]),
    }
    return render(request, "layouts/confirm.html", context)


def _found(request: SignedInRequest, uuid: UUID) -> Report:
    reads_all = can_plan_reports(request.user)
    rows = Report.objects.readable_by(request.user, reads_all=reads_all)
    if not reads_all and not can_read_published(request.user):
        rows = rows.none()
    return get_object_or_404(rows.select_related("plan__organisation", "publication"), uuid=uuid)
