"""What runs by itself: making a booklet."""

from assessment.booklets.models import Booklet
from assessment.booklets.services import JOB, make_booklet
from portal.work.jobs import job_kind
from portal.work.models import Job


@job_kind(JOB)
def make(job: Job, key: str) -> None:
    """Make one booklet; done again, it changes nothing."""
    make_booklet(
        Booklet.objects.select_related(
            "file", "seat__user", "seat__committee__phase__call__contracting_authority"
        ).get(pk=job.object_id)
    )
