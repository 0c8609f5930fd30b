"""Refusals at the pages of an offer are hidden as long as its vault is closed."""

from typing import Any

from applications.models import Proposal
from portal.audit.seals import seals_pages


@seals_pages("applications")
def seal_of_offer(kwargs: dict[str, Any]) -> str:
    """The vault of the offer that an address names; nothing when it names none that is there."""
    found = Proposal.objects.filter(
        dossier__reference=kwargs.get("reference", ""), phase__code=kwargs.get("code", "")
    )
    proposal = found.select_related("phase__call").first()
    return proposal.audit_seal if proposal else ""
