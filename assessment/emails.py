"""Whom the committee's mails go to. They carry references and links, no names and no scores."""

from assessment.models import Committee, ScoreSheet, Seat
from assessment.selectors import deciding_officers
from portal.accounts.models import User
from portal.mail.outbox import queue_mail


def queue_seat(seat: Seat, *, is_new_user: bool) -> None:
    """You sit on a committee: what it is, until when, and what to do first."""
    queue_mail(
        "committee_seat",
        to=seat.user,
        key=f"seat:{seat.pk}",
        context={
            "seat": seat,
            "committee": seat.committee,
            "phase": seat.committee.phase,
            "is_new_user": is_new_user,
        },
    )


def queue_barred(seat: Seat, to: list[User]) -> None:
    """Somebody on the committee turned out to be barred: the seat may have to be filled again."""
    for person in to:
        queue_mail(
            "committee_barred",
            to=person,
            key=f"barred:{seat.pk}",
            context={"committee": seat.committee, "phase": seat.committee.phase},
        )


def queue_reopened(sheet: ScoreSheet, *, reason: str) -> None:
    """The chair gave a score sheet back."""
    queue_mail(
        "sheet_reopened",
        to=sheet.seat.user,
        key=f"sheet:{sheet.pk}:{sheet.handed_in_at:%Y%m%d%H%M%S%f}",
        context={"sheet": sheet, "phase": sheet.seat.committee.phase, "reason": reason},
    )


def queue_consensus(committee: Committee) -> None:
    """Scoring is over; the members can read each other's scores."""
    for seat in committee.seats.filter(left_at=None).select_related("user"):
        queue_mail(
            "consensus_started",
            to=seat.user,
            key=f"committee:{committee.pk}",
            context={"committee": committee, "phase": committee.phase},
        )


def queue_advice(committee: Committee) -> None:
    """The advice is approved: now the authority decides."""
    for person in deciding_officers(committee):
        queue_mail(
            "advice_ready",
            to=person,
            key=f"committee:{committee.pk}",
            context={"committee": committee, "phase": committee.phase},
        )
