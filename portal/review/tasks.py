from celery import shared_task

from portal.review import services


@shared_task(name="portal.review.tasks.open_due")
def open_due() -> int:
    """Open the rounds whose half year is over."""
    return services.open_due()
