"""A mail that a report is there: a link, and none of its figures."""

from funnel.reports.models import Report
from funnel.reports.permissions import analysts
from portal.mail.outbox import queue_mail


def queue_made(report: Report) -> None:
    """To the recipients that are analysts still."""
    for person in report.plan.recipients.filter(pk__in=analysts().values("pk")):
        context = {"report": report, "plan": report.plan}
        queue_mail("report_made", to=person, key=str(report.uuid), context=context)
