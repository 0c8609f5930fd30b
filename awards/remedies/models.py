"""What an applicant can do after the letter without going to court, and what came of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.models import Decision
from portal.models import PortalNow

USER = settings.AUTH_USER_MODEL


class DebriefRequest(models.Model):
    """An applicant asks to explain the decision on its offer (Directive 2014/24/EU, 55(2)).

    Answered in writing, in a talk, or both; within 15 days of receipt (REQ-16).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="debriefs")
    question = models.TextField(_("what do you want explained?"), max_length=5000)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=PortalNow())
    due_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True, blank=True)  # all deciders were told: nearly due
    late_at = models.DateTimeField(null=True, blank=True)  # and told again: overdue
    answer = models.TextField(_("answer in writing"), max_length=10000, blank=True)
    talked_on = models.DateField(_("date of the talk"), null=True, blank=True)
    present = models.CharField(_("who was there"), max_length=300, blank=True)
    told = models.TextField(_("what was told in the talk"), max_length=10000, blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_debrief_per_decision",
                fields=["decision"],
                condition=Q(answered_at=None),
            ),
            models.CheckConstraint(
                name="debrief_talk_is_whole",
                condition=Q(talked_on=None, present="", told="")
                | Q(talked_on__isnull=False) & ~Q(present="") & ~Q(told=""),
            ),
            models.CheckConstraint(
                name="debrief_answer_says_something",
                condition=Q(answered_at=None, answered_by=None, answer="", talked_on=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False)
                & (~Q(answer="") | Q(talked_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.decision.proposal.dossier.reference

    @property
    def audit_ref(self) -> str:
        return self.decision.proposal.dossier.reference

    @property
    def audit_call(self) -> str:
        return self.decision.decision_set.phase.call.reference


class Complaint(models.Model):
    """A complaint (klacht) of an applicant: a record with an answer. It stops no contract."""

    class Outcome(models.TextChoices):
        FOUNDED = "founded", _("founded")
        PARTLY = "partly", _("partly founded")
        UNFOUNDED = "unfounded", _("not founded")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="complaints")
    subject = models.CharField(_("subject"), max_length=160)
    text = models.TextField(_("what the complaint is"), max_length=10000)
    received_on = models.DateField(_("received on"))
    registered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(db_default=PortalNow())
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    reasons = models.TextField(blank=True)  # the answer, with its reasons
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["registered_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="complaint_is_answered_whole",
                condition=Q(answered_at=None, answered_by=None, outcome="", reasons="")
                | Q(answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(outcome="")
                & ~Q(reasons=""),
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def audit_ref(self) -> str:
        return self.decision.proposal.dossier.reference

    @property
    def audit_call(self) -> str:
        return self.decision.decision_set.phase.call.reference
