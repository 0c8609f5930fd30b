"""The public list: what fits, in which order, and from where on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import (
    Case,
    CharField,
    DecimalField,
    F,
    IntegerField,
    Max,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Extract, Lower, Round

from calls.catalogue.models import CallListing, Mission
from calls.catalogue.search import Understood, rank, snippet, understood
from calls.models import Call
from portal.accounts.models import Organisation

PUBLIC = (Call.State.PUBLISHED, Call.State.CANCELLED, Call.State.COMPLETED)
STANDINGS = ("open", "planned", "closed", "assessing", "decided", "completed", "cancelled")
SORTS = ("closing", "newest", "budget", "relevance", "title")
NUMBER: Any = DecimalField(max_digits=24, decimal_places=6)
LEAST_LIKENESS = 0.45  # "viadukten" and "viaducten" have 0.54
FAR = Decimal(10) ** 12  # seconds: behind everything that has a date


@dataclass(frozen=True)
class Choice:
    """What somebody wants to see. Empty means all; amounts are in euro including VAT."""

    search: str = ""
    status: str = ""
    instrument: str = ""
    mission: str = ""  # the code of a mission, or of a theme
    region: str = ""
    authority: str = ""  # the uuid of an organisation
    budget_from: Decimal | None = None
    budget_to: Decimal | None = None
    sort: str = "closing"

    @cached_property
    def query(self) -> str:
        """The words as the database reads them: asked once, however many lists are made of it."""
        return understood(self.search)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out of the list."""
        parts = (self.search, self.status, self.instrument, self.mission, self.region,
                 self.authority, self.budget_from, self.budget_to)  # fmt: skip
        return any(part not in ("", None) for part in parts)


@dataclass(frozen=True)
class Page:
    """A piece of the list, and whether there is more on either side."""

    rows: list[CallListing]
    first: str = ""  # reference of the first row, for what stands before it
    last: str = ""
    has_previous: bool = False
    has_next: bool = False


def listings(
    choice: Choice, now: datetime, *, only: Collection[str] | None = None
) -> QuerySet[CallListing]:
    """The public rows that fit, each with its `standing`; `only` names the filters to heed."""
    rows = CallListing.objects.filter(state__in=PUBLIC).annotate(standing=_standing(now))
    for name, condition in _conditions(choice).items():
        if only is None or name in only:
            rows = rows.filter(condition)
    return rows


def page_of_list(
    choice: Choice, now: datetime, *, size: int, after: str = "", before: str = ""
) -> Page:
    """The rows behind the call `after`, or those in front of the call `before`.

    A place in the list is a call, not a number: a page costs the same however far down it is, and
    nothing is shown twice when a call is published in the meantime.
    """
    ordered: QuerySet[Any] = _ordered(listings(choice, now), choice)
    place = _place(ordered, before or after)
    backwards = bool(before) and place is not None
    if place is not None:
        ordered = ordered.filter(_beyond(place, backwards=backwards))
    steps = ("-bucket", "-key", "-tie") if backwards else ("bucket", "key", "tie")
    # The narrow rows are sorted first, and only those of the page are read whole.
    chosen = ordered.order_by(*steps).values("pk")[: size + 1]
    whole = _ordered(CallListing.objects.annotate(standing=_standing(now)), choice)
    if choice.search:
        whole = whole.annotate(snippet=snippet(choice.query))
    whole = whole.filter(pk__in=chosen).select_related("call__contracting_authority")
    rows = list(whole.order_by(*steps))
    has_more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    return Page(
        rows=rows,
        first=rows[0].call.reference if rows else "",
        last=rows[-1].call.reference if rows else "",
        has_previous=has_more if backwards else place is not None,
        has_next=True if backwards else has_more,
    )


def authorities_with_calls() -> list[Organisation]:
    """Who ever published a call, by name."""
    asked = CallListing.objects.filter(state__in=PUBLIC).values("authority_id")
    return list(Organisation.objects.filter(pk__in=asked).order_by("name"))


def alike(search: str, *, limit: int = 3) -> Any:
    """Public calls whose title looks like what was typed, the most alike first."""
    rows = CallListing.objects.filter(state__in=PUBLIC).select_related("call")
    likeness = TrigramWordSimilarity(search.lower(), "heading")
    rows = rows.annotate(likeness=likeness).filter(likeness__gte=LEAST_LIKENESS)
    return rows.order_by("-likeness", "-pk")[:limit]


