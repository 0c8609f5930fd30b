"""What runs by itself: receipts after a sending, and what the deadline sets in motion."""

from celery import shared_task

from applications import emails
from applications.closings import close_vault
from applications.confirming.selectors import lapsed_in_open_phases
from applications.documents import receipt_pdf
from applications.models import Receipt, Submission
from applications.selectors import overdue_drafts, submitted_line
from applications.tasks_of_vault import ask_openers, phases_open_again, phases_to_open
from applications.transitions import forget_to_open, lapse, lapse_unconfirmed, revive
from portal.audit.checkpoints import checkpoint_over
from portal.clock import portal_now
from portal.files import store
from portal.work.jobs import job_kind
from portal.work.models import Job


@shared_task(name="applications.tasks.lapse_drafts")
def lapse_drafts() -> int:
    """Close vaults, ask their openers, let overdue drafts and unconfirmed offers lapse.

    Returns how many lapsed.
    """
    now, lapsed = portal_now(), 0
    for phase in phases_to_open(now):
        close_vault(phase)
        lapsed += lapse_unconfirmed(phase)
        ask_openers(phase)
    return lapsed + sum(lapse(proposal) for proposal in overdue_drafts(now))


@shared_task(name="applications.tasks.go_on_after_outage")
def go_on_after_outage() -> int:
    """What lapsed at a deadline that an outage moved goes on; return how many did."""
    now = portal_now()
    for phase in phases_open_again(now):
        forget_to_open(phase)
    return sum(revive(proposal) for proposal in lapsed_in_open_phases(now))


@job_kind("applications.receipt")
def make_receipt(job: Job, key: str) -> None:
    """Make the PDF of one sending and queue its mails; done again, it changes nothing."""
    submission = Submission.objects.select_related(
        "proposal__dossier__lead", "proposal__phase__call", "sent_by", "call_version"
    ).get(pk=job.object_id)
    receipt = Receipt.objects.filter(submission=submission).first()
    if receipt is None:
        checkpoint = checkpoint_over(submitted_line(submission))
        pdf = receipt_pdf(submission, checkpoint)
        receipt = Receipt.objects.create(
            submission=submission,
            checkpoint=checkpoint,
            file=store.save_bytes(pdf, "application/pdf", by=submission.sent_by),
        )
    emails.queue_receipt(receipt)
