"""Work for the scheduler."""

from celery import shared_task

from funnel.reports import services


@shared_task(name="funnel.reports.tasks.make_due")
def make_due() -> int:
    """Make the reports whose period is over."""
    return services.make_due()
