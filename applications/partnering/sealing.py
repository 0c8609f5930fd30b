"""The cards of partners on their way into the seal and back.

While an offer is sealed nothing in the database tells who its partners are, nor how many; a link
that a partner got leads nowhere then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from applications.models import Proposal
from applications.partnering.cards import cards_of, close_card, key_of, partners_of
from applications.partnering.models import PartnerCard
from applications.working_copy import Payload
from portal.accounts.models import User

PARTNERS = "_partners"


@dataclass(frozen=True)
class PartnerFact:
    """What went with a sent offer about one partner; empty texts where nothing was said."""

    status: str  # as in Partner.status
    answered_by: str = ""
    answered_at: datetime | None = None
    register_outcome: str = ""
    register_name: str = ""


def cards_to_seal(proposal: Proposal) -> dict[str, Payload]:
    """The section that goes along with an offer; nothing where no card was made."""
    cards = cards_of(proposal)
    if not cards:
        return {}
    facts = {
        key_of(partner.name): {
            "status": partner.status,
            "answered_by": partner.said.get("answered_by", ""),
            "answered_at": partner.answered_at.isoformat() if partner.answered_at else "",
            "register": dict(partner.register),
        }
        for partner in partners_of(proposal)
    }
    return {PARTNERS: {"facts": facts, "cards": [_as_data(card, said) for card, said in cards]}}


def fact_of(payload: Mapping[str, Any], name: str) -> PartnerFact | None:
    """What the sealed section says about a partner; None where it says nothing."""
    said = payload.get("facts", {}).get(key_of(name))
    if said is None:
        return None
    at, register = said["answered_at"], said["register"]
    return PartnerFact(
        said["status"],
        said["answered_by"],
        datetime.fromisoformat(at) if at else None,
        register.get("outcome", ""),
        register.get("name", ""),
    )


def restore_cards(proposal: Proposal, sections: Mapping[str, Payload]) -> None:
    """Write the cards back when a company changes what it sent; answers stand."""
    for data in sections.get(PARTNERS, {}).get("cards", []):
        card = PartnerCard(
            uuid=data["uuid"],
            proposal=proposal,
            secret_sha256=data["secret_sha256"] or None,
            asked_by=User.objects.filter(uuid=data["asked_by"]).first()
            if data["asked_by"]
            else None,
            asked_at=_moment(data["asked_at"]),
            says_yes=data["says_yes"],
            answered_at=_moment(data["answered_at"]),
        )
        card.payload = close_card(proposal, card, data["said"])
        card.save(force_insert=True)


def _as_data(card: PartnerCard, said: Payload) -> Payload:
    return {
        "uuid": str(card.uuid),
        "secret_sha256": card.secret_sha256 or "",
        "asked_by": str(card.asked_by.uuid) if card.asked_by else "",
        "asked_at": card.asked_at.isoformat() if card.asked_at else "",
        "says_yes": card.says_yes,
        "answered_at": card.answered_at.isoformat() if card.answered_at else "",
        "said": said,
    }


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
