"""Consultations: what is asked of the market before a call, and by whom."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from calls.models import Call, CallRole
from portal.accounts.models import Membership, Organisation
from portal.models import CURRENT, PortalNow


def offices_of(user: Any) -> Any:
    """The organisations of which this person is an officer now."""
    return Membership.objects.filter(CURRENT, user=user, role=Membership.Role.OFFICER).values(
        "organisation"
    )


def calls_of_officer(user: Any) -> Any:
    """The calls on which this person may do what officers do; readers and secretaries do not."""
    roles = CallRole.objects.filter(CURRENT, user=user, role__in=["author", "officer"])
    return Call.objects.filter(
        Q(contracting_authority__in=offices_of(user))
        | Q(executing_agency__in=offices_of(user))
        | Q(pk__in=roles.values("call"))
    )


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def public(self) -> "ConsultationQuerySet":
        """What everybody may read: announced, whether it still runs or not."""
        return self.exclude(announced_at=None)

    def run_by(self, user: Any) -> "ConsultationQuerySet":
        """The consultations that this person may write on."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(
            Q(authority__in=offices_of(user)) | Q(call__in=calls_of_officer(user).values("pk"))
        )

    def visible_to(self, user: Any) -> "ConsultationQuerySet":
        """Announced ones, and the drafts that this person writes on."""
        return self.filter(
            Q(pk__in=self.public().values("pk")) | Q(pk__in=self.run_by(user).values("pk"))
        )


class Consultation(models.Model):
    """A talk with the market before a call: an Open Learning Environment, open or by invitation.

    Planned, open and closed are read from the clock (`selectors.standing_of`). Its report is
    public before the call is, so that all know the same (Directive 2014/24 art. 40 and 41).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ANNOUNCED = "announced", _("announced")
        REPORTED = "reported", _("report is public")
        CANCELLED = "cancelled", _("cancelled")

    class Entry(models.TextChoices):
        OPEN = "open", _("everybody may take part")
        INVITED = "invited", _("only those invited take part; everybody may read")

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="consultations")
    call = models.ForeignKey(
        Call, models.PROTECT, related_name="consultations", null=True, blank=True
    )
    reference = models.SlugField(_("reference"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    purpose = models.TextField(_("purpose"), max_length=10_000)  # Markdown
    themes = models.JSONField(default=list, blank=True)  # words, in their order
    entry = models.CharField(_("who takes part"), max_length=8, choices=Entry, default=Entry.OPEN)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)  # counts edits: a stale form is refused
    drafted_at = models.DateTimeField(db_default=PortalNow())
    announced_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.TextField(blank=True)  # public

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-announced_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="consultation_opens_before_it_closes",
                condition=Q(closes_at=None) | Q(opens_at=None) | Q(opens_at__lt=F("closes_at")),
                violation_error_message=_("A consultation opens before it closes."),
            ),
            models.CheckConstraint(
                name="consultation_announced_has_a_period",
                condition=Q(announced_at=None) | Q(opens_at__isnull=False, closes_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title_en if get_language() == "en" and self.title_en else self.title

    @property
    def audit_ref(self) -> str:
        return self.reference

    @property
    def audit_call(self) -> str:
        return self.call.reference if self.call else ""


class ConsultationQuestion(models.Model):
    """One question to the market; fixed from the announcement on, as answers name it."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=600)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "order"], name="market_question_once")
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.text}"


class ConsultationDocument(models.Model):
    """A PDF that belongs to the consultation, public from its announcement on."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=160)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=160)
    added_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title
