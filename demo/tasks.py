"""What runs by itself: making a training call ready."""

from demo.practice.attempts import JOB
from demo.practice.staging import prepare
from portal.work.jobs import job_kind
from portal.work.models import Job


@job_kind(JOB)
def make_ready(job: Job, key: str) -> None:
    """One act of the invented people; done again, it changes nothing."""
    prepare(job, key)
