"""Partners of a draft: writers ask them, readers see the answers, the link needs no login."""

import hashlib
import secrets

from applications.partnering.cards import close_card
from applications.partnering.models import PartnerCard
from tests.access.rows import EVERYBODY, Row
from tests.access.world import World


def draft(world: World) -> list:
    proposal = world.proposal
    return [proposal.dossier.reference, proposal.phase.code]


def link(world: World) -> list:
    """The secret of a card that was just made."""
    secret = secrets.token_urlsafe(24)
    digest = hashlib.sha256(secret.encode()).hexdigest()
    card = PartnerCard(proposal=world.proposal, secret_sha256=digest)
    terms = {"name": "TNO", "role": "partner", "country": "NL", "kvk": "", "share": "10"}
    card.payload = close_card(world.proposal, card, {"terms": terms})
    card.save()
    return [secret]


PARTNERS = [
    Row("applications:partners", "draft", draft, sees="applicant colleague viewer"),
    *[
        Row(f"applications:{name}", "draft", draft, sees="applicant colleague", refused="viewer",
            method="post")
        for name in ("partner-ask", "partner-check")
    ],
    Row("applications:partner-answer", "draft", link, sees=EVERYBODY),
    Row("applications:partner-answer", "draft", link, sees=EVERYBODY, method="post"),
]  # fmt: skip
