"""What runs by itself: publishing an approved notice."""

from calls.clarification.models import Notice
from calls.clarification.transitions.notices import JOB, publish_notice
from portal.work.jobs import job_kind
from portal.work.models import Job


@job_kind(JOB)
def publish(job: Job, key: str) -> None:
    """Publish one notice; done again, it changes nothing."""
    notice = Notice.objects.select_related("call", "phase").get(pk=job.object_id)
    if notice.state != Notice.State.PUBLISHED:
        publish_notice(notice)
