"""Lists by keyset: a page begins behind a row, and costs the same however far down it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from applications.models import Proposal
from funnel.selectors import offers_in
from funnel.summaries.models import PhaseSummary
from portal.ordering import Order, Sorting

PAGE_SIZE = 50
BY_OFFER = ("dossier__reference", "phase__order")
# The usual order has no equals, so that a page can begin behind any row. Of a phase whose vault is
# sealed no figure is kept: it comes last, and its place tells nothing.
ROWS = Sorting(
    usual=("-published_at", "-reference", "order", "key"),
    columns={
        "offers": (_("Offers"), "offers"),
        "admissible": (_("Admissible"), "admissible"),
        "awarded": (_("Awarded"), "awarded"),
        "amount": (_("Awarded, incl. VAT"), "awarded_incl_vat"),
        "delivered": (_("Delivered"), "delivered"),
        "bought": (_("Bought"), "bought"),
    },
    anchor="calls",
)
CHUNK = 1000  # rows of an export that are in memory at once


@dataclass(frozen=True)
class Page:
    """A piece of a list; `following` is where the next one begins, empty at the end."""

    rows: list[Any]
    following: str = ""


def page_of_rows(rows: QuerySet[PhaseSummary], order: Order, *, after: str = "") -> Page:
    """The rows behind the one with this key, in this order."""
    ordered = order.of(rows).select_related("authority")
    if after and (place := rows.filter(key=after).first()):
        ordered = ordered.filter(order.behind(place, _behind(place)))
    found = list(ordered[: PAGE_SIZE + 1])
    return Page(found[:PAGE_SIZE], found[PAGE_SIZE - 1].key if len(found) > PAGE_SIZE else "")


def _behind(place: PhaseSummary) -> Q:
    """Rows that usually come after this one: older, else a lower reference, else a later phase."""
    same = Q(published_at=place.published_at)
    call = same & Q(reference=place.reference)
    return (
        Q(published_at__lt=place.published_at)
        | (same & Q(reference__lt=place.reference))
        | (call & Q(order__gt=place.order))
        | (call & Q(order=place.order, key__gt=place.key))
    )


def every_row(rows: QuerySet[PhaseSummary], order: Order) -> Iterator[PhaseSummary]:
    """All rows of a selection in this order, some at a time."""
    return order.of(rows).select_related("authority").iterator(chunk_size=CHUNK)


def offers_behind(rows: QuerySet[PhaseSummary], stage: str) -> QuerySet[Proposal]:
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
