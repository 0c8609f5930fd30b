"""The report of a consultation: written, checked by a colleague, published."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.market import documents, permissions, selectors, services, transitions
from calls.market.forms.officer import ReasonsForm, ReportForm
from calls.market.models import Consultation, ConsultationReport
from calls.market.transitions.reports import gaps_of
from calls.market.views.fetch import own_consultation
from portal.accounts.requests import SignedInRequest, posted
from portal.workflow import TransitionRefused

page = require_http_methods(["GET", "HEAD", "POST"])
State = ConsultationReport.State


@login_required
@page
def write(request: SignedInRequest, reference: str) -> HttpResponse:
    """Write the report beside the contributions."""
    consultation = own_consultation(request, reference)
    report = getattr(consultation, "report", None)
    if report is not None and report.state != State.DRAFT:
        return redirect("market:review-report", reference)
    contributions = list(selectors.contributions_of(consultation))
    form = ReportForm(posted(request), contributions=contributions, report=report)
    if request.method == "POST" and form.is_valid():
        try:
            services.write_report(
                consultation,
                by=request.user,
                text=form.cleaned_data["text"],
                citations=form.citations(),
                version=form.cleaned_data["version"],
            )
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The report was saved."))
            return redirect("market:review-report", reference)
    context = {
        "consultation": consultation,
        "report": report,
        "form": form,
        "confidential": sum(row.is_confidential for row in contributions),
    }
    return render(request, "market/report.html", context)


@login_required
@require_safe
def review(request: SignedInRequest, reference: str) -> HttpResponse:
    """The report as the public will read it, for author and checker."""
    consultation = own_consultation(request, reference)
    report = _report_of(consultation)
    context = {
        "consultation": consultation,
        "report": report,
        "citations": documents.citations_of(report),
        "gaps": gaps_of(report) if report.state != State.PUBLISHED else [],
        "perhaps": selectors.perhaps_named_in(
            [report.text, *report.citations.values_list("quote", flat=True)], consultation
        )
        if report.state != State.PUBLISHED
        else [],
        "authors": report.authors.all(),
        "actions": _actions(report, request),
    }
    return render(request, "market/review_report.html", context)


@login_required
@require_POST
def submit(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask a colleague to check."""
    transitions.submit_report(_report_of(own_consultation(request, reference)), by=request.user)
    messages.success(request, _("Your colleagues have a task to check and publish this report."))
    return redirect("market:review-report", reference)


@login_required
@page
def give_back(request: SignedInRequest, reference: str) -> HttpResponse:
    """Give the report back with remarks."""
    report = _report_of(own_consultation(request, reference))
    form = ReasonsForm(posted(request))
    form.fields["reasons"].label = _("What should be changed")
    form.fields["reasons"].help_text = ""
    if request.method == "POST" and form.is_valid():
        remarks = form.cleaned_data["reasons"]
        transitions.return_report(report, by=request.user, remarks=remarks)
        messages.success(request, _("The authors have your remarks."))
        return redirect("market:review-report", reference)
    context = {
        "form": form,
        "heading": _("Give this report back to its authors"),
        "consequences": [_("The report is a draft again and can be changed.")],
        "confirm_label": _("Give back"),
        "cancel_url": reverse("market:review-report", args=[reference]),
    }
    return render(request, "layouts/confirm.html", context)


@login_required
@page
def publish(request: SignedInRequest, reference: str) -> HttpResponse:
    """Make the report public."""
    report = _report_of(own_consultation(request, reference))
    if not permissions.can_publish_report(request.user, report):
        raise PermissionDenied("publish_report")
    if request.method == "POST":
        transitions.publish_report(report, by=request.user)
        messages.success(request, _("The report is public."))
        return redirect("market:detail", reference)
    context = {
        "heading": _("Publish the report of “%(title)s”") % {"title": report.consultation},
        "consequences": [
            _("Everybody can read the report, as page and as PDF. It does not change any more."),
            _("Everybody who took part gets one mail."),
            _("The consultation has ended. From now on its call can be published."),
            _("You approve what your colleague wrote. Your name is kept with it."),
        ],
        "irreversible": True,
        "confirm_label": _("Publish"),
        "cancel_url": reverse("market:review-report", args=[reference]),
    }
    return render(request, "layouts/confirm.html", context)


def _report_of(consultation: Consultation) -> ConsultationReport:
    report = getattr(consultation, "report", None)
    if report is None:
        raise Http404
    report.consultation = consultation
    return report


def _actions(report: ConsultationReport, request: SignedInRequest) -> list[dict[str, object]]:
    where = [report.consultation.reference]
    actions: list[dict[str, object]] = []
    if transitions.SUBMIT_REPORT.is_offered(report, by=request.user):
        actions += [
            {"label": _("Ask a colleague to check"), "is_post": True, "is_primary": True,
             "url": reverse("market:submit-report", args=where)},
            {"label": _("Go on writing"), "url": reverse("market:report", args=where)},
        ]  # fmt: skip
    if report.state == State.IN_REVIEW:
        publish_it: dict[str, object] = {
            "label": _("Publish"), "is_primary": True,
            "url": reverse("market:publish-report", args=where),
        }  # fmt: skip
        if not transitions.PUBLISH_REPORT.is_offered(report, by=request.user):
            publish_it["blocked_because"] = _(
                "You wrote on this report, so a colleague publishes it: nobody approves own work."
            )
        actions += [
            publish_it,
            {"label": _("Give back with remarks"),
             "url": reverse("market:return-report", args=where)},
        ]  # fmt: skip
    return actions
