from celery import shared_task

from portal.audit import chain


@shared_task(name="portal.audit.tasks.chain_events")
def chain_events() -> int:
    """Chain what was committed since the last time."""
    return chain.chain_events()
