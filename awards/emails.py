"""Mails of this room: whom, and on what occasion. Never the outcome: that stands in the letter."""

from awards.models import Contract, Deliverable, Invitation, Letter
from portal.accounts.selectors import WRITERS, people_of, signatories_of
from portal.mail.outbox import queue_mail


def queue_letter(letter: Letter) -> None:
    """To every signatory, once; cut off while sending, it is held for a person."""
    proposal = letter.decision.proposal
    for person in signatories_of(proposal.dossier.lead):
        queue_mail(
            "decision_letter",
            to=person,
            key=letter.number,
            context={"letter": letter, "proposal": proposal, "call": proposal.phase.call},
            hold_when_uncertain=True,
        )


def queue_contract_running(contract: Contract) -> None:
    """Both have signed: the signatories read what is owed when."""
    for person in signatories_of(contract.decision.proposal.dossier.lead):
        queue_mail(
            "contract_running", to=person, key=str(contract.uuid), context={"contract": contract}
        )


def queue_judged(deliverable: Deliverable) -> None:
    """Accepted, returned or rejected: the writers of the company read it, with a link to why."""
    kind = f"deliverable_{deliverable.state}"
    for person in people_of(deliverable.contract.decision.proposal.dossier.lead, *WRITERS):
        queue_mail(
            kind,
            to=person,
            # A deliverable can be returned more than once; each judgement is an occasion.
            key=f"{deliverable.uuid}:{deliverable.judged_at:%Y%m%d%H%M%S}",
            context={"deliverable": deliverable, "contract": deliverable.contract},
        )


def queue_invitation(invitation: Invitation) -> None:
    """To those who can write the offer in the next phase."""
    for person in people_of(invitation.dossier.lead, *WRITERS):
        queue_mail(
            "invitation_to_offer",
            to=person,
            key=f"{invitation.dossier.reference}:{invitation.phase.code}",
            context={
                "dossier": invitation.dossier,
                "phase": invitation.phase,
                "call": invitation.phase.call,
            },
        )
