"""Who holds a share of the vault's keys; part of calls/models.py, which gives these on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models import PortalNow


class KeyHolder(models.Model):
    """A person who holds a share of the vault's key of every phase of the call."""

    class Role(models.TextChoices):
        OFFICER = "officer", _("opener")
        ESCROW = "escrow", _("reserve, held by the executing agency")
        DEPUTY = "deputy", _("deputy")

    call = models.ForeignKey("calls.Call", models.CASCADE, related_name="key_holders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="held_keys")
    role = models.CharField(max_length=8, choices=Role)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)  # last seen to open the own part
    is_leaving = models.BooleanField(default=False)  # holds a part until the next renewal

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["call", "user"], name="holder_once")]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class KeyShare(models.Model):
    """One holder's share of a phase's private key, sealed to the holder's own vault key."""

    phase = models.ForeignKey("calls.Phase", models.CASCADE, related_name="key_shares")
    holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="shares")
    sealed_share = models.BinaryField()
    made_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phase", "holder"], name="share_once")]

    def __str__(self) -> str:
        return f"share of {self.holder} in {self.phase}"
