"""Mails about what was decided after a stage."""

from awards.partnership.models import StageDecision
from portal.accounts.selectors import signatories_of
from portal.mail.outbox import queue_mail


def queue_decided(decision: StageDecision, *, ground: str = "") -> None:
    """To the signatories of this partner alone: we go on, or we end and why."""
    ends = decision.verdict == StageDecision.Verdict.END
    proposal = decision.contract.decision.proposal
    for person in signatories_of(proposal.dossier.lead):
        queue_mail(
            "partnership_ended" if ends else "partnership_goes_on",
            to=person,
            key=f"stage:{decision.pk}",
            context={
                "decision": decision,
                "contract": decision.contract,
                "proposal": proposal,
                "call": proposal.phase.call,
                "ground": ground,
            },
        )
