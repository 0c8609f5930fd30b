"""Work for the scheduler."""

from celery import shared_task

from funnel.summaries import recounting, refreshing


@shared_task(name="funnel.summaries.tasks.refresh")
def refresh() -> int:
    """Count what changed since the last time."""
    return refreshing.refresh()


@shared_task(name="funnel.summaries.tasks.recount")
def recount() -> int:
    """Count everything, and say how many rows differed."""
    return recounting.recount().differing
