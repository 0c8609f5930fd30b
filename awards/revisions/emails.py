"""Mails about a change after the letters: that there is a new letter, never what it says."""

from awards.models import Decision
from awards.revisions.models import Reinstatement
from portal.accounts.selectors import signatories_of
from portal.mail.outbox import queue_mail


def queue_new_letter(reinstatement: Reinstatement) -> None:
    """To every signatory, once; cut off while sending, it is held for a person."""
    for person in signatories_of(reinstatement.decision.proposal.dossier.lead):
        queue_mail(
            "new_decision",
            to=person,
            key=reinstatement.number,
            context=_context(reinstatement, reinstatement.decision),
            hold_when_uncertain=True,
        )


def queue_told_to_others(reinstatement: Reinstatement) -> None:
    """Where a new standstill runs, everybody else who was told the first decision."""
    decision_set = reinstatement.decision.decision_set
    others = decision_set.decisions.exclude(pk=reinstatement.decision_id)
    theme = reinstatement.decision.proposal.dossier.theme_id
    for other in others.filter(proposal__dossier__theme=theme).select_related(
        "proposal__dossier__lead", "proposal__phase__call"
    ):
        for person in signatories_of(other.proposal.dossier.lead):
            queue_mail(
                "awards_changed",
                to=person,
                key=f"{reinstatement.number}:{other.pk}",
                context=_context(reinstatement, other),
                hold_when_uncertain=True,
            )


def queue_lapsed(decision: Decision) -> None:
    """To who signs for the company whose award fell away."""
    for person in signatories_of(decision.proposal.dossier.lead):
        queue_mail("award_lapsed", to=person, key=str(decision.pk), context=_of(decision))


def _context(reinstatement: Reinstatement, decision: Decision) -> dict[str, object]:
    return {"reinstatement": reinstatement, **_of(decision)}


def _of(decision: Decision) -> dict[str, object]:
    return {"proposal": decision.proposal, "call": decision.proposal.phase.call}
