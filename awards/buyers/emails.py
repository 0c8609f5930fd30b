"""Mails about a second buyer: to the company that made it, and to the officers of the call."""

from awards.buyers.models import BuyerInterest
from awards.selectors import officers_of
from portal.accounts.selectors import signatories_of
from portal.mail.outbox import queue_mail


def queue_marked(interest: BuyerInterest) -> None:
    """Each of them once; who and when stands on the page."""
    dossier = interest.dossier
    people = {*signatories_of(dossier.lead), *officers_of(dossier.call)} - {interest.marked_by}
    for person in people:
        context = {"interest": interest, "dossier": dossier, "call": dossier.call}
        queue_mail("interest_marked", to=person, key=str(interest.uuid), context=context)
