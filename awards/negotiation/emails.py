"""Mail about talks: a link and no content, to the party itself alone."""

from awards.negotiation.models import Talk
from portal.accounts.selectors import WRITERS, people_of
from portal.mail.outbox import queue_mail


def queue_talk(talk: Talk) -> None:
    """The report of a talk is there; its party can read whether it is right."""
    for person in people_of(talk.proposal.dossier.lead, *WRITERS):
        queue_mail(
            "talk_recorded",
            to=person,
            key=f"talk:{talk.pk}",
            context={"proposal": talk.proposal, "call": talk.proposal.phase.call},
        )
