"""What the scheduler does for sessions."""

from celery import shared_task

from funnel.outreach import transitions


@shared_task(name="funnel.outreach.tasks.remind")
def remind() -> int:
    """Remind who comes tomorrow."""
    return transitions.remind()


@shared_task(name="funnel.outreach.tasks.forget")
def forget() -> int:
    """Forget names and addresses that nobody needs any more."""
    return transitions.forget()
