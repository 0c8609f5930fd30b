"""What runs by itself: receipts after a sending, and what the deadline sets in motion."""

from celery import shared_task

from applications import emails
from applications.documents import receipt_pdf
from applications.models import Receipt, Submission
from applications.selectors import overdue_drafts
from applications.tasks_of_vault import ask_openers, phases_to_open
from applications.transitions import lapse
from portal.clock import portal_now
from portal.files import store
from portal.work.jobs import job_kind
from portal.work.models import Job


@shared_task(name="applications.tasks.lapse_drafts")
def lapse_drafts() -> int:
    """Let overdue drafts lapse and ask the openers of closed vaults; return how many lapsed."""
    now = portal_now()
    for phase in phases_to_open(now):
        ask_openers(phase)
    return sum(lapse(proposal) for proposal in overdue_drafts(now))


@job_kind("applications.receipt")
def make_receipt(job: Job, key: str) -> None:
    """Make the PDF of one sending and queue its mails; done again, it changes nothing."""
    submission = Submission.objects.select_related(
        "proposal__dossier__lead", "proposal__phase__call", "sent_by", "call_version"
    ).get(pk=job.object_id)
    receipt = Receipt.objects.filter(submission=submission).first()
    if receipt is None:
        pdf = receipt_pdf(submission)
        receipt = Receipt.objects.create(
            submission=submission,
            file=store.save_bytes(pdf, "application/pdf", by=submission.sent_by),
        )
    emails.queue_receipt(receipt)
