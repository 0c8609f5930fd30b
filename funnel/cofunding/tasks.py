"""Work for the scheduler; letters are a kind of job, see letters.py."""

from celery import shared_task

from funnel.cofunding import waiting


@shared_task(name="funnel.cofunding.tasks.close_those_over")
def close_those_over() -> int:
    """Close the tasks of drafts that can no longer be sent."""
    return waiting.close_those_over()
