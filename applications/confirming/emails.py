"""Mails about new terms: references and links, never content of an offer."""

from applications.confirming.models import Confirmation, TermsNotice
from applications.models import Submission
from applications.selectors import company_members, writers_of
from portal.mail.outbox import queue_mail


def queue_terms_changed(notice: TermsNotice, *, must_confirm: bool, send_anew: bool) -> None:
    """Everybody of the company hears once what changed and what is asked."""
    proposal, version = notice.proposal, notice.version
    for member in company_members(proposal):
        queue_mail(
            "offer_terms_changed",
            to=member,
            key=f"{version.pk}:{proposal.pk}",
            context={
                "proposal": proposal,
                "phase": proposal.phase,
                "version": version,
                "amendment": getattr(version, "amendment", None),
                "must_confirm": must_confirm,
                "send_anew": send_anew,
            },
        )


def queue_confirmed(confirmation: Confirmation) -> None:
    """The colleagues hear that the offer was confirmed, by whom and when."""
    submission = confirmation.submission
    for writer in writers_of(submission.proposal):
        queue_mail(
            "offer_confirmed",
            to=writer,
            key=f"{confirmation.pk}",
            context={
                "proposal": submission.proposal,
                "submission": submission,
                "confirmation": confirmation,
            },
        )


def queue_unconfirmed(submission: Submission) -> None:
    """The deadline passed, and the offer was not confirmed."""
    proposal = submission.proposal
    for member in company_members(proposal):
        queue_mail(
            "offer_unconfirmed",
            to=member,
            key=f"{submission.pk}",
            context={"proposal": proposal, "submission": submission},
        )
