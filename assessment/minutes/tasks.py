"""What runs by itself: the PDF of minutes that were laid before the members."""

from assessment.minutes.models import Presented
from assessment.minutes.services import JOB, make_minutes
from portal.work.jobs import job_kind
from portal.work.models import Job


@job_kind(JOB)
def make(job: Job, key: str) -> None:
    """Make the PDF of one text and ask for signatures; done again, it changes nothing."""
    make_minutes(
        Presented.objects.select_related(
            "file", "presented_by", "minutes__committee__ranking",
            "minutes__committee__phase__call__contracting_authority",
        ).get(pk=job.object_id)
    )  # fmt: skip
