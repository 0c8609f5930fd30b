"""What runs by itself: uploads that nobody goes on with, and viruses that were found later."""

from celery import shared_task

from applications.writing import uploads


@shared_task(name="applications.writing.tasks.sweep_uploads")
def sweep_uploads() -> int:
    """Remove what was broken off and left; return how many."""
    return uploads.sweep()


@shared_task(name="applications.writing.tasks.refuse_infected")
def refuse_infected() -> int:
    """Take infected files out of drafts and tell their writers; return how many."""
    return uploads.refuse_infected()
