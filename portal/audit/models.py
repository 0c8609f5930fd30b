"""What happened, by whom, when. Rows are only ever added; the database refuses everything else."""

from django.conf import settings
from django.db import models

from portal.models import PortalNow


class AuditEvent(models.Model):
    """One line: written in the transaction of the change it tells of."""

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

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_by_object"),
            models.Index(fields=["call_ref", "-id"], name="audit_by_call"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.object_ref}"


class AuditLink(models.Model):
    """The chain: one sequencer adds a link per committed event, so writers never queue for it."""

    sequence = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, models.PROTECT, related_name="link")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.sha256[:12]}"
