"""When and where each of the selected offers is pitched."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from applications.models import Dossier
from calls.models import Phase
from portal.models import PortalNow


class PitchSlot(models.Model):
    """One pitch: so many minutes, and then questions, as the phase says (domain.md 2.4)."""

    phase = models.ForeignKey(Phase, models.PROTECT, related_name="pitch_slots")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="pitch_slots")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "dossier"], name="pitch_once_per_offer")
        ]

    def __str__(self) -> str:
        return f"pitch of {self.dossier}"

    @property
    def questions_at(self) -> datetime:
        """When the pitch is over and the questions begin."""
        return self.starts_at + timedelta(minutes=self.phase.pitch_minutes)

    @property
    def ends_at(self) -> datetime:
        """When the questions are over."""
        return self.questions_at + timedelta(minutes=self.phase.question_minutes)
