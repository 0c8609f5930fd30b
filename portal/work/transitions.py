"""Every change of a job's state."""

from django.db import transaction

from portal.clock import portal_now
from portal.work.models import MAX_ATTEMPTS, Job


@transaction.atomic
def settle(job: Job) -> None:
    """Write down that a job is done, or that what is left of it has failed too often.

    One at a time: of several workers on one job the last to settle has seen what all of them did.
    """
    Job.objects.select_for_update(no_key=True).get(pk=job.pk)
    attempts = list(job.units.filter(done_at=None).values_list("attempts", flat=True))
    if not any(tried < MAX_ATTEMPTS for tried in attempts):
        job.state = Job.State.FAILED if attempts else Job.State.DONE
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
