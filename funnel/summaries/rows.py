"""The rows of some calls as they should be now, out of the one computation of figures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet, Sum

from calls.market.models import Consultation
from calls.models import Call, Theme
from funnel.cofunding.models import FundingDecision
from funnel.figures import MEASURES, ZERO, PhaseFigures
from funnel.selectors import parts_of
from funnel.summaries.models import PhaseSummary
from portal.look.wording import AMSTERDAM

CENT = Decimal("0.01")
FIGURES = (*MEASURES, "cofunding_incl_vat", "cofunding_committed_incl_vat",
           "cofunding_spent_incl_vat")  # fmt: skip


@dataclass(frozen=True)
class Around:
    """What is said of calls as a whole, by the id of the call."""

    consulted: set[int]
    granted: dict[int, Decimal]
    themes: dict[int, Theme]

    @classmethod
    def of(cls, calls: Sequence[Call]) -> "Around":
        held = Consultation.objects.filter(call__in=calls, announced_at__isnull=False).exclude(
            state=Consultation.State.CANCELLED
        )
        granted = (
            FundingDecision.objects.filter(
                request__call__in=calls, state=FundingDecision.State.APPROVED
            )
            .values_list("request__call")
            .annotate(total=Sum("amount_incl_vat"))
            .order_by()
        )
        themes = Theme.objects.filter(call__in=calls).select_related("authority")
        return cls(
            consulted={pk for pk in held.values_list("call", flat=True) if pk is not None},
            granted=dict(granted),
            themes=themes.in_bulk(),
        )


def published() -> QuerySet[Call]:
    """The calls that have rows, each with the codes of its missions and their themes."""
    return Call.objects.published().annotate(
        mission_codes=_all_of("missions__code"), mission_themes=_all_of("missions__theme")
    )


def rows_of(calls: Iterable[Call]) -> Iterator[PhaseSummary]:
    """The rows of these calls (from `published`), not saved; a fixed number of queries."""
    calls = list(calls)
    parts, around = parts_of(calls), Around.of(calls)
    for call in calls:
        found = parts.get(call.pk, [])
        spread = _cofunding(found, around.granted.get(call.pk, ZERO))
        for figures, cofunding in zip(found, spread, strict=True):
            yield _row(call, figures, cofunding, around)


def _row(call: Any, figures: PhaseFigures, cofunding: Decimal, around: Around) -> PhaseSummary:
    phase, theme = figures.phase, around.themes.get(figures.theme or 0)
    share = cofunding / figures.budget_incl_vat if figures.budget_incl_vat else ZERO
    return PhaseSummary(
        key=f"{call.reference}/{phase.code}" + (f"/{theme.code}" if theme else ""),
        call=call,
        phase=phase,
        theme=theme,
        reference=call.reference,
        title=call.title,
        title_en=call.title_en,
        state=call.state,
        authority_id=getattr(theme, "authority_id", None) or call.contracting_authority_id,
        instrument=call.instrument,
        missions=sorted(call.mission_codes),
        mission_themes=sorted(call.mission_themes),
        published_at=call.published_at,
        year=call.published_at.astimezone(AMSTERDAM).year,
        order=phase.order,
        kind=phase.kind,
        phase_title=phase.title,
        phase_title_en=phase.title_en,
        theme_title=str(theme) if theme else "",
        takes_offers=phase.takes_offers,
        is_sealed=figures.is_sealed,
        was_consulted=call.pk in around.consulted,
        cofunding_incl_vat=cofunding,
        cofunding_committed_incl_vat=_part(figures.committed_incl_vat, share),
        cofunding_spent_incl_vat=_part(figures.paid_incl_vat, share),
        **{name: getattr(figures, name) for name in MEASURES},
    )


def _cofunding(parts: list[PhaseFigures], granted: Decimal) -> list[Decimal]:
    """What was granted, over the budgets in proportion; the last budget takes the rest."""
    total = sum((figures.budget_incl_vat for figures in parts), ZERO)
    left, shares = granted, []
    last = max((i for i, each in enumerate(parts) if each.budget_incl_vat), default=-1)
    for place, figures in enumerate(parts):
        share = ZERO
        if total and place <= last:
            share = _part(granted, figures.budget_incl_vat / total) or ZERO
        shares.append(left if place == last else share)
        left -= shares[-1]
    return shares


def _part(amount: Decimal | None, share: Decimal) -> Decimal | None:
    return None if amount is None else (amount * share).quantize(CENT, ROUND_HALF_UP)


def _all_of(field: str) -> ArrayAgg:
    return ArrayAgg(field, filter=Q(**{f"{field}__isnull": False}), distinct=True, default=[])
