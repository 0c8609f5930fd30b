"""The figures of every published call as rows that need no counting, and how fresh they are.

Nobody edits these rows: funnel/summaries/refreshing.py writes them out of the figures of
funnel/selectors.py, and funnel/summaries/recounting.py compares them every night.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from calls.instruments import kind_name
from calls.models import MONEY, Call, Phase, Theme
from portal.accounts.models import Organisation
from portal.models import PortalNow


def _count() -> Any:
    return models.PositiveIntegerField(null=True)


def _euros() -> Any:
    return models.DecimalField(null=True, **MONEY)


# Lines, because nobody can type a line break into what they search for.
WORDS = Lower(Concat("title", Value("\n"), "title_en", Value("\n"), "reference"))


class PhaseSummary(models.Model):
    """One phase of one call; of a call with themes one row per theme in it.

    Every figure is as funnel/figures.py defines it. None means: not known yet, or sealed until the
    vault of the phase is opened (`is_sealed`). Amounts are euro; their names say whether VAT is in.

    A call that was run outside the portal has rows too, with its own `source` and without `call`,
    `phase` and `theme`: whoever registers it writes them through `refreshing.put`.
    """

    class Source(models.TextChoices):
        PORTAL = "portal", _("run in the portal")
        REGISTERED = "registered", _("run outside the portal, registered by hand")

    # Which phase: reference/phase/theme, unique over all sources.
    key = models.CharField(max_length=160, unique=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.PORTAL)
    call = models.ForeignKey(Call, models.CASCADE, null=True, related_name="summaries")
    phase = models.ForeignKey(Phase, models.CASCADE, null=True, related_name="summaries")
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="+")

    # What one selects by. `authority` is who asked: that of the theme where it has one.
    reference = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    # What is searched, in small letters: turning every row of a search into them takes longer than
    # all the rest of its page.
    words = models.GeneratedField(
        expression=WORDS, output_field=models.TextField(), db_persist=True
    )
    state = models.CharField(max_length=10, choices=Call.State)
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=30)
    missions = ArrayField(models.SlugField(max_length=40), default=list)  # codes of missions
    mission_themes = ArrayField(models.CharField(max_length=12), default=list)
    published_at = models.DateTimeField()
    year = models.PositiveSmallIntegerField()  # of publication, in Amsterdam
    order = models.PositiveSmallIntegerField()  # of the phase in its call
    kind = models.CharField(max_length=30)  # of the phase, as the instrument names it
    phase_title = models.CharField(max_length=100, blank=True)
    phase_title_en = models.CharField(max_length=100, blank=True)
    theme_title = models.CharField(max_length=170, blank=True)
    takes_offers = models.BooleanField(default=True)
    is_sealed = models.BooleanField(default=False)
    was_consulted = models.BooleanField(default=False)  # the market was, about this call

    drafts = _count()
    offers = _count()
    admissible = _count()
    above_threshold = _count()
    awarded = _count()
    delivered = _count()
    invited = _count()
    bought = _count()
    bought_by_others = _count()
    sme_offers = _count()
    sme_awarded = _count()
    lost_not_sent = _count()
    lost_withdrawn = _count()
    lost_inadmissible = _count()
    lost_below_threshold = _count()
    lost_no_budget = _count()
    lost_not_chosen = _count()
    lost_fell_away = _count()
    lost_ended_early = _count()

    asked_incl_vat = _euros()
    awarded_incl_vat = _euros()
    bought_excl_vat = _euros()
    bought_by_others_excl_vat = _euros()
    # The budget: set aside, taken by awards and contracts, paid. Part of each is co-funding, spread
    # over the phases of a call in proportion to their budgets (docs/decisions/0321).
    budget_incl_vat = _euros()
    committed_incl_vat = _euros()
    paid_incl_vat = _euros()
    cofunding_incl_vat = _euros()
    cofunding_committed_incl_vat = _euros()
    cofunding_spent_incl_vat = _euros()

    class Meta:
        indexes = [
            models.Index(
                F("published_at").desc(), F("reference").desc(), "order", "key",
                name="summaries_newest",
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                name="summary_of_a_portal_call_names_it",
                condition=~Q(source="portal") | Q(call__isnull=False, phase__isnull=False),
            ),
            models.CheckConstraint(
                name="sealed_summary_counts_nothing",
                condition=Q(is_sealed=False)
                | Q(drafts=None, offers=None, admissible=None, awarded=None, asked_incl_vat=None),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """The title of the call."""
        return self.title_en if get_language() == "en" and self.title_en else self.title

    @property
    def phase_name(self) -> str:
        """What people call the phase."""
        if get_language() == "en" and self.phase_title_en:
            return self.phase_title_en
        return self.phase_title or str(kind_name(self.kind))

    @property
    def is_registered(self) -> bool:
        """Whether its call was run outside the portal."""
        return self.source == self.Source.REGISTERED


class Progress(models.Model):
    """How far the rows have come: one row, locked by whoever refreshes."""

    only_row = models.BooleanField(primary_key=True, default=True)
    sequence = models.BigIntegerField(default=0)  # of the last audit link that was heeded
    as_of = models.DateTimeField(null=True)  # everything that was committed before is counted
    # What every page of figures needs: see `told_by_rows` in funnel/summaries/selectors.py.
    told = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [
            models.CheckConstraint(name="one_row_of_progress", condition=Q(only_row=True))
        ]

    def __str__(self) -> str:
        return f"summaries as of {self.as_of}"


class Recount(models.Model):
    """Every figure counted again: how many rows there are and which ones differed."""

    at = models.DateTimeField(db_default=PortalNow())
    rows = models.PositiveIntegerField()
    differing = models.PositiveIntegerField()
    differences = models.JSONField(default=list)  # [{"key", "field", "was", "is"}], the first ones

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"recount of {self.at:%Y-%m-%d}: {self.differing} of {self.rows}"
