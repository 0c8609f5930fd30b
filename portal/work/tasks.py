from celery import shared_task

from portal.work import jobs, reminders

CHUNK = 50  # units of a job that are done before other work gets its turn


@shared_task(name="portal.work.tasks.run_open_jobs")
def run_open_jobs() -> None:
    """Do a chunk of each job that is not done, and come back for what nobody has begun with."""
    if jobs.run_open_jobs(limit=CHUNK) and jobs.has_untried_units():
        run_open_jobs.delay()


@shared_task(name="portal.work.tasks.take_up_jobs")
def take_up_jobs() -> None:
    """Go on with jobs that nobody is at: their message was lost, or a unit failed."""
    if jobs.has_idle_jobs():
        run_open_jobs()


@shared_task(name="portal.work.tasks.remind")
def remind() -> int:
    """Queue the reminders that are due."""
    return reminders.remind()
