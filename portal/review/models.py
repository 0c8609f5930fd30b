"""Looking through who has access, every half year: who looked, at what, when, and what came of it.

The lines that were looked at are kept as they read then; nothing here gives or takes a right.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organisation
from portal.models import PortalNow


class AccessReview(models.Model):
    """One round at one organisation."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="access_reviews")
    opened_at = models.DateTimeField(db_default=PortalNow())
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(closed_at=None), name="access_review_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.opened_at:%Y-%m-%d}"


class ReviewedLine(models.Model):
    """One line of access that somebody looked at in a round, with the outcome."""

    class Verdict(models.TextChoices):
        KEPT = "kept", _("still right")
        ENDED = "ended", _("ended")

    review = models.ForeignKey(AccessReview, models.CASCADE, related_name="lines")
    key = models.CharField(max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    access = models.CharField(max_length=200)
    verdict = models.CharField(max_length=5, choices=Verdict)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["reviewed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "key"], name="access_line_reviewed_once")
        ]

    def __str__(self) -> str:
        return f"{self.access}: {self.verdict}"
