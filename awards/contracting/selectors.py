"""Reads of the contract itself: the terms that hold, and the file that can be signed now."""

from awards.contracting.models import ContractPaper, ContractTerms
from awards.models import Contract
from awards.selectors import next_invited_phase
from calls.models import Phase


def terms_of(phase: Phase) -> ContractTerms | None:
    """The version of the terms that holds."""
    return ContractTerms.objects.filter(phase=phase).order_by("-number").first()


def paper_of(contract: Contract) -> ContractPaper | None:
    """The PDF of the terms that hold; None while it is being made."""
    terms = terms_of(contract.decision.proposal.phase)
    if terms is None:
        return None
    return contract.papers.filter(terms=terms).select_related("file", "terms").first()


def signed_contracts_exist(phase: Phase) -> bool:
    """Whether somebody signed in this phase: from then on its terms are fixed."""
    return (
        Contract.objects.filter(decision__proposal__phase=phase)
        .exclude(state=Contract.State.OFFERED)
        .exists()
    )


def invites_later(contract: Contract) -> bool:
    """Whether the last acceptance of this contract would invite to a next phase."""
    waits = {Contract.State.OFFERED, Contract.State.SIGNED, Contract.State.RUNNING}
    phase = contract.decision.proposal.phase
    return contract.state in waits and next_invited_phase(phase) is not None
