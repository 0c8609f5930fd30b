"""What the worker and the scheduler do by themselves, run in between the moves of a play."""

import time

from applications.tasks import lapse_drafts
from calls.tasks import write_phase_states
from portal.audit.chain import chain_events
from portal.mail.delivery import deliver_due
from portal.work.jobs import run_open_jobs
from portal.work.models import MAX_ATTEMPTS, Job, JobUnit
from portal.work.reminders import remind

BREATH = 0.1  # seconds


def finish(kind: str) -> None:
    """Do the jobs of one kind, and wait for what the demo's own worker has in hand of them."""
    left = JobUnit.objects.filter(
        job__kind=kind, job__state=Job.State.RUNNING, done_at=None, attempts__lt=MAX_ATTEMPTS
    )
    while left.exists():
        if not run_open_jobs(kind):
            time.sleep(BREATH)


def sweep() -> None:
    """Run everything that is due at this moment."""
    while run_open_jobs():
        pass
    sweep_all_but_jobs()


def sweep_all_but_jobs() -> None:
    """Leave the slow work, such as the PDFs of receipts, to the worker that is started later."""
    write_phase_states()
    lapse_drafts()
    remind()
    while deliver_due():
        pass
    while chain_events():
        pass
