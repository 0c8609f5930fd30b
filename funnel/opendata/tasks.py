from celery import shared_task

from funnel.opendata.services import publish_due


@shared_task
def publish() -> None:
    """Publish the releases of what became public since the last time."""
    publish_due()
