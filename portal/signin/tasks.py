from celery import shared_task

from portal.signin import sessions


@shared_task(name="portal.signin.tasks.forget_ended")
def forget_ended() -> int:
    """Remove what is left of sessions that are over."""
    return sessions.forget_ended()
