"""Additions beside frozen decisions: the decision and its first letter stay as they were.

Every change of a `state` in this app is a function in awards/revisions/transitions.py.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.models import Decision
from calls.models import MONEY
from portal.models import PortalNow

USER = settings.AUTH_USER_MODEL


class Reinstatement(models.Model):
    """An award to who was on the reserve list or was rejected: one proposes, another approves."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for a second officer")
        APPROVED = "approved", _("awarded after all")
        TURNED_DOWN = "turned_down", _("turned down")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="reinstatements")
    state = models.CharField(max_length=11, choices=State, default=State.PROPOSED)
    amount_incl_vat = models.DecimalField(**MONEY)
    reasons = models.TextField(max_length=5000)  # what the applicant reads in the letter
    grounds = models.TextField(max_length=5000)  # why, for the file
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=PortalNow())
    judged_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)
    proof = models.ForeignKey("accounts.StepUp", models.PROTECT, null=True, related_name="+")
    remarks = models.TextField(blank=True, max_length=5000)  # of who turned it down
    sha256 = models.CharField(max_length=64, blank=True)  # over what was awarded, at approval
    number = models.CharField(max_length=60, blank=True)  # of the new letter
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    file_sha256 = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)  # first read by the applicant

    class Meta:
        ordering = ["proposed_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="reinstatement_has_an_amount",
                condition=Q(amount_incl_vat__gt=0) & ~Q(reasons="") & ~Q(grounds=""),
                violation_error_message=_("An award states its amount."),
            ),
            models.CheckConstraint(
                name="reinstatement_takes_two_people",
                condition=Q(judged_by=None) | ~Q(judged_by=models.F("proposed_by")),
                violation_error_message=_("Nobody approves their own decision."),
            ),
            models.CheckConstraint(
                name="reinstatement_approved_whole",
                condition=~Q(state="approved")
                | Q(judged_at__isnull=False, proof__isnull=False, file__isnull=False)
                & ~Q(sha256="")
                & ~Q(number=""),
            ),
            models.UniqueConstraint(
                name="one_reinstatement_at_a_time",
                fields=["decision"],
                condition=~Q(state="turned_down"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.decision.proposal)

    @property
    def audit_ref(self) -> str:
        return self.decision.proposal.dossier.reference

    @property
    def audit_call(self) -> str:
        return self.decision.decision_set.phase.call.reference


class LapsedAward(models.Model):
    """An award that fell away before both had signed: its money can be awarded again."""

    class Ground(models.TextChoices):
        WITHDREW = "withdrew", _("the company withdraws")
        CONDITION = "condition", _("the condition was not met")

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="lapse")
    ground = models.CharField(max_length=9, choices=Ground)
    reasons = models.TextField(max_length=5000)
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return str(self.decision.proposal)


class ConditionMet(models.Model):
    """An officer saw that the condition of an award is met: from now on it can be signed."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="condition_met")
    remarks = models.TextField(max_length=5000)  # how it was seen
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return str(self.decision.proposal)
