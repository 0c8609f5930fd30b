"""What stands beside a working copy while it is written: texts that were set aside."""

from django.conf import settings
from django.db import models

from applications.models import Proposal
from portal.models import PortalNow


class SetAside(models.Model):
    """Answers of one section that lost a choice between two texts: kept until the offer is sent.

    Encrypted at rest like the section itself. `written_by` wrote them, `set_aside_by` chose.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="set_aside")
    section = models.CharField(max_length=40)
    payload = models.BinaryField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_aside_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_aside_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.proposal} / {self.section}, set aside"
