"""Finding a card by the link in a mail."""

from applications.models import Proposal
from applications.partnering.models import PartnerCard
from portal.crypto.link_secrets import sha256_of


def find_card(secret: str) -> PartnerCard | None:
    """The card that a link opens, as long as the offer is being written."""
    return (
        PartnerCard.objects.filter(
            secret_sha256=sha256_of(secret),
            proposal__state=Proposal.State.DRAFT,
        )
        .select_related("proposal__dossier__lead", "proposal__phase__call", "asked_by")
        .first()
    )
