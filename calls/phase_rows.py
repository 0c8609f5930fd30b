"""The budgets and criteria of a phase; part of calls/models.py, which gives these on."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}


class Pot(models.Model):
    """The budget of one phase, or of one theme in it, in euro including VAT."""

    phase = models.ForeignKey("calls.Phase", models.CASCADE, related_name="pots")
    theme = models.ForeignKey(
        "calls.Theme", models.CASCADE, null=True, blank=True, related_name="pots"
    )
    budget_incl_vat = models.DecimalField(_("budget, including VAT"), **MONEY)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phase", "theme"], nulls_distinct=False, name="pot_once_per_theme"
            ),
            models.CheckConstraint(
                name="pot_is_positive",
                condition=Q(budget_incl_vat__gt=Decimal(0)),
                violation_error_message=_("A budget is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.theme or ''} € {self.budget_incl_vat}"


class Criterion(models.Model):
    """What offers in a phase are scored on. Weights are whole parts of any positive total."""

    phase = models.ForeignKey("calls.Phase", models.CASCADE, related_name="criteria")
    code = models.SlugField(max_length=30)
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    guidance = models.TextField(blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"))
    threshold = models.PositiveSmallIntegerField(_("threshold"), null=True, blank=True)
    is_price = models.BooleanField(_("scores the price"), default=False)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "code"], name="criterion_once"),
            models.CheckConstraint(
                name="criterion_weight_is_positive",
                condition=Q(weight__gt=0),
                violation_error_message=_("A weight is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name
