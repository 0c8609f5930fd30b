"""Choosing an instrument, asking for advice, and where a call was copied from.

What was considered and why an instrument was chosen is only ever added (portal/database.py).
Every change of the `state` of a request is a function in calls/advice/transitions.py.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from calls.models import Call, CallRole
from portal.accounts.models import Membership, Organisation
from portal.models import CURRENT, PortalNow


def works_at(user: Any, role: str) -> Any:
    """The organisations where this person has the role now, for a filter."""
    return Membership.objects.filter(CURRENT, user=user, role=role).values("organisation")


class ConsiderationQuerySet(models.QuerySet["Consideration"]):
    def visible_to(self, user: Any) -> "ConsiderationQuerySet":
        """Those of the authorities where this person is an officer."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(authority__in=works_at(user, Membership.Role.OFFICER))


class Consideration(models.Model):
    """One walk through the instrument adviser: answers and suggestion, word for word."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="considerations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=PortalNow())
    answers = models.JSONField()  # {code of the question: code of the answer, or an amount}
    record = models.JSONField()  # see calls/advice/records.py
    suggested = models.CharField(max_length=40, blank=True)  # empty: none of them fits

    objects = ConsiderationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.authority}: {self.suggested or '–'}"

    @property
    def audit_ref(self) -> str:
        return str(self.uuid)


class Justification(models.Model):
    """Why a call has its instrument: the consideration, what was chosen, and by whom."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="justifications")
    consideration = models.ForeignKey(Consideration, models.PROTECT, related_name="justifications")
    chosen = models.CharField(max_length=40)
    reason = models.TextField(blank=True)  # why not what was suggested
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.call.reference}: {self.chosen}"

    @property
    def follows_advice(self) -> bool:
        """Whether what was suggested was chosen."""
        return self.chosen == self.consideration.suggested


class AdviceRequestQuerySet(models.QuerySet["AdviceRequest"]):
    def visible_to(self, user: Any) -> "AdviceRequestQuerySet":
        """Officers of the call, or of the authority before there is one; the agency's advisers."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        offices = works_at(user, Membership.Role.OFFICER)
        written = CallRole.objects.filter(
            CURRENT,
            user=user,
            role__in=[CallRole.Role.AUTHOR, CallRole.Role.OFFICER],
        ).values("call")
        return self.filter(
            Q(agency__in=works_at(user, Membership.Role.ADVISER))
            | Q(authority__in=offices)
            | Q(call__executing_agency__in=offices)
            | Q(call__in=written)
        )


class AdviceRequest(models.Model):
    """A question of an officer to the expertise centre, with its conversation and outcome."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        IN_CONVERSATION = "in_conversation", _("in conversation")
        ADVISED = "advised", _("advice given")
        CLOSED = "closed", _("closed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(
        Call, models.PROTECT, null=True, blank=True, related_name="advice_requests"
    )
    consideration = models.ForeignKey(
        Consideration, models.PROTECT, null=True, blank=True, related_name="advice_requests"
    )
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="advice_requests")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="advice_given")
    subject = models.CharField(_("subject"), max_length=160)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=PortalNow())
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=16, choices=State, default=State.ASKED)
    outcome = models.TextField(_("advice"), blank=True)
    advised_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = AdviceRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="advice_has_an_outcome",
                condition=~Q(state="advised") | ~Q(outcome=""),
                violation_error_message=_("Write the advice."),
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def audit_ref(self) -> str:
        return str(self.uuid)

    @property
    def audit_call(self) -> str:
        return self.call.reference if self.call else ""


class AdviceMessage(models.Model):
    """One message in the conversation; it is never changed."""

    request = models.ForeignKey(AdviceRequest, models.PROTECT, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_from_adviser = models.BooleanField(default=False)
    text = models.TextField()
    sent_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.by} {self.sent_at:%Y-%m-%d %H:%M}"


class AdviceFile(models.Model):
    """A file that came with a message."""

    message = models.ForeignKey(AdviceMessage, models.PROTECT, related_name="files")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file_name


class CallCopy(models.Model):
    """Which earlier call a draft began from."""

    call = models.OneToOneField(Call, models.PROTECT, related_name="copied_from")
    source = models.ForeignKey(Call, models.PROTECT, related_name="copies")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    copied_at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return f"{self.source.reference} → {self.call.reference}"
