"""What happened, by whom, when. Rows are only ever added; the database refuses everything else."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from portal.audit.words import words_of
from portal.models import PortalNow

OPENED = "confirm_opening"  # the line that lifts a seal; its object_ref is the phase


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def with_seal(self) -> "AuditEventQuerySet":
        """Each line with `is_sealed`: whether the vault that it tells of has not been opened."""
        return self.annotate(is_sealed=_is_sealed())

    def readable(self) -> "AuditEventQuerySet":
        """The lines that staff may read now: none that tells of offers in a closed vault."""
        return self.filter(~_is_sealed())


def _is_sealed() -> Q:
    opened = AuditEvent.objects.filter(action=OPENED, object_ref=OuterRef("seal"))
    return ~Q(seal="") & ~Q(Exists(opened))


class AuditEvent(models.Model):
    """One line: written in the transaction of the change it tells of.

    `seal` names the vault (a phase's `audit_ref`) that hides the line from everybody until it is
    opened: nobody may learn from the history that there is an offer.
    """

    at = models.DateTimeField(db_default=PortalNow())
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="audit_events"
    )
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    object_ref = models.CharField(max_length=200)
    call_ref = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)
    seal = models.CharField(max_length=80, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_by_object"),
            models.Index(fields=["call_ref", "-id"], name="audit_by_call"),
            models.Index(fields=["object_ref"], name="audit_openings", condition=Q(action=OPENED)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.object_ref}"

    @property
    def words(self) -> str:
        return words_of(self.action)


class AnonymousRefusal(models.Model):
    """How often people without a login were refused in one minute; summed when it is over."""

    minute = models.DateTimeField()
    status = models.PositiveSmallIntegerField()  # of the answer; 302: a login was asked for
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["minute", "status"], name="refusals_once_per_minute")
        ]

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M} {self.status}: {self.count}"


class AuditLink(models.Model):
    """The chain: one sequencer adds a link per committed event, so writers never queue for it."""

    sequence = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, models.PROTECT, related_name="link")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.sha256[:12]}"


class AuditCheckpointQuerySet(models.QuerySet["AuditCheckpoint"]):
    def published(self) -> "AuditCheckpointQuerySet":
        """Those that everybody may keep, so that everybody can be a witness."""
        return self.filter(is_public=True).select_related("link")


class AuditCheckpoint(models.Model):
    """The chain's hash at one line, signed. One is published each hour; others go with a receipt.

    Those of receipts are not published: their number would tell how many offers came in.
    """

    link = models.OneToOneField(AuditLink, models.PROTECT, primary_key=True, related_name="+")
    at = models.DateTimeField(db_default=PortalNow())
    signature = models.CharField(max_length=128)  # Ed25519, in hex
    is_public = models.BooleanField(default=False)

    objects = AuditCheckpointQuerySet.as_manager()

    class Meta:
        ordering = ["link_id"]

    def __str__(self) -> str:
        return f"checkpoint {self.link_id}"
