"""The cards of partners as people read them, beside the rows of the offer as they are now."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from applications.models import Proposal
from applications.partnering.models import PartnerCard
from applications.working_copy import Payload, encode, read_section
from portal.crypto.application_key import decrypt_at_rest, encrypt_at_rest
from portal.crypto.contexts import bind

# What a partner says yes to; a change of any of these asks for a new answer.
TERMS = ("name", "role", "country", "kvk", "share")


@dataclass(frozen=True)
class Partner:
    """A partner of a draft; `terms` are those of the offer now, `said` those it answered to."""

    name: str
    email: str
    contact: str
    terms: Payload
    card: PartnerCard | None = None
    said: Payload = field(default_factory=dict)

    @property
    def status(self) -> str:
        """unasked, asked, changed (since it was asked), confirmed or declined."""
        if self.card is None or self.card.asked_at is None:
            return "unasked"
        if self.said.get("terms") != self.terms:
            return "changed"
        if self.card.says_yes is None:
            return "asked"
        return "confirmed" if self.card.says_yes else "declined"

    @property
    def register(self) -> Mapping[str, str]:
        """What the trade register said about the number that stands in the offer now."""
        known = self.said.get("register") or {}
        return known if known.get("number") == self.terms["kvk"] else {}

    @property
    def answered_at(self) -> datetime | None:
        """When it answered."""
        return self.card.answered_at if self.card else None


def key_of(name: Any) -> str:
    """By what a partner is known: its name, whatever the capitals and spaces."""
    return " ".join(str(name or "").casefold().split())


def terms_in(row: Mapping[str, Any]) -> Payload:
    """What a partner is asked to say yes to, from its row."""
    return {term: " ".join(str(row.get(term) or "").split()) for term in TERMS}


def partners_of(proposal: Proposal) -> list[Partner]:
    """All partners but the lead, in the order of the offer, each with its card."""
    cards = {key_of(said["terms"]["name"]): (card, said) for card, said in cards_of(proposal)}
    found = []
    for row in read_section(proposal, "partners").payload.get("rows", []):
        if row.get("role") == "lead" or not key_of(row.get("name")):
            continue
        card, said = cards.get(key_of(row["name"]), (None, {}))
        found.append(
            Partner(
                name=" ".join(str(row["name"]).split()),
                email=str(row.get("contact_email") or ""),
                contact=str(row.get("contact_name") or ""),
                terms=terms_in(row),
                card=card,
                said=said,
            )
        )
    return found


def confirmed_names(partners: Iterable[Partner]) -> set[str]:
    """The keys of those who said yes to the offer as it is now."""
    return {key_of(partner.name) for partner in partners if partner.status == "confirmed"}


def cards_of(proposal: Proposal) -> list[tuple[PartnerCard, Payload]]:
    """Every card of a draft with what stands in it."""
    return [(card, open_card(proposal, card)) for card in proposal.partner_cards.order_by("pk")]


def close_card(proposal: Proposal, card: PartnerCard, said: Payload) -> bytes:
    """Encrypt what stands in a card for its row."""
    call = proposal.phase.call.reference
    return encrypt_at_rest(encode(said), call=call, context=_place(proposal, card))


def open_card(proposal: Proposal, card: PartnerCard) -> Payload:
    """Read a card from its row. Raises Tampered when the row was moved or altered."""
    plain = decrypt_at_rest(
        bytes(card.payload),
        call=proposal.phase.call.reference,
        context=_place(proposal, card),
    )
    return json.loads(plain)


def _place(proposal: Proposal, card: PartnerCard) -> bytes:
    return bind("partner card", proposal.dossier.reference, proposal.phase.code, str(card.uuid))
