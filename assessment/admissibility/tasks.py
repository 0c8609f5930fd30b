"""What runs by itself: letting go of questions to which no answer came in time."""

from celery import shared_task

from assessment.admissibility import services


@shared_task
def close_overdue() -> int:
    """Close the tasks of companies whose time to answer is over."""
    return services.close_overdue()
