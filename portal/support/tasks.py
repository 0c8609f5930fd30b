from celery import shared_task

from portal.support import services


@shared_task(name="portal.support.tasks.end_those_over")
def end_those_over() -> int:
    """Sessions of support that ran out."""
    return services.end_those_over()
