"""The rows of a company's start page, and how they name what they are about."""

from dataclasses import dataclass
from datetime import datetime

from applications.models import Proposal

MOST = 300  # of one kind: who has more finds the older ones in the lists of their own
SENT, GOT = "sent", "got"


@dataclass(frozen=True)
class Ahead:
    """A date that lies ahead: what it is, and of which call and offer."""

    at: datetime
    label: str
    about: str
    url: str
    waits: bool = False  # something has to be done before it


@dataclass(frozen=True)
class Exchanged:
    """One thing that went from the company to the portal (sent) or the other way (got)."""

    at: datetime
    direction: str
    label: str
    about: str
    url: str = ""
    state: str = ""
    state_label: str = ""


def about(proposal: Proposal) -> str:
    """Phase and call, and the reference of the offer."""
    return f"{proposal.phase} ({proposal.dossier.reference})"


def place(proposal: Proposal) -> list[str]:
    """The offer in an address."""
    return [proposal.dossier.reference, proposal.phase.code]
