"""What holds a contract although the days of the standstill are over (REQ-10)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.models import Decision, DecisionSet, Letter
from portal.models import PortalNow

USER = settings.AUTH_USER_MODEL


class Litigation(models.Model):
    """Interim proceedings against a decision: no contract before the judgment (Aw 2.131)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision_set = models.ForeignKey(DecisionSet, models.PROTECT, related_name="litigation")
    # The applicant that started them, where it is one: it reads about its own case.
    claimant = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="litigation"
    )
    court = models.CharField(_("court"), max_length=120)
    case_number = models.CharField(_("case number"), max_length=60, blank=True)
    summoned_on = models.DateField(_("date of the summons"))
    registered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(db_default=PortalNow())
    judged_on = models.DateField(_("date of the judgment"), null=True, blank=True)
    outcome = models.TextField(_("what the judgment says"), blank=True)
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["registered_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="litigation_ends_whole",
                condition=Q(ended_at=None, judged_on=None, ended_by=None, outcome="")
                | Q(ended_at__isnull=False, judged_on__isnull=False, ended_by__isnull=False)
                & ~Q(outcome=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.court} {self.case_number}".strip()

    @property
    def audit_ref(self) -> str:
        return str(self.uuid)

    @property
    def audit_call(self) -> str:
        return self.decision_set.phase.call.reference


class LetterReturn(models.Model):
    """A letter that did not arrive, until it was delivered again and the term was decided on."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="returns")
    reason = models.CharField(_("what came back, and why"), max_length=300)
    reported_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(db_default=PortalNow())
    delivered_on = models.DateField(_("delivered again on"), null=True, blank=True)
    delivered_how = models.CharField(_("how, and to whom"), max_length=300, blank=True)
    # Whether the standstill runs anew from that day: an officer decides, and says why.
    runs_anew = models.BooleanField(null=True, blank=True)
    why = models.TextField(_("reasons"), blank=True)
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["reported_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_return_per_letter",
                fields=["letter"],
                condition=Q(settled_at=None),
            ),
            models.CheckConstraint(
                name="letter_return_is_settled_whole",
                condition=Q(settled_at=None, delivered_on=None, runs_anew=None, settled_by=None)
                | Q(settled_at__isnull=False, delivered_on__isnull=False)
                & Q(runs_anew__isnull=False, settled_by__isnull=False)
                & ~Q(delivered_how="")
                & ~Q(why=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.letter)

    @property
    def audit_ref(self) -> str:
        return self.letter.number

    @property
    def audit_call(self) -> str:
        return self.letter.decision.decision_set.phase.call.reference
