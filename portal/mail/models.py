"""The outbox, and what people want of it. A mail is a row of the change that causes it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.mail.kinds import Category
from portal.models import PortalNow


class OutgoingMail(models.Model):
    """One message to one address. It carries references and links, never content of an offer."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DIGEST = "digest", _("waiting for the daily digest")
        DIGESTED = "digested", _("sent in a digest")
        HELD = "held", _("held for a person")
        FAILED = "failed", _("failed")
        RETURNED = "returned", _("came back: cannot be delivered")
        DROPPED = "dropped", _("not needed any more")
        DECLINED = "declined", _("not wanted by the recipient")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dedupe_key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    # The references of call and object, {"call", "about"}, or what a late text is made of.
    facts = models.JSONField(default=dict)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="mails"
    )
    to_email = models.EmailField()
    # Empty until it is sent, where the text is written late (written_late.py).
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    unsubscribe_url = models.CharField(max_length=300, blank=True)  # one POST there stops them
    attachment = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    attachment_name = models.CharField(max_length=120, blank=True)
    # An award letter whose sending was cut off is held for a person, never sent again by itself.
    hold_when_uncertain = models.BooleanField(default=False)
    is_required = models.BooleanField(default=True)  # at once, also in quiet hours
    digest = models.ForeignKey("self", models.PROTECT, null=True, related_name="holds")
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
            ),
            models.Index(
                fields=["state"],
                name="mail_trouble",
                condition=Q(state__in=["held", "failed", "returned", "digest"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to_email}"

    @property
    def message_id(self) -> str:
        """Deterministic, so that a mail sent twice between send and mark is seen as one."""
        return f"<{self.uuid}@trechter>"


class MailPreference(models.Model):
    """What one person wants with the mails of one category; without a row they come at once."""

    class Mode(models.TextChoices):
        AT_ONCE = "at_once", _("at once")
        DIGEST = "digest", _("once a day, together")
        OFF = "off", _("not by mail")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_preferences"
    )
    category = models.CharField(max_length=10, choices=Category)
    mode = models.CharField(max_length=8, choices=Mode)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "category"], name="mail_preference_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.category} {self.mode}"


class QuietHours(models.Model):
    """Between these hours, in Amsterdam, mails that can wait do wait."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="quiet_hours"
    )
    begin = models.TimeField(_("from"))
    end = models.TimeField(_("until"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quiet_hours_have_a_length",
                condition=~Q(begin=models.F("end")),
                violation_error_message=_("Quiet hours end at another time than they begin."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.begin} - {self.end}"
