"""Tasks of people on the report of a consultation."""

from django.urls import reverse

from calls.market.models import ConsultationReport
from portal.accounts.models import Membership, User
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task


def ask_to_check(report: ConsultationReport) -> None:
    """Every officer of the authority who did not write on it may check and publish."""
    consultation = report.consultation
    officers = User.objects.filter(
        memberships__organisation=consultation.authority,
        memberships__role=Membership.Role.OFFICER,
        is_active=True,
    )
    for officer in officers.exclude(pk__in=report.authors.values("pk")).distinct():
        open_task(
            Task.Kind.CHECK_REPORT,
            officer,
            subject=f"{consultation.reference} {consultation.title}",
            url=reverse("market:review-report", args=[consultation.reference]),
            key=f"market-report:{report.pk}:{officer.pk}",
        )


def check_done(report: ConsultationReport) -> None:
    """Nobody needs to check any more."""
    close_tasks(f"market-report:{report.pk}:", prefix=True)
