"""What is reported how often, each report with its figures, and which of them were published."""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organisation, User
from portal.files.models import StoredFile
from portal.models import PortalNow

USER = settings.AUTH_USER_MODEL


class ReportPlanQuerySet(models.QuerySet["ReportPlan"]):
    def running(self) -> "ReportPlanQuerySet":
        """Those that were not stopped."""
        return self.filter(ended_at=None)


class ReportPlan(models.Model):
    """A selection of calls that is reported again and again; `query` is that of its address."""

    class Every(models.TextChoices):
        MONTH = "month", _("every month")
        QUARTER = "quarter", _("every quarter")
        YEAR = "year", _("every year")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    query = models.TextField(blank=True, max_length=2000)
    every = models.CharField(_("how often"), max_length=7, choices=Every)
    recipients = models.ManyToManyField(User, related_name="report_plans", blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=PortalNow())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReportPlanQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_ref(self) -> str:
        return self.title


class ReportQuerySet(models.QuerySet["Report"]):
    def readable_by(self, user: Any, *, reads_all: bool) -> "ReportQuerySet":
        """Who reads all figures reads every report; others what was published."""
        return self if reads_all else self.filter(publication__isnull=False)


class Report(models.Model):
    """The figures of one period as they stood at `reference_at`; a row that is never changed.

    Made once more later it is another row with a higher number: both stay.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(ReportPlan, models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    reference_at = models.DateTimeField()
    data = models.JSONField()
    sha256 = models.CharField(max_length=64)  # of the canonical JSON of `data`
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=PortalNow())

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "starts_on", "number"], name="report_number_once"
            ),
            models.CheckConstraint(
                name="report_period_goes_forward",
                condition=Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, {self.starts_on} – {self.ends_on}"

    @property
    def audit_ref(self) -> str:
        return f"{self.plan.title}/{self.starts_on}/{self.number}"

    @property
    def file_name(self) -> str:
        """What it is called when it is taken along."""
        return f"{period_name(self.starts_on, self.ends_on)}-{self.number}.pdf"


class Publication(models.Model):
    """That a report was published, with the hash of its figures at that moment."""

    report = models.OneToOneField(Report, models.PROTECT, related_name="publication")
    sha256 = models.CharField(max_length=64)
    published_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return f"published: {self.report}"


def period_name(starts_on: date, ends_on: date) -> str:
    """Short, for the name of a file: 2026, 2026-K2 or 2026-04."""
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month + 1
    if months == 12:
        return f"rapport-{starts_on.year}"
    if months == 3:
        return f"rapport-{starts_on.year}-K{(starts_on.month + 2) // 3}"
    return f"rapport-{starts_on:%Y-%m}"
