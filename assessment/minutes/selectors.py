"""Who signs the minutes, and who did."""

from dataclasses import dataclass

from assessment.minutes.models import Minutes, MinutesSignature, Presented
from assessment.models import Committee, Seat
from assessment.selectors import standings


@dataclass(frozen=True)
class Line:
    """One member under the minutes; no signature yet is None."""

    seat: Seat
    signature: MinutesSignature | None


def minutes_of(committee: Committee) -> Minutes | None:
    """The minutes, once somebody has begun them."""
    return Minutes.objects.filter(committee=committee).first()


def last_presented(minutes: Minutes) -> Presented | None:
    """The text that lies before the members, or that they have signed."""
    return minutes.presented.select_related("file", "presented_by").first()


def signers(committee: Committee) -> list[Seat]:
    """The members with a vote, but for those whom a tie keeps from some offer in the minutes."""
    return [
        one.seat
        for one in standings(committee)
        if one.seat.votes and not one.is_kept_away(one.asked)
    ]


def lines(committee: Committee, presented: Presented) -> list[Line]:
    """Everybody who signs, with what they signed of this very text."""
    given = {each.seat_id: each for each in presented.signatures.filter(sha256=presented.sha256)}
    return [Line(seat, given.get(seat.pk)) for seat in signers(committee)]


def is_signed(committee: Committee, presented: Presented) -> bool:
    """Whether everybody has signed: then the minutes stand."""
    found = lines(committee, presented)
    return bool(presented.sha256 and found) and all(line.signature for line in found)
