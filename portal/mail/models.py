"""The outbox: a mail is a row of the change that causes it, and is delivered after the commit."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.models import PortalNow


class OutgoingMail(models.Model):
    """One message to one address. It carries references and links, never content of an offer."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        HELD = "held", _("held for a person")
        FAILED = "failed", _("failed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dedupe_key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="mails"
    )
    to_email = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    unsubscribe_url = models.CharField(max_length=300, blank=True)  # one POST there stops them
    attachment = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    attachment_name = models.CharField(max_length=120, blank=True)
    # An award letter whose sending was cut off is held for a person, never sent again by itself.
    hold_when_uncertain = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(db_default=PortalNow())
    leased_until = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(db_default=PortalNow())
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["not_before"], name="mail_due", condition=Q(state__in=["queued", "sending"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to_email}"

    @property
    def message_id(self) -> str:
        """Deterministic, so that a mail sent twice between send and mark is seen as one."""
        return f"<{self.uuid}@trechter>"
