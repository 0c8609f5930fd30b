"""Forms and offers on paper: PDFs made by a job, so that a long text holds up no page."""

import uuid

from django.conf import settings
from django.db import models

from applications.models import Proposal
from calls.models import CallVersion, Phase
from portal.models import PortalNow


class FormCopy(models.Model):
    """The blank form of one phase as a PDF, for one version of the terms in one language."""

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="form_copies")
    version = models.ForeignKey(CallVersion, models.CASCADE, related_name="+")
    language = models.CharField(max_length=2)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phase", "version", "language"], name="form_copy_once_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"form of {self.phase}, version {self.version_id}"


class OfferCopy(models.Model):
    """The PDF that somebody of the company asked for; a new one takes its place.

    That of a working copy is removed with it: after sending nobody can read the offer (model.md).
    `file` is empty until the job has made it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="offer_copy")
    language = models.CharField(max_length=2)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=PortalNow())
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"copy of {self.proposal}"
