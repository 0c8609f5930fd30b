"""Target figures per authority and year, what budget is reserved, and what was agreed.

Figures are never overwritten: each change is a next version, and the last one counts (REQ-30).
Every amount says in its name whether VAT is in it; the two are never added up.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from calls.models import MONEY, Call
from portal.accounts.models import Organisation
from portal.models import PortalNow

USER = settings.AUTH_USER_MODEL
PERCENT: dict[str, Any] = {"max_digits": 5, "decimal_places": 2, "null": True, "blank": True}
FIRST_YEAR, LAST_YEAR = 2010, 2100


def is_share(name: str) -> Q:
    """A percentage lies from 0 to 100, or is not set."""
    return Q(**{name: None}) | Q(**{f"{name}__gte": 0, f"{name}__lte": 100})


class AuthorityTier(models.Model):
    """The tier of government that an authority belongs to: totals are told per tier."""

    class Tier(models.TextChoices):
        STATE = "state", _("central government")
        PROVINCE = "province", _("province")
        MUNICIPALITY = "municipality", _("municipality")
        WATER_BOARD = "water_board", _("water board")
        PUBLIC_BODY = "public_body", _("body governed by public law")
        JOINT = "joint", _("joint venture of authorities")
        SPECIAL = "special", _("special-sector company")

    authority = models.OneToOneField(
        Organisation, models.CASCADE, primary_key=True, related_name="tier_of_government"
    )
    tier = models.CharField(_("tier of government"), max_length=12, choices=Tier)

    def __str__(self) -> str:
        return f"{self.authority}: {self.get_tier_display()}"

    @property
    def audit_ref(self) -> str:
        return self.authority.name


class YearTarget(models.Model):
    """One version of the targets of an authority for a year, and the amounts that shares are of."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="year_targets")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField()
    innovation_percent = models.DecimalField(_("share of purchasing for innovation"), **PERCENT)
    calls_wanted = models.PositiveSmallIntegerField(_("number of calls"), null=True, blank=True)
    sme_percent = models.DecimalField(_("share of awards to SMEs"), **PERCENT)
    set_aside_percent = models.DecimalField(_("set-aside of the R&D budget"), **PERCENT)
    purchasing_excl_vat = models.DecimalField(
        _("total purchasing, excluding VAT"), null=True, blank=True, **MONEY
    )
    rd_budget_incl_vat = models.DecimalField(
        _("extramural R&D budget, including VAT"), null=True, blank=True, **MONEY
    )
    source = models.TextField(_("source"), max_length=2000)
    written_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["authority", "year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "year", "number"], name="year_target_version_once"
            ),
            models.CheckConstraint(
                name="year_target_in_range", condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR)
            ),
            models.CheckConstraint(
                name="year_target_has_a_source",
                condition=~Q(source=""),
                violation_error_message=_("Say where these figures come from."),
            ),
            models.CheckConstraint(
                name="year_target_shares_are_percentages",
                condition=is_share("innovation_percent")
                & is_share("sme_percent")
                & is_share("set_aside_percent"),
                violation_error_message=_("A share lies from 0 to 100 percent."),
            ),
            models.CheckConstraint(
                name="year_target_amounts_are_positive",
                condition=(Q(purchasing_excl_vat=None) | Q(purchasing_excl_vat__gt=0))
                & (Q(rd_budget_incl_vat=None) | Q(rd_budget_incl_vat__gt=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority}, {self.year}, {self.number}"

    @property
    def audit_ref(self) -> str:
        return f"{self.authority.name}/{self.year}"


class AgendaItem(models.Model):
    """Something on the innovation agenda of an authority, or budget reserved for it.

    Calls are tied to it: what they awarded is what became of the plan.
    """

    class Kind(models.TextChoices):
        AGENDA = "agenda", _("item of the innovation agenda")
        RESERVED = "reserved", _("reserved budget")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="agenda_items")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("what it is for"), max_length=4000, blank=True)
    budget_incl_vat = models.DecimalField(
        _("reserved, including VAT"), null=True, blank=True, **MONEY
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    calls = models.ManyToManyField(Call, related_name="agenda_items", blank=True)
    is_dropped = models.BooleanField(_("dropped"), default=False)
    written_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["-year", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agenda_item_in_range", condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR)
            ),
            models.CheckConstraint(
                name="reserved_budget_has_an_amount",
                condition=Q(budget_incl_vat__isnull=False, budget_incl_vat__gt=0)
                | Q(budget_incl_vat=None) & ~Q(kind="reserved"),
                violation_error_message=_("Say how much is reserved."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_ref(self) -> str:
        return f"{self.authority.name}/{self.uuid}"


class Measure(models.TextChoices):
    """What a figure is about, as targets and agreements name it."""

    INNOVATION = "innovation", _("share of purchasing for innovation")
    CALLS = "calls", _("number of calls")
    SME = "sme", _("share of awards to SMEs")
    SET_ASIDE = "set_aside", _("set-aside of the R&D budget")


class Agreement(models.Model):
    """What was agreed with an authority: for which years, what it does, and which figure."""

    class Outcome(models.TextChoices):
        RUNNING = "running", _("runs")
        KEPT = "kept", _("kept")
        MISSED = "missed", _("not kept")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="agreements")
    first_year = models.PositiveSmallIntegerField(_("from the year"))
    last_year = models.PositiveSmallIntegerField(_("up to and including the year"))
    action = models.TextField(_("what the authority does"), max_length=2000)
    measure = models.CharField(_("figure"), max_length=10, choices=Measure, blank=True)
    value = models.DecimalField(
        _("how much"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    outcome = models.CharField(
        _("where it stands"), max_length=8, choices=Outcome, default=Outcome.RUNNING
    )
    written_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["first_year", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agreement_term_in_range",
                condition=Q(
                    first_year__gte=FIRST_YEAR,
                    last_year__gte=F("first_year"),
                    last_year__lte=LAST_YEAR,
                ),
                violation_error_message=_("The last year does not come before the first."),
            ),
            models.CheckConstraint(
                name="agreement_figure_is_whole",
                condition=Q(measure="", value=None)
                | (Q(value__isnull=False, value__gte=0) & ~Q(measure="")),
                violation_error_message=_("Choose a figure and say how much, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority}, {self.first_year}-{self.last_year}"

    @property
    def audit_ref(self) -> str:
        return f"{self.authority.name}/{self.uuid}"

    @property
    def is_percent(self) -> bool:
        """Whether `value` is a percentage, and not a number of calls."""
        return bool(self.measure) and self.measure != Measure.CALLS
