"""Calls run outside the portal, as they were told: their part of an authority's year."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from funnel.cofunding.amounts import ZERO
from funnel.external.models import Telling
from funnel.targets.arithmetic import YearFigures, together
from funnel.targets.models import AuthorityTier

# The one tier that both rooms name otherwise.
TIERS = {Telling.Tier.SPECIAL_SECTOR.value: AuthorityTier.Tier.SPECIAL.value}


def outside_figures(year: int, at: datetime) -> dict[int, YearFigures]:
    """What was told of a year per authority, as known at a moment; two queries."""
    found: dict[int, list[YearFigures]] = defaultdict(list)
    rows = counting_at(at).filter(year=year).select_related("call")
    for telling in rows.prefetch_related("phases"):
        found[telling.call.authority_id].append(figures_of(telling))
    return {authority: together(parts) for authority, parts in found.items()}


def counting_at(at: datetime) -> QuerySet[Telling]:
    """Of each call the newest that had been told, and not taken back, at a moment."""
    known = Telling.objects.filter(added_at__lte=at).filter(
        Q(taken_back_at=None) | Q(taken_back_at__gt=at)
    )
    newest = known.order_by("call", "-pk").distinct("call")
    return Telling.objects.filter(pk__in=newest.values("pk"))


def tiers_told(at: datetime) -> dict[int, str]:
    """The tier per authority as it was told with its calls."""
    rows = counting_at(at).order_by("pk").values_list("call__authority", "tier")
    return {authority: TIERS.get(tier, tier) for authority, tier in rows}


def figures_of(telling: Telling) -> YearFigures:
    """One call. An amount counts where its VAT basis is known, and only in that basis (REQ-30).

    The SME part of the amounts of a phase is known when all its awards went to SMEs, or none.
    """
    is_incl = telling.vat == Telling.Vat.INCLUDED
    is_excl = telling.vat == Telling.Vat.EXCLUDED
    phases = list(telling.phases.all())
    granted = sum((phase.granted or ZERO for phase in phases), ZERO)
    all_sme, known = ZERO, ZERO
    for phase in phases:
        amount, small = phase.granted or ZERO, phase.sme_awarded
        if small is not None and small in (0, phase.awarded):
            known += amount
            all_sme += amount if small else ZERO
    incl = granted if is_incl else ZERO
    return YearFigures(
        calls=1,
        awards=sum(phase.awarded or 0 for phase in phases),
        sme_awards=sum(phase.sme_awarded or 0 for phase in phases),
        awarded_incl_vat=incl,
        awarded_excl_vat=granted if is_excl else ZERO,
        sme_awarded_incl_vat=all_sme if is_incl else ZERO,
        sme_known_incl_vat=known if is_incl else ZERO,
        sbir_incl_vat=incl if telling.instrument == "sbir" else ZERO,
        bought=sum(phase.bought or 0 for phase in phases),
        bought_excl_vat=sum((phase.bought_excl_vat or Decimal(0) for phase in phases), ZERO),
    )
