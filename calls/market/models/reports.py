"""What participants wrote, and the report that makes it known to everybody."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from calls.market.models.consultations import Consultation, ConsultationQuestion
from calls.market.models.people import Participant
from portal.models import PortalNow


class Contribution(models.Model):
    """What one participant wrote; it can be changed until the consultation closes.

    Officers read it. The report may quote it unless it is confidential, and names the organisation
    only with consent (`may_be_named`); a person is never named.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    participant = models.OneToOneField(Participant, models.CASCADE, related_name="contribution")
    text = models.TextField(_("your contribution"), max_length=20_000, blank=True)
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(max_length=160, blank=True)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    may_be_named = models.BooleanField(_("may be named"), default=False)
    version = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["sent_at", "id"]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def audit_ref(self) -> str:
        return self.participant.audit_ref

    @property
    def audit_call(self) -> str:
        return self.participant.audit_call


class ContributionAnswer(models.Model):
    """The answer to one question of the consultation."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="answers")
    question = models.ForeignKey(ConsultationQuestion, models.PROTECT, related_name="answers")
    text = models.TextField(max_length=8000)

    class Meta:
        ordering = ["question__order"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "question"], name="market_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.contribution} / {self.question.order}"


class ConsultationReport(models.Model):
    """What the authority learned, for everybody to read before the call is public.

    Whoever wrote on it cannot publish it. The PDF is made once, at publication.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        PUBLISHED = "published", _("published")

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="report")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    text = models.TextField(_("report"), max_length=60_000, blank=True)  # Markdown
    version = models.PositiveIntegerField(default=0)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    review_remarks = models.TextField(blank=True)
    pdf = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="market_report_published_by_somebody",
                condition=~Q(state="published")
                | Q(published_at__isnull=False, published_by__isnull=False, pdf__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"report of {self.consultation.reference}"

    @property
    def audit_ref(self) -> str:
        return f"{self.consultation.reference}/report"

    @property
    def audit_call(self) -> str:
        return self.consultation.audit_call


class Citation(models.Model):
    """A contribution on which the report rests, with the words that it takes over, if any."""

    report = models.ForeignKey(ConsultationReport, models.CASCADE, related_name="citations")
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="citations")
    order = models.PositiveSmallIntegerField()
    quote = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["report", "contribution"], name="citation_once"),
            models.UniqueConstraint(fields=["report", "order"], name="citation_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report} [{self.order}]"
