"""Reads: what was done in a year per authority, and the targets that stood at a moment.

Awards are those of funnel.selectors: released, not lapsed, reinstated ones with their own amount.
Everything is asked as of a reference date, so a report that is made again tells the same.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Coalesce, Round

from applications.models import Partner
from awards.models import Decision, Purchase
from awards.revisions.models import Reinstatement
from awards.revisions.selectors import awarded_incl_vat
from calls.models import Call
from funnel.cofunding.amounts import ZERO, Share
from funnel.counts import SMALL
from funnel.targets.arithmetic import Bases, Progress, YearFigures, shares_of, together
from funnel.targets.models import AgendaItem, AuthorityTier, Measure, YearTarget
from funnel.targets.outside import outside_figures, tiers_told
from portal.accounts.models import Organisation

Tier = AuthorityTier.Tier
NUMBER: Any = DecimalField(max_digits=20, decimal_places=4)
HUNDRED = Value(100, output_field=NUMBER)
PERCENTS = {
    Measure.INNOVATION: "innovation_percent",
    Measure.SME: "sme_percent",
    Measure.SET_ASIDE: "set_aside_percent",
}


def year_figures(year: int, at: datetime) -> dict[int, YearFigures]:
    """What each authority did in a year, as known at a moment; five queries.

    Calls run outside the portal count as they were told.
    """
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for rows in (_calls(year, at), _awards(year, at), _purchases(year, at)):
        for row in rows:
            authority = row.pop("authority")
            found[authority] |= {name: value or ZERO for name, value in row.items()}
    outside = outside_figures(year, at)
    return {
        authority: together(
            [YearFigures(**found.get(authority, {})), outside.get(authority, YearFigures())]
        )
        for authority in {*found, *outside}
    }


def _calls(year: int, at: datetime) -> Any:
    return (
        Call.objects.published()
        .filter(published_at__year=year, published_at__lte=at)
        .values(authority=F("contracting_authority"))
        .annotate(calls=Count("pk"))
        .order_by()
    )


def _awards(year: int, at: datetime) -> Any:
    small = Q(proposal__dossier__lead__size__in=SMALL)
    return (
        awards_at(at)
        .filter(awarded_at__year=year)
        .annotate(worth=awarded_incl_vat(), small_part=_small_part())
        .annotate(
            bare=Round(
                _number(F("worth") * 100 / (100 + F("proposal__opened__vat_rate"))), precision=2
            ),
            small_worth=Round(_number(F("worth") * F("small_part") / 100), precision=2),
        )
        .values(authority=F("proposal__phase__call__contracting_authority"))
        .annotate(
            awards=Count("pk"),
            sme_awards=Count("pk", filter=small),
            awarded_incl_vat=Sum("worth"),
            awarded_excl_vat=Sum("bare"),
            sme_awarded_incl_vat=Sum("small_worth"),
            sme_known_incl_vat=Sum("worth"),
            sbir_incl_vat=Sum("worth", filter=Q(proposal__phase__call__instrument="sbir")),
        )
        .order_by()
    )


def awards_at(at: datetime) -> Any:
    """The awards that stood at a moment, each with the moment at which it was told."""
    later = Reinstatement.objects.filter(
        decision=OuterRef("pk"), state=Reinstatement.State.APPROVED, judged_at__lte=at
    )
    told = Q(outcome=Decision.Outcome.AWARD, decision_set__released_at__lte=at)
    return (
        Decision.objects.annotate(
            reinstated_at=Subquery(later.values("judged_at")[:1]),
            awarded_at=Coalesce("reinstated_at", "decision_set__released_at"),
        )
        .filter(told | Q(reinstated_at__isnull=False))
        .exclude(lapse__recorded_at__lte=at)
    )


def _small_part() -> Any:
    """The percentage of an award that goes to SMEs, by the shares that the offer declares.

    A partner counts as an SME when the portal knows its register number as that of one.
    """
    partners = Partner.objects.filter(opened__proposal=OuterRef("proposal")).order_by()
    known = Organisation.objects.filter(size__in=SMALL).exclude(kvk="")
    lead = Case(
        When(proposal__dossier__lead__size__in=SMALL, then=HUNDRED - _shares(partners)),
        default=ZERO,
        output_field=NUMBER,
    )
    return _number(lead + _shares(partners.filter(kvk__in=known.values("kvk"))))


def _shares(partners: QuerySet[Partner]) -> Any:
    parts = partners.values("opened").annotate(part=Sum("share")).values("part")
    return Coalesce(Subquery(parts), ZERO, output_field=NUMBER)


def _number(expression: Any) -> Any:
    return ExpressionWrapper(expression, output_field=NUMBER)


def _purchases(year: int, at: datetime) -> Any:
    return (
        Purchase.objects.filter(bought_on__year=year, recorded_at__lte=at)
        .values(authority=F("buyer"))
        .annotate(bought=Count("pk"), bought_excl_vat=Sum("amount_excl_vat"))
        .order_by()
    )


def targets_at(year: int, at: datetime) -> dict[int, YearTarget]:
    """The version that counted at a moment, per authority."""
    rows = YearTarget.objects.filter(year=year, written_at__lte=at).select_related("written_by")
    return {row.authority_id: row for row in rows.order_by("number")}


def versions_of(authority: Organisation, year: int) -> QuerySet[YearTarget]:
    """All versions of a year, the last one first."""
    rows = YearTarget.objects.filter(authority=authority, year=year).order_by("-number")
    return rows.select_related("written_by")


def bases_of(target: YearTarget | None) -> Bases:
    """The amounts that shares are of."""
    if target is None:
        return Bases()
    return Bases(target.purchasing_excl_vat, target.rd_budget_incl_vat)


def progress_of(figures: YearFigures, target: YearTarget | None) -> list[Progress]:
    """Each share against its target."""
    shares = shares_of(figures, bases_of(target))
    return [
        Progress(measure, share, getattr(target, PERCENTS[Measure(measure)], None))
        for measure, share in shares.items()
    ]


@dataclass(frozen=True)
class AuthorityYear:
    """One authority in one year."""

    authority: Organisation
    tier: str
    figures: YearFigures
    target: YearTarget | None

    @property
    def progress(self) -> list[Progress]:
        """Each share against its target."""
        return progress_of(self.figures, self.target)

    def done_of(self, measure: str) -> Decimal | None:
        """The same figure as an agreement names it: a number of calls, or a percentage."""
        if measure == Measure.CALLS:
            return Decimal(self.figures.calls)
        return shares_of(self.figures, bases_of(self.target))[measure].percent

    @property
    def tier_label(self) -> str:
        """The tier in words; empty where nobody has chosen one."""
        return str(Tier(self.tier).label) if self.tier else ""


@dataclass(frozen=True)
class TierYear:
    """All authorities of one tier in one year; an empty tier are those without one."""

    tier: str
    rows: list[AuthorityYear]

    @property
    def label(self) -> str:
        """The tier in words; empty where nobody has chosen one."""
        return str(Tier(self.tier).label) if self.tier else ""

    @property
    def figures(self) -> YearFigures:
        """Their sum."""
        return together(row.figures for row in self.rows)

    @property
    def with_target(self) -> int:
        """How many of them have set any target."""
        return sum(row.target is not None for row in self.rows)

    @property
    def progress(self) -> list[Progress]:
        """Shares over those that stated the amount that the share is of; no common target."""
        return [Progress(m, _share_over(self.rows, m), None) for m in PERCENTS]


def _share_over(rows: list[AuthorityYear], measure: str) -> Share:
    parts = [shares_of(row.figures, bases_of(row.target))[measure] for row in rows]
    parts = [part for part in parts if part.denominator]
    return Share(
        sum((part.numerator for part in parts), ZERO),
        sum((part.denominator for part in parts), ZERO),
    )


def year_rows(
    authorities: QuerySet[Organisation], year: int, at: datetime, *, all_of_them: bool = False
) -> list[AuthorityYear]:
    """The authorities that did something or set a target in a year, by name.

    With `all_of_them` also those that did neither: an officer looks for the own one. The same
    number of queries however many there are.
    """
    figures, targets = year_figures(year, at), targets_at(year, at)
    tiers = tiers_told(at) | dict(AuthorityTier.objects.values_list("authority", "tier"))
    if not all_of_them:
        authorities = authorities.filter(pk__in={*figures, *targets})
    return [
        AuthorityYear(
            authority=authority,
            tier=tiers.get(authority.pk, ""),
            figures=figures.get(authority.pk, YearFigures()),
            target=targets.get(authority.pk),
        )
        for authority in authorities.order_by("name")
    ]


def by_tier(rows: list[AuthorityYear]) -> list[TierYear]:
    """The same rows per tier, in the order of the tiers; those without one come last."""
    found = [TierYear(tier, [row for row in rows if row.tier == tier]) for tier in [*Tier, ""]]
    return [tier for tier in found if tier.rows]


@dataclass(frozen=True)
class ItemProgress:
    """An item of the agenda, and what the calls that are tied to it have awarded."""

    item: AgendaItem
    calls: list[Call]
    awarded_incl_vat: Decimal

    @property
    def left_incl_vat(self) -> Decimal | None:
        """What is left of the reserved budget."""
        if self.item.budget_incl_vat is None:
            return None
        return self.item.budget_incl_vat - self.awarded_incl_vat

    @property
    def used(self) -> Share:
        """Awarded of what is reserved."""
        return Share(self.awarded_incl_vat, self.item.budget_incl_vat or ZERO)


def agenda_of(items: QuerySet[AgendaItem], at: datetime) -> list[ItemProgress]:
    """These items, with what their calls had awarded at a moment; three queries for any number."""
    found = list(items.prefetch_related("calls"))
    tied = {call.pk for item in found for call in item.calls.all()}
    awarded = dict(
        awards_at(at)
        .filter(proposal__phase__call__in=tied)
        .annotate(worth=awarded_incl_vat())
        .values_list("proposal__phase__call")
        .annotate(total=Sum("worth"))
        .order_by()
    )
    rows = []
    for item in found:
        calls = list(item.calls.all())
        rows.append(
            ItemProgress(item, calls, sum((awarded.get(call.pk) or ZERO for call in calls), ZERO))
        )
    return rows


def years_to_choose(now_year: int) -> list[int]:
    """From the first year of which anything is known to the next one, the last first."""
    first = [
        YearTarget.objects.order_by("year").values_list("year", flat=True).first(),
        Call.objects.published().order_by("published_at").values_list(
            "published_at__year", flat=True
        ).first(),
    ]  # fmt: skip
    known = [year for year in first if year]
    return list(range(now_year + 1, min([*known, now_year]) - 1, -1))
