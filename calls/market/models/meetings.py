"""Information meetings, site visits and workshops, and who registered for them."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from calls.market.models.consultations import Consultation, calls_of_officer
from calls.market.models.gatherings import AtGathering, Gathering
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


class Meeting(Gathering):
    """An information meeting or site visit of a call, or a workshop of a consultation."""

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

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="meetings", null=True, blank=True
    )
    call = models.ForeignKey(Call, models.CASCADE, related_name="meetings", null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    report = models.TextField(_("report"), max_length=20_000, blank=True)  # Markdown, public
    reported_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta(Gathering.Meta):
        constraints = [
            models.CheckConstraint(name="meeting_of_one_thing", condition=ONE_HOST),
            *Gathering.Meta.constraints,
        ]

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


class Registration(AtGathering):
    """A participant at a meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="registrations")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="registrations")

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
