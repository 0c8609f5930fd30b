"""Mails about offers and the vault: references and links, never content, never the change code."""

import json
from collections.abc import Iterable

from applications.models import Opening, Proposal, Receipt, Withdrawal
from applications.selectors import company_members, standing_submissions, writers_of
from calls.models import KeyHolder, Phase
from portal.accounts.models import User
from portal.audit import checkpoints
from portal.mail.outbox import queue_mail


def queue_receipt(receipt: Receipt) -> None:
    """The receipt with its PDF, to everybody who may write or sign."""
    submission = receipt.submission
    proposal = submission.proposal
    for writer in writers_of(proposal):
        queue_mail(
            "offer_receipt",
            to=writer,
            key=submission.audit_ref,
            context={
                "submission": submission,
                "proposal": proposal,
                "phase": proposal.phase,
                "checkpoint": _checkpoint(receipt),
            },
            attachment=receipt.file,
            attachment_name=f"{proposal.dossier.reference}-{submission.number}.pdf",
        )


def _checkpoint(receipt: Receipt) -> str:
    return json.dumps(checkpoints.as_json(receipt.checkpoint)) if receipt.checkpoint else ""


def queue_withdrawn(proposal: Proposal, withdrawal: Withdrawal, *, by: User) -> None:
    """Somebody of the company took the offer back: colleagues must not learn it later."""
    withdrawal.refresh_from_db(fields=["at"])  # the database's own stamp
    for writer in writers_of(proposal):
        queue_mail(
            "offer_withdrawn",
            to=writer,
            key=withdrawal.submission.audit_ref,
            context={"proposal": proposal, "withdrawal": withdrawal, "by": by},
        )


def queue_lapsed(proposal: Proposal) -> None:
    """The deadline passed over a draft."""
    for writer in writers_of(proposal):
        queue_mail("offer_lapsed", to=writer, key=str(proposal.pk), context={"proposal": proposal})


def queue_confirm_opening(opening: Opening, holders: Iterable[KeyHolder]) -> None:
    """The second person has ten minutes."""
    for holder in holders:
        queue_mail(
            "vault_started",
            to=holder.user,
            key=f"{opening.pk}:{opening.started_at.isoformat()}",
            context={"opening": opening, "phase": opening.phase},
        )


def queue_opened(phase: Phase) -> None:
    """Each applicant hears that the own offer was opened."""
    for submission in standing_submissions(phase):
        for member in company_members(submission.proposal):
            queue_mail(
                "offer_opened",
                to=member,
                key=submission.audit_ref,
                context={"proposal": submission.proposal, "submission": submission},
            )
