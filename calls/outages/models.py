"""Outages of the portal, and the one later deadline that they give to every phase they touched.

The only way in which a deadline moves after it has passed (model.md; security.md, "Outage near
the deadline"). Every change of a `state` is a function in calls/outages/transitions.py.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from calls.models import Call, Phase
from portal.models import PortalNow


class Outage(models.Model):
    """When the portal could not be used, the evidence, and the new deadline for all it touched."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for a second officer")
        EXTENDED = "extended", _("deadlines moved")
        DROPPED = "dropped", _("dropped")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    description = models.TextField()  # public
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    to = models.DateTimeField()  # the new deadline, the same for all phases
    evidence = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    evidence_name = models.CharField(max_length=160)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=PortalNow())
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="outage_begins_before_it_ends",
                condition=Q(began_at__lt=F("ended_at")),
                violation_error_message=_("An outage begins before it ends."),
            ),
            models.CheckConstraint(
                name="outage_takes_two_officers",
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                violation_error_message=_("Another officer approves the extension."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M} – {self.ended_at:%H:%M}"

    @property
    def audit_ref(self) -> str:
        return f"outage/{self.uuid}"

    @property
    def audit_call(self) -> str:
        return ""


class LedgerMinute(models.Model):
    """One minute near a deadline: of the portal as a whole (no call), or of one call.

    Real work, counted from the rows that it left; what nobody wrote is a finding as well.
    """

    minute = models.DateTimeField()
    call = models.ForeignKey(Call, models.CASCADE, null=True, related_name="+")
    is_well = models.BooleanField(default=True)
    milliseconds = models.PositiveIntegerField(null=True)  # until a web process said it is well
    logins = models.PositiveIntegerField(default=0)
    saves = models.PositiveIntegerField(default=0)
    uploads = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["minute"]
        constraints = [
            models.UniqueConstraint(
                fields=["minute", "call"], name="ledger_minute_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M} {self.call or ''}"


class OutagePhase(models.Model):
    """A phase that gets the new deadline, and the one it had."""

    outage = models.ForeignKey(Outage, models.CASCADE, related_name="touched")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="outages")
    before = models.DateTimeField()

    class Meta:
        ordering = ["phase__call__reference", "phase__order"]
        constraints = [models.UniqueConstraint(fields=["outage", "phase"], name="outage_once")]

    def __str__(self) -> str:
        return f"{self.outage}: {self.phase}"
