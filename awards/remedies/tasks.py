from celery import shared_task

from awards.remedies import services


@shared_task(name="awards.remedies.tasks.escalate")
def escalate() -> int:
    """Tell all who may decide of the requests that lie too long."""
    return services.escalate()
