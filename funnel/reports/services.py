"""Planning, making and publishing reports. A report that was made is never changed."""

from collections.abc import Iterable

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from funnel.reports import documents, emails, figures
from funnel.reports.models import Publication, Report, ReportPlan
from funnel.reports.periods import Period, last_finished
from funnel.reports.permissions import can_plan_reports, house_of
from funnel.summaries.refreshing import refresh
from portal import pdf_kept
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now, portal_today
from portal.workflow import TransitionRefused, lock

log = structlog.get_logger()


@transaction.atomic
def plan_report(plan: ReportPlan, *, recipients: Iterable[User], by: User) -> ReportPlan:
    """Have a selection reported from now on; the first report is about the last period."""
    if not can_plan_reports(by):
        raise PermissionDenied("plan_report")
    plan.made_by, plan.organisation = by, house_of(by)
    plan.save(force_insert=True)
    plan.recipients.set(recipients)
    record("plan_figure_report", plan, by=by, every=plan.every, query=plan.query)
    return plan


@transaction.atomic
def end_plan(plan: ReportPlan, *, by: User) -> ReportPlan:
    """Make no more reports of it; those that were made stay."""
    plan = lock(plan)
    if not can_plan_reports(by):
        raise PermissionDenied("end_report_plan")
    if plan.ended_at is not None:
        raise TransitionRefused(_("This was stopped already."), code="twice")
    plan.ended_at = portal_now()
    plan.save(update_fields=["ended_at"])
    record("end_figure_report", plan, by=by)
    return plan


def make_due() -> int:
    """Make every report whose period is over and that is not there yet; returns how many.

    Each in a transaction of its own: one that fails keeps no other back, and is tried again.
    """
    system, number = User.objects.system("reports"), 0
    for plan in ReportPlan.objects.running():
        period = last_finished(plan.every, portal_today())
        if plan.reports.filter(starts_on=period.starts_on).exists():
            continue
        try:
            make(plan, period, by=system, only_first=True)
            number += 1
        except Exception:
            log.exception("report_failed", plan=str(plan.uuid), starts_on=str(period.starts_on))
    return number


def make_anew(report: Report, *, by: User) -> Report:
    """The same period with the figures of now; the one that was made stays. PermissionDenied."""
    if not can_plan_reports(by):
        raise PermissionDenied("make_report")
    return make(report.plan, Period(report.starts_on, report.ends_on), by=by)


def make(plan: ReportPlan, period: Period, *, by: User, only_first: bool = False) -> Report:
    """Collect the figures as they stand now, draw them, keep both, and tell the recipients."""
    refresh()
    with transaction.atomic():
        plan = lock(plan)
        number = plan.reports.filter(starts_on=period.starts_on).count() + 1
        if only_first and number > 1:  # another worker was first
            return plan.reports.filter(starts_on=period.starts_on)[0]
        at = portal_now()
        data = figures.collect(plan.query, period, at)
        sha256 = figures.fingerprint(data)
        content = documents.report_pdf(plan, period, number=number, at=at, data=data, sha256=sha256)
        file = pdf_kept.keep(content, documents.expected_in(plan, period, at), by=by)
        report = Report.objects.create(
            plan=plan, number=number, starts_on=period.starts_on, ends_on=period.ends_on,
            reference_at=at, data=data, sha256=sha256, file=file, made_by=by,
        )  # fmt: skip
        record("make_figure_report", report, by=by, sha256=sha256)
        emails.queue_made(report)
    return report


def run_again(report: Report) -> bytes:
    """Draw a report once more of the figures that were kept. TransitionRefused if these changed."""
    if not is_sound(report):
        raise TransitionRefused(_("The figures of this report are not those it was made of."))
    return documents.report_pdf(
        report.plan,
        Period(report.starts_on, report.ends_on),
        number=report.number,
        at=report.reference_at,
        data=report.data,
        sha256=report.sha256,
    )


def is_sound(report: Report) -> bool:
    """Whether the figures kept are those of the hash."""
    return figures.fingerprint(report.data) == report.sha256


@transaction.atomic
def publish(report: Report, *, by: User) -> Publication:
    """Let everybody who reads figures read this report; it stands as it is from then on."""
    if not can_plan_reports(by):
        raise PermissionDenied("publish_report")
    plan = lock(report.plan)
    if Publication.objects.filter(report=report).exists():
        raise TransitionRefused(_("This report was published already."), code="twice")
    if not is_sound(report):
        raise TransitionRefused(_("The figures of this report are not those it was made of."))
    publication = Publication.objects.create(report=report, sha256=report.sha256, published_by=by)
    record("publish_figure_report", report, by=by, sha256=report.sha256, plan=str(plan.uuid))
    return publication
