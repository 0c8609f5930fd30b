"""What a partnership agreed on buying later, and what was decided after each of its stages.

Every change of a `state` in this app is a function in awards/partnership/transitions.py.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.models import Contract
from calls.models import MONEY
from portal.models import PortalNow


class Partnership(models.Model):
    """The terms on which an authority may buy without a new procurement, out of the final offer.

    Directive 2014/24/EU article 31(2): within the agreed performance and maximum costs.
    """

    contract = models.OneToOneField(Contract, models.PROTECT, related_name="partnership")
    least_performance = models.DecimalField(max_digits=12, decimal_places=2)
    maximum_excl_vat = models.DecimalField(**MONEY)  # of all purchases together

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partnership_has_a_maximum",
                condition=Q(maximum_excl_vat__gt=0),
                violation_error_message=_("The maximum of the purchases is more than zero."),
            )
        ]

    def __str__(self) -> str:
        return f"partnership {self.contract}"


class StageDecision(models.Model):
    """After a stage: go on with this partner, or end it on a ground that was announced."""

    class Verdict(models.TextChoices):
        GO_ON = "go_on", _("go on")
        END = "end", _("end")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for a second officer")
        APPROVED = "approved", _("decided")
        TURNED_DOWN = "turned_down", _("turned down")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="stage_decisions")
    stage = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=5, choices=Verdict)
    condition = models.CharField(max_length=30, blank=True)  # code of the announced ground
    reasons = models.TextField(blank=True)
    state = models.CharField(max_length=11, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=PortalNow())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    proof = models.ForeignKey("accounts.StepUp", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["contract", "stage", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "stage"],
                condition=~Q(state="turned_down"),
                name="stage_decided_once",
            ),
            models.CheckConstraint(
                name="ending_has_a_ground_and_reasons",
                condition=Q(verdict="go_on") | (~Q(condition="") & ~Q(reasons="")),
                violation_error_message=_("Ending a partnership takes a ground and reasons."),
            ),
            models.CheckConstraint(
                name="ending_takes_two_people",
                condition=Q(verdict="go_on")
                | ~Q(state="approved")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=models.F("proposed_by"))),
                violation_error_message=_("Nobody ends a partnership alone."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} stage {self.stage}: {self.get_verdict_display()}"

    @property
    def audit_ref(self) -> str:
        return self.contract.audit_ref

    @property
    def audit_call(self) -> str:
        return self.contract.audit_call
