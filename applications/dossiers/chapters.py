"""A dossier told by phase: what was offered, and what the rooms above know came of it.

Contracts, deliverables and letters stand in a room above this one. It registers a function here,
as it registers kinds of jobs, so that pages of this room and of the committee can show them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from applications.models import Dossier, OpenedProposal, Proposal
from calls.models import Phase
from portal.files.models import StoredFile


@dataclass(frozen=True)
class Delivered:
    """One thing that was promised under a contract, and what came of it.

    `is_accepted` is the authority's judgement; `days_late` counts from the day it was due.
    """

    uuid: str
    title: str
    due_on: date
    delivered_at: datetime | None
    judged_at: datetime | None
    state: str
    state_label: str
    is_accepted: bool
    days_late: int
    remarks: str
    file: StoredFile | None
    file_name: str
    url: str  # for the company and the officers


@dataclass(frozen=True)
class Remark:
    """What the committee said on one criterion, with its score in words."""

    criterion: str
    score: str
    motivation: str


@dataclass(frozen=True)
class Outcome:
    """What came of one opened offer, as far as its company was told. Money in euro incl. VAT."""

    letter_url: str = ""
    contract_url: str = ""
    value_incl_vat: Decimal | None = None
    delivered: list[Delivered] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def is_proven(self) -> bool:
        """Whether everything that was promised was delivered and accepted."""
        return bool(self.delivered) and all(each.is_accepted for each in self.delivered)


@dataclass(frozen=True)
class Chapter:
    """One earlier phase of a dossier."""

    proposal: Proposal
    opened: OpenedProposal
    outcome: Outcome


OutcomeOf = Callable[[Proposal], Outcome | None]
_outcomes: list[OutcomeOf] = []


def tells_outcome(function: OutcomeOf) -> OutcomeOf:
    """Register what a room above knows of an offer; None when its company was told nothing."""
    _outcomes.append(function)
    return function


def chapters_before(dossier: Dossier, phase: Phase) -> list[Chapter]:
    """The earlier phases of a dossier in their order, of which the offer was opened."""
    if phase.order <= 1:
        return []
    found = (
        OpenedProposal.objects.filter(
            proposal__dossier=dossier, proposal__phase__order__lt=phase.order
        )
        .select_related("proposal__phase__call", "proposal__dossier__lead", "submission")
        .order_by("proposal__phase__order")
    )
    return [
        Chapter(opened.proposal, opened, outcome_of(opened.proposal) or Outcome())
        for opened in found
    ]


def outcome_of(proposal: Proposal) -> Outcome | None:
    """What came of an offer, from the first room that knows."""
    return next((told for tell in _outcomes if (told := tell(proposal))), None)
