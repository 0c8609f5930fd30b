"""The public list: what fits, the newest first or what fits best first."""

from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import F, Q, QuerySet

from calls.catalogue.search import Understood, understood
from calls.models import Call
from funnel.results.models import EarlierStory, StoryListing


def public_rows() -> QuerySet[StoryListing]:
    """Every public story: of an award while its call is public, or from before the portal."""
    return StoryListing.objects.filter(
        Q(story=None) | Q(story__dossier__call__in=Call.objects.published())
    )


def found(words: str, year: int | None) -> Any:
    """The public stories that hold these words, of this year; empty means all."""
    rows: Any = public_rows()
    if year is not None:
        rows = rows.filter(year=year)
    if words.strip():
        query = understood(words)
        rows = rows.filter(words=Understood(query)).annotate(
            fits=SearchRank(F("words"), Understood(query))
        )
        rows = rows.order_by("-fits", "-year", "-pk")
    return rows.select_related(
        "earlier", "story__dossier__lead", "story__dossier__call__contracting_authority"
    ).prefetch_related("story__dossier__purchases__buyer")


def years_of_stories() -> list[int]:
    """The years that there are stories of, the last one first."""
    return list(public_rows().order_by("-year").values_list("year", flat=True).distinct())


def visible_to(user: Any, *, may_edit: bool) -> QuerySet[EarlierStory]:
    """What was published, for everybody; all for the editors."""
    if may_edit:
        return EarlierStory.objects.all()
    return EarlierStory.objects.filter(state=EarlierStory.State.PUBLISHED)
