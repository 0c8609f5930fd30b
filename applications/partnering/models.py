"""What partners of an offer answered, and what the trade register said about them."""

import uuid

from django.conf import settings
from django.db import models

from applications.models import Proposal


class PartnerCard(models.Model):
    """One partner of a draft: whether it was asked, and what it said. Gone once the offer is sent.

    Name, terms and contact are in `payload`, encrypted at rest like the sections. Sending moves the
    whole card into the seal, and changing the offer writes it back (applications/partnering/
    sealing.py). Of the secret in the link only its hash is kept.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="partner_cards")
    payload = models.BinaryField()
    secret_sha256 = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(null=True)
    says_yes = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.proposal} / {self.uuid}"
