from celery import shared_task

from portal.work import jobs, reminders


@shared_task(name="portal.work.tasks.run_open_jobs")
def run_open_jobs() -> int:
    """Go on with every job that is not done; poked at its start, and by the sweep."""
    return jobs.run_open_jobs()


@shared_task(name="portal.work.tasks.remind")
def remind() -> int:
    """Queue the reminders that are due."""
    return reminders.remind()