def published_with_change() -> Any:
    """Published calls, each with the moment at which its terms last changed."""
    return Call.objects.published().annotate(changed_at=Max("versions__published_at"))


def newest_calls(choice: Choice, now: datetime, limit: int) -> list[Call]:
    """The newest calls that fit, with `changed_at`, newest first."""
    newest = listings(choice, now).order_by("-published_at", "-pk").values("pk")[:limit]
    calls = published_with_change().select_related("contracting_authority")
    return list(calls.filter(pk__in=newest).order_by("-published_at", "-pk"))


def _standing(now: datetime) -> Case:
    """The same rules as `calls.selectors.call_standing`, for many calls at once."""
    when = Value(now)
    return Case(
        When(state=Call.State.CANCELLED, then=Value("cancelled")),
        When(state=Call.State.COMPLETED, then=Value("completed")),
        When(opens_at__lte=when, closes_at__gt=when, then=Value("open")),
        When(Q(opens_at=None) | Q(closes_at=None) | Q(opens_at__gt=when), then=Value("planned")),
        When(pending_closes_at__lte=when, then=Value("closed")),
        When(stage=CallListing.Stage.JUDGING, then=Value("assessing")),
        When(stage=CallListing.Stage.TOLD, then=Value("decided")),
        default=Value("closed"),
        output_field=CharField(),
    )


def _conditions(choice: Choice) -> dict[str, Q]:
    """Each filter that was chosen, by its name."""
    found: dict[str, Q] = {}
    if choice.search:
        found["search"] = Q(words=Understood(choice.query))
    for name in ("instrument", "region"):
        if value := getattr(choice, name):
            found[name] = Q(**{name: value})
    if choice.status:
        found["status"] = Q(standing=choice.status)
    if choice.authority:
        found["authority"] = Q(authority__uuid=choice.authority)
    if choice.mission:
        links = Mission.calls.through.objects.filter(
            mission__in=Mission.objects.named(choice.mission)
        )
        found["mission"] = Q(pk__in=links.values("call_id"))
    if choice.budget_from is not None:
        found["budget_from"] = Q(budget_incl_vat__gte=choice.budget_from)
    if choice.budget_to is not None:
        found["budget_to"] = Q(budget_incl_vat__lte=choice.budget_to)
    return found


def _ordered(rows: QuerySet[CallListing], choice: Choice) -> QuerySet[Any]:
    """Annotate what the list is sorted by: the bucket, the key, then the newest; all upwards."""
    newest_first: Any = Coalesce(-_seconds("published_at"), Value(FAR), output_field=NUMBER)
    bucket: Any = Value(0)
    key: Any = newest_first
    if choice.sort == "budget":
        key = Cast(-F("budget_incl_vat"), NUMBER)
    elif choice.sort == "title":
        key = Lower("call__title")
    elif choice.sort == "relevance" and choice.search:
        key = Round(Cast(-rank(choice.query), NUMBER), 6)
    elif choice.sort == "closing":
        bucket = Case(
            When(standing="open", then=0),
            When(standing="planned", then=1),
            When(state=Call.State.PUBLISHED, then=2),
            default=3,
            output_field=IntegerField(),
        )
        key = Case(
            When(standing="open", then=_seconds("closes_at")),
            When(standing="planned", then=Coalesce(_seconds("opens_at"), Value(FAR))),
            default=newest_first,
            output_field=NUMBER,
        )
    return rows.annotate(bucket=bucket, key=key, tie=-F("pk"))


def _seconds(name: str) -> Any:
    return Cast(Extract(name, "epoch"), NUMBER)


def _place(ordered: QuerySet[Any], reference: str) -> tuple[Any, Any, int] | None:
    """Where a call stands in this order; None when it is not in the list (any more)."""
    if not reference:
        return None
    return ordered.filter(call__reference=reference).values_list("bucket", "key", "tie").first()


def _beyond(place: tuple[Any, Any, int], *, backwards: bool) -> Q:
    bucket, key, tie = place
    step = "lt" if backwards else "gt"
    return (
        Q(**{f"bucket__{step}": bucket})
        | Q(bucket=bucket, **{f"key__{step}": key})
        | Q(bucket=bucket, key=key, **{f"tie__{step}": tie})
    )
