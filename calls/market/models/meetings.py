"""Information meetings, site visits and workshops, and who registered for them."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from calls.market.models.consultations import Consultation, calls_of_officer
from calls.market.models.people import ONE_HOST, Participant
from calls.models import Call
from portal.models import PortalNow


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def public(self) -> "MeetingQuerySet":
        """Announced meetings of what is public itself."""
        return self.exclude(state=Meeting.State.DRAFT).filter(
            Q(consultation__in=Consultation.objects.public().values("pk"))
            | Q(call__in=Call.objects.published().values("pk"))
        )

    def run_by(self, user: Any) -> "MeetingQuerySet":
        """The meetings that this person organises."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(
            Q(consultation__in=Consultation.objects.run_by(user).values("pk"))
            | Q(call__in=calls_of_officer(user).values("pk"))
        )


class Meeting(models.Model):
    """An information meeting or site visit of a call, or a workshop of a consultation.

    `sequence` counts moves, as in RFC 5545: a calendar that took the meeting over follows it.
    """

    class Kind(models.TextChoices):
        INFORMATION = "information", _("information meeting")
        SITE_VISIT = "site_visit", _("site visit")
        WORKSHOP = "workshop", _("workshop")
        LEARNING_SESSION = "learning", _("learning session")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ANNOUNCED = "announced", _("announced")
        REPORTED = "reported", _("report is public")
        CANCELLED = "cancelled", _("cancelled")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="meetings", null=True, blank=True
    )
    call = models.ForeignKey(Call, models.CASCADE, related_name="meetings", null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("programme"), max_length=4000, blank=True)  # Markdown
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200)  # "online" where there is none
    online_url = models.URLField(_("link to take part online"), blank=True)  # who has a place
    capacity = models.PositiveIntegerField(_("number of places"), null=True, blank=True)
    register_before = models.DateTimeField(_("register before"))
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(db_default=PortalNow())
    report = models.TextField(_("report"), max_length=20_000, blank=True)  # Markdown, public
    reported_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.TextField(blank=True)  # public

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(name="meeting_of_one_thing", condition=ONE_HOST),
            models.CheckConstraint(
                name="meeting_begins_before_it_ends",
                condition=Q(starts_at__lt=F("ends_at")),
                violation_error_message=_("A meeting begins before it ends."),
            ),
            models.CheckConstraint(
                name="meeting_registration_ends_before_it_begins",
                condition=Q(register_before__lte=F("starts_at")),
                violation_error_message=_("Registration closes before the meeting begins."),
            ),
            models.CheckConstraint(
                name="meeting_has_a_place",
                condition=Q(capacity=None) | Q(capacity__gt=0),
                violation_error_message=_("A meeting has one place at least."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_ref(self) -> str:
        return f"{self.host.audit_ref}/{self.uuid}"

    @property
    def audit_call(self) -> str:
        return self.host.audit_call

    @property
    def host(self) -> Consultation | Call:
        """The consultation or the call that the meeting belongs to."""
        host = self.consultation or self.call
        assert host is not None, "meeting_of_one_thing"  # noqa: S101  the database holds it
        return host


class MeetingDocument(models.Model):
    """Slides or another PDF of a meeting, public together with its report."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=160)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=160)
    added_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class Registration(models.Model):
    """A participant at a meeting. `queued_at` orders the waiting list."""

    class State(models.TextChoices):
        PENDING = "pending", _("not confirmed by mail yet")
        PLACED = "placed", _("has a place")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="registrations")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="registrations")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    asked_at = models.DateTimeField(db_default=PortalNow())
    queued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [models.Index(fields=["meeting", "state"], name="registration_by_meeting")]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "participant"], name="registration_once")
        ]

    def __str__(self) -> str:
        return f"{self.uuid} {self.state}"

    @property
    def audit_ref(self) -> str:
        return f"{self.meeting.audit_ref}/{self.uuid}"

    @property
    def audit_call(self) -> str:
        return self.meeting.audit_call
