"""The offers of one member as one PDF, to read on paper or on a tablet."""

import uuid

from django.db import models

from applications.models import Dossier
from assessment.models import Seat
from portal.files.models import StoredFile
from portal.models import PortalNow


class Booklet(models.Model):
    """Asked for by a member, made by a job; `dossiers` are the offers that stand in it.

    It shows as long as its reader may read each of them: an interest that comes to light later
    takes the whole booklet away.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="booklets")
    asked_at = models.DateTimeField(db_default=PortalNow())
    dossiers = models.ManyToManyField(Dossier, related_name="+")
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="booklet")
    pages = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"booklet of {self.seat}"

    @property
    def audit_ref(self) -> str:
        return f"{self.seat.committee.phase.audit_ref}/{self.seat_id}"

    @property
    def audit_call(self) -> str:
        return self.seat.committee.audit_call
