"""Which booklet a member may have now."""

from django.db.models import QuerySet

from applications.models import Proposal
from assessment.booklets.models import Booklet
from assessment.selectors import Standing, offers_to_score, readable_offers


def newest(standing: Standing) -> Booklet | None:
    """The last booklet this member asked for, made or not; None where a tie came in between."""
    booklet = standing.seat.booklets.select_related("file").first()
    return booklet if booklet is not None and may_read(standing, booklet) else None


def own_offers(standing: Standing) -> QuerySet[Proposal]:
    """What a member scores; an adviser without a vote has all that they may read."""
    if standing.seat.votes:
        return offers_to_score(standing)
    return readable_offers(standing)


def may_read(standing: Standing, booklet: Booklet) -> bool:
    """Whether the member whose booklet it is may still read every offer in it."""
    dossiers = booklet.dossiers.values_list("pk", flat=True)
    return (
        booklet.seat_id == standing.seat.pk
        and standing.has_declared
        and all(standing.may_read(pk) for pk in dossiers)
    )
