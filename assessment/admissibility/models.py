"""Whether an offer may be assessed: what the secretary checked, and what a company explained."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Proposal
from portal.accounts.models import Organisation, User
from portal.models import PortalNow


class CheckItem(models.Model):
    """One point of the checklist of one offer. It decides nothing: judging is a step apart."""

    class Verdict(models.TextChoices):
        RIGHT = "right", _("in order")
        WRONG = "wrong", _("not in order")
        UNCLEAR = "unclear", _("not clear: ask the company")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="check_items")
    code = models.CharField(max_length=40)  # of a knock-out of the phase, or of a standard point
    verdict = models.CharField(max_length=7, choices=Verdict)
    note = models.TextField(blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "code"], name="checked_once"),
            models.CheckConstraint(
                name="what_is_not_right_has_a_note",
                condition=Q(verdict="right") | ~Q(note=""),
                violation_error_message=_("Say what is not in order or not clear."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} {self.code}: {self.verdict}"


class ClarificationQuerySet(models.QuerySet["Clarification"]):
    def for_company(self, user: User) -> "ClarificationQuerySet":
        """Those that were asked of a company of this person."""
        return self.filter(proposal__dossier__lead__in=Organisation.objects.of(user))

    def open_now(self) -> "ClarificationQuerySet":
        """Those that wait for an answer and still have time."""
        return self.filter(answered_at=None, due_at__gt=PortalNow())


class Clarification(models.Model):
    """A question about an offer with a due date, and the answer that stands beside the offer.

    The offer itself stays as it was sent: an answer explains it and cannot improve it (Directive
    2014/24 article 56(3)).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="clarifications")
    question = models.TextField()
    due_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=PortalNow())
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="answer_came_in_time",
                condition=Q(answered_at=None) | Q(answered_at__lt=models.F("due_at")),
                violation_error_message=_("The time to answer is over."),
            ),
            models.CheckConstraint(
                name="answer_has_a_text",
                condition=Q(answered_at=None) | ~Q(answer=""),
                violation_error_message=_("An answer has a text."),
            ),
        ]

    def __str__(self) -> str:
        return f"clarification of {self.proposal}"

    @property
    def audit_ref(self) -> str:
        return self.proposal.audit_ref

    @property
    def audit_call(self) -> str:
        return self.proposal.phase.call.reference
