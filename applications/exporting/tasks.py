"""What runs by itself: PDFs of forms after publication, and of offers when they are asked for."""

import logging

from celery import shared_task

from applications.exporting.selectors import phases_without_copies
from applications.exporting.services import COPY_JOB, make_copy, make_form_copies
from portal.work.jobs import job_kind
from portal.work.models import Job

logger = logging.getLogger(__name__)
AT_ONCE = 4  # phases in one beat: others wait half a minute, and nobody's mail waits on them


@shared_task(name="applications.exporting.tasks.copy_forms")
def copy_forms() -> int:
    """Make the PDFs that published calls lack; return for how many phases.

    A form that cannot be drawn is logged and tried again later: it keeps no other form waiting.
    """
    made = 0
    for phase in phases_without_copies():
        try:
            make_form_copies(phase)
        except Exception:
            logger.exception("The form of %s was not drawn", phase.audit_ref)
            continue
        made += 1
        if made == AT_ONCE:
            break
    return made


@job_kind(COPY_JOB)
def make_offer_copy(job: Job, key: str) -> None:
    """The PDF of one offer; done again, it changes nothing."""
    make_copy(job.object_id)
