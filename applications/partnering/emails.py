"""Mails around the confirmation of a partner: a reference and a link, never content of an offer."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from applications.models import Proposal
from applications.partnering.models import PartnerCard
from portal.accounts.models import User
from portal.mail.outbox import queue_mail, queue_text, text_of


def queue_ask(card: PartnerCard, *, email: str, name: str, secret: str, by: User) -> None:
    """Ask a contact of a partner, who needs no account, whether the partner takes part."""
    proposal = card.proposal
    link = settings.SITE_URL + reverse("applications:partner-answer", args=[secret])
    context = {"proposal": proposal, "name": name, "by": by, "link": link}
    subject, body = text_of(
        "partner_asked", language=translation.get_language() or "nl", context=context
    )
    queue_text(
        "partner_asked",
        to=None,
        to_email=email,
        key=f"{card.uuid}:{card.secret_sha256}",
        subject=subject,
        body=body,
    )


def queue_answered(card: PartnerCard, proposal: Proposal) -> None:
    """Who asked hears that there is an answer; which one stands on the page."""
    if card.asked_by is None or card.answered_at is None:
        return
    queue_mail(
        "partner_answered",
        to=card.asked_by,
        key=f"{card.uuid}:{card.answered_at.isoformat()}",
        context={"proposal": proposal, "phase": proposal.phase},
    )
