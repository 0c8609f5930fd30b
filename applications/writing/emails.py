"""Mails about what is written: references and links, never content."""

from applications.models import Attachment, Proposal
from applications.selectors import writers_of
from portal.mail.outbox import queue_mail


def queue_infected(proposal: Proposal, found: Attachment) -> None:
    """A scan that came later found a virus: a file is missing now, and the deadline goes on."""
    for writer in writers_of(proposal):
        queue_mail(
            "offer_file_infected",
            to=writer,
            key=str(found.file.uuid),
            context={"proposal": proposal, "phase": proposal.phase},
        )
