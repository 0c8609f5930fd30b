"""Keeping the vault's keys between publication and opening: two holders bring parts together.

What comes of it is one thing, whatever it was for: the key is there and right, it is split anew
among those who hold it from now on, and nobody else's part is of any use any more.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.models import PortalNow


class Renewal(models.Model):
    """Two holders split the keys of a call anew: to rehearse, to add a deputy, to let one go."""

    call = models.ForeignKey("calls.Call", models.PROTECT, related_name="renewals")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(db_default=PortalNow())
    start_proof = models.ForeignKey("accounts.StepUp", models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirm_proof = models.ForeignKey(
        "accounts.StepUp", models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="renewal_takes_two_people",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("started_by")),
                violation_error_message=_("Two different people bring their parts together."),
            )
        ]

    def __str__(self) -> str:
        return f"renewal of the keys of {self.call}"

    @property
    def audit_ref(self) -> str:
        return self.call.reference

    @property
    def audit_call(self) -> str:
        return self.call.reference


class HandedPart(models.Model):
    """The first person's part of one phase's key, sealed to another holder, for ten minutes."""

    renewal = models.ForeignKey(Renewal, models.CASCADE, related_name="handed")
    phase = models.ForeignKey("calls.Phase", models.CASCADE, related_name="+")
    holder = models.ForeignKey("calls.KeyHolder", models.CASCADE, related_name="+")
    sealed_share = models.BinaryField()

    def __str__(self) -> str:
        return f"part handed to {self.holder}"
