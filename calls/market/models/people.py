"""Who takes part. Never on a public page: officers alone read these rows."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from calls.market.models.consultations import Consultation
from calls.models import Call
from portal.models import PortalNow

ONE_HOST = Q(consultation=None, call__isnull=False) | Q(consultation__isnull=False, call=None)


def host_fields(host: Consultation | Call) -> dict[str, Any]:
    """How a row names the one thing it belongs to."""
    of_call = isinstance(host, Call)
    return {"call": host if of_call else None, "consultation": None if of_call else host}


class Invitee(models.Model):
    """Somebody asked into a consultation by invitation; whoever proves this address is let in."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="invitees")
    email = models.EmailField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "email"], name="invitee_once")
        ]

    def __str__(self) -> str:
        return f"{self.consultation.reference}: {self.invited_at:%Y-%m-%d}"


class Participant(models.Model):
    """Somebody who takes part in a consultation, or came to a meeting of a call.

    Known by a mail address, proven by the link in a mail or by an account (`confirmed_at`).
    """

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        KNOWLEDGE = "knowledge", _("knowledge institution")
        AUTHORITY = "authority", _("authority")
        OTHER = "other", _("other")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="participants", null=True, blank=True
    )
    call = models.ForeignKey(
        Call, models.CASCADE, related_name="market_participants", null=True, blank=True
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=160)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(max_length=2, default="nl")
    is_invented = models.BooleanField(default=False)
    asked_at = models.DateTimeField(db_default=PortalNow())
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["organisation", "name", "id"]
        constraints = [
            models.CheckConstraint(name="participant_of_one_thing", condition=ONE_HOST),
            models.UniqueConstraint(
                fields=["consultation", "call", "email"],
                nulls_distinct=False,
                name="participant_once_per_address",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)  # never a name: this text reaches audit lines and logs

    @property
    def audit_ref(self) -> str:
        return f"{self.host.audit_ref}/{self.uuid}"

    @property
    def audit_call(self) -> str:
        return self.host.audit_call

    @property
    def host(self) -> Consultation | Call:
        """The consultation or the call in which this person takes part."""
        host = self.consultation or self.call
        assert host is not None, "participant_of_one_thing"  # noqa: S101  the database holds it
        return host
