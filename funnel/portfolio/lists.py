"""Lists by keyset: a page begins behind a row, and costs the same however far down it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from applications.models import Proposal
from funnel.selectors import offers_in
from funnel.summaries.models import PhaseSummary, SummaryQuerySet

PAGE_SIZE = 50
BY_OFFER = ("dossier__reference", "phase__order")
CHUNK = 1000  # rows of an export that are in memory at once


@dataclass(frozen=True)
class Page:
    """A piece of a list; `following` is where the next one begins, empty at the end."""

    rows: list[Any]
    following: str = ""


def page_of_rows(rows: SummaryQuerySet, *, after: str = "") -> Page:
    """The newest rows behind the one with this key."""
    ordered = rows.newest_first().select_related("authority")
    if after and (place := rows.filter(key=after).first()):
        ordered = ordered.filter(_behind(place))
    found = list(ordered[: PAGE_SIZE + 1])
    return Page(found[:PAGE_SIZE], found[PAGE_SIZE - 1].key if len(found) > PAGE_SIZE else "")


def _behind(place: PhaseSummary) -> Q:
    """Rows that come after this one: older, else a lower reference, else a later phase."""
    same = Q(published_at=place.published_at)
    call = same & Q(reference=place.reference)
    return (
        Q(published_at__lt=place.published_at)
        | (same & Q(reference__lt=place.reference))
        | (call & Q(order__gt=place.order))
        | (call & Q(order=place.order, key__gt=place.key))
    )


def every_row(rows: SummaryQuerySet) -> Iterator[PhaseSummary]:
    """All rows of a selection, the newest first, some at a time."""
    return rows.newest_first().select_related("authority").iterator(chunk_size=CHUNK)


def offers_behind(rows: SummaryQuerySet, stage: str) -> QuerySet[Proposal]:
    """The offers behind one figure of a selection; KeyError for a stage that has none behind it."""
    none = Value(0)
    row = rows.annotate(part=Coalesce("theme", none)).filter(
        phase=OuterRef("phase"), part=Coalesce(OuterRef("dossier__theme"), none)
    )
    return offers_in(Proposal.objects.filter(Exists(row)), stage).order_by(*BY_OFFER)


def page_of_offers(offers: QuerySet[Proposal], *, after: str = "") -> Page:
    """The offers behind the one with this reference and order of its phase ("AB12-CD34.1")."""
    reference, _dot, order = after.partition(".")
    if order.isdecimal():
        later = Q(dossier__reference=reference, phase__order__gt=int(order[:4]))
        offers = offers.filter(Q(dossier__reference__gt=reference) | later)
    found = list(offers[: PAGE_SIZE + 1])
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    return Page(found[:PAGE_SIZE], f"{last.dossier.reference}.{last.phase.order}" if last else "")
