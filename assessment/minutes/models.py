"""The minutes of the consensus meeting, and who signed them.

Whether minutes are a draft, lie before the members or are signed by all is read from the rows.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessment.models import Committee, Seat
from portal.files.models import StoredFile
from portal.models import PortalNow


class Minutes(models.Model):
    """What the secretary or the chair writes; scores and motivations are added by the portal."""

    committee = models.OneToOneField(Committee, models.PROTECT, related_name="minutes")
    held_on = models.DateField(_("day of the meeting"))
    place = models.CharField(_("place"), max_length=200)
    present = models.ManyToManyField(Seat, related_name="+")
    text = models.TextField(_("what was discussed"), blank=True)
    version = models.PositiveIntegerField(default=0)  # a save says which one it saw

    def __str__(self) -> str:
        return f"minutes of {self.committee.phase}"


class Presented(models.Model):
    """One text that was laid before the members: its PDF, whose hash they sign."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="presented")
    number = models.PositiveSmallIntegerField()
    presented_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    presented_at = models.DateTimeField(db_default=PortalNow())
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="minutes")
    sha256 = models.CharField(max_length=64, blank=True)  # of the PDF; empty until it is made

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="minutes_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.minutes}, {self.number}"

    @property
    def audit_ref(self) -> str:
        return f"{self.minutes.committee.audit_ref}/{self.number}"

    @property
    def audit_call(self) -> str:
        return self.minutes.committee.audit_call


class MinutesSignature(models.Model):
    """A member's signature: who, when, and the hash of the PDF that was on the screen."""

    presented = models.ForeignKey(Presented, models.PROTECT, related_name="signatures")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="minutes_signatures")
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["seat"]
        constraints = [
            models.UniqueConstraint(fields=["presented", "seat"], name="minutes_signed_once")
        ]

    def __str__(self) -> str:
        return f"{self.presented} signed by {self.seat}"
