"""What runs by itself: offers are told of new terms within half a minute, each once."""

from celery import shared_task

from applications.confirming import selectors, services
from applications.models import Proposal
from calls.models import CallVersion
from portal.work.jobs import job_kind, start_job
from portal.work.models import Job


@shared_task(name="applications.confirming.tasks.tell_of_terms")
def tell_of_terms() -> int:
    """Start a job for every new version whose offers were not told; return how many."""
    versions = list(selectors.untold_versions())
    for version in versions:
        touched = selectors.touched_by(version).values_list("pk", flat=True)
        start_job(selectors.TELL, version.pk, map(str, touched), by=version.published_by)
    return len(versions)


@job_kind(selectors.TELL)
def tell_one(job: Job, key: str) -> None:
    """Tell one offer; done again, it changes nothing."""
    proposal = Proposal.objects.select_related("dossier__lead", "phase__call").get(pk=key)
    version = CallVersion.objects.select_related("call", "amendment").get(pk=job.object_id)
    services.tell(proposal, version)
