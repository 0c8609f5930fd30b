"""What officers add to the record of a call, and the packages that were made of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from calls.models import Call
from portal.models import PortalNow

USER = settings.AUTH_USER_MODEL


class PointNote(models.Model):
    """What officers wrote at a point of the individual report that the portal cannot know."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="record_notes")
    point = models.CharField(max_length=1)  # a to i: Directive 2014/24/EU, article 84(1)
    applies = models.BooleanField()
    text = models.TextField(_("text"))  # what happened, or why the point does not apply
    written_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["point"]
        constraints = [
            models.UniqueConstraint(fields=["call", "point"], name="record_note_once"),
            models.CheckConstraint(
                name="record_note_says_something",
                condition=~Q(text=""),
                violation_error_message=_(
                    "A point is filled in, or it says why it does not apply."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call.reference} ({self.point})"


class AwardNotice(models.Model):
    """The notice of an award that was sent to TenderNed (article 50), as an officer recorded it."""

    call = models.OneToOneField(Call, models.PROTECT, related_name="award_notice")
    number = models.CharField(_("number of the award notice"), max_length=60)
    sent_on = models.DateField(_("sent on"))
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return self.number


class Package(models.Model):
    """One archive package of a call: a ZIP with a manifest, complete when it has its file."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="packages")
    number = models.PositiveIntegerField()
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=PortalNow())
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)  # of the ZIP itself
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="package_numbered_once"),
            models.CheckConstraint(
                name="package_is_complete_or_not_there",
                condition=Q(file=None, sha256="", made_at=None)
                | Q(file__isnull=False, made_at__isnull=False) & ~Q(sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call.reference}-{self.number}"

    @property
    def audit_ref(self) -> str:
        return str(self)

    @property
    def audit_call(self) -> str:
        return self.call.reference
