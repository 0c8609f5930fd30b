"""Editions of published figures, and the figures per year in each.

A figure that was published again later is restated: both stay, and the newest edition counts
(domain.md 6, REQ-30). What was taken back stays on record too, and counts no longer.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.models import PortalNow

USER = settings.AUTH_USER_MODEL


class Edition(models.Model):
    """One publication of figures. A later edition goes before an earlier one, year by year."""

    class Vat(models.TextChoices):
        UNKNOWN = "unknown", _("not published")
        INCLUDED = "included", _("including VAT")
        EXCLUDED = "excluded", _("excluding VAT")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title of the publication"), max_length=160)
    source = models.TextField(_("source"), max_length=2000)
    vat = models.CharField(_("VAT in the amounts"), max_length=8, choices=Vat, default=Vat.UNKNOWN)
    refused = models.JSONField(default=list, blank=True)  # rows left out: [line, text, reason]
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=PortalNow())
    taken_back_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_ref(self) -> str:
        return self.title


class YearFigure(models.Model):
    """One published number: a budget in euro, or a count."""

    class Measure(models.TextChoices):
        BUDGET = "budget", _("budget")
        CALLS = "calls", _("calls")
        OFFERS = "offers", _("offers")
        AWARDED = "awarded", _("awarded")

    class Part(models.TextChoices):
        FIRST = "phase_1", _("phase 1")
        SECOND = "phase_2", _("phase 2")
        UNALLOCATED = "unallocated", _("phase not known")
        WHOLE = "whole", _("all phases together")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="figures")
    year = models.PositiveSmallIntegerField(_("year"))
    measure = models.CharField(max_length=7, choices=Measure)
    part = models.CharField(max_length=11, choices=Part, default=Part.WHOLE)
    value = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        ordering = ["year", "measure", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "year", "measure", "part"], name="year_figure_once_per_edition"
            ),
            models.CheckConstraint(name="year_figure_is_not_negative", condition=Q(value__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.measure} {self.part}: {self.value}"
