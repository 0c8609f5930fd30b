"""Every change of a job's state."""

from portal.clock import portal_now
from portal.work.models import MAX_ATTEMPTS, Job


def settle(job: Job) -> None:
    """Write down that a job is done, or that what is left of it has failed too often."""
    open_units = job.units.filter(done_at=None)
    if not open_units.exists():
        job.state = Job.State.DONE
    elif not open_units.filter(attempts__lt=MAX_ATTEMPTS).exists():
        job.state = Job.State.FAILED
    else:
        return
    job.save(update_fields=["state"])


def take_up_again(job: Job) -> None:
    """Try the failed units of a job once more, on a person's word."""
    job.units.filter(done_at=None).update(attempts=0, error="")
    job.state = Job.State.RUNNING
    job.save(update_fields=["state"])


def begin_anew(job: Job) -> None:
    """Open every unit of a job again; a worker that began before steps aside from now on."""
    job.units.update(done_at=None, attempts=0, error="")
    job.state = Job.State.RUNNING
    job.started_at = portal_now()
    job.save(update_fields=["state", "started_at"])
