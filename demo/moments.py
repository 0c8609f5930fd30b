"""The demo's calls: one case stopped at five moments, each of them today, and three open ones."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from demo.cases import Case, shipped_case
from demo.play import (
    afterwards,
    cofunding,
    consulting,
    drafting,
    judging,
    keeping,
    meeting,
    past,
    steering,
)
from demo.play.plays import Play
from demo.play.script import Move, moves_of
from demo.play.timeline import times_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CASE = "circulaire-viaducten"
OPEN_NOW = ("meer-met-minder-open", "sportvelden-open", "innovatiepartnerschap-dijken")
DRAFTED = "sportvelden-open"  # of this one companies are still writing their offers


@dataclass(frozen=True)
class Moment:
    """Where a copy of the case stops: its last move's name, in which phase, and a word for it."""

    number: int
    word: str
    last: str
    phase: int = 0


MOMENTS = (
    Moment(1, "inschrijven", "offer"),
    Moment(2, "kluis openen", "close"),
    Moment(3, "beoordelen", "declare"),
    Moment(4, "besluiten", "advise"),
    Moment(5, "afgerond", "buy"),
)
STILL_TO_COME = timedelta(days=9)  # how long the first moment's call stays open


def scripts(now: datetime) -> list[list[Move]]:
    """The moves of all copies up to today, each in its own order of time."""
    case = shipped_case(CASE)
    return [
        *(_stopped(case, moment, now) for moment in MOMENTS),
        *(_open(n, now) for n in OPEN_NOW),
        _open_consultation(case, now),
        cofunding.moves(now),
        steering.moves(now),
        keeping.moves(f"{case.reference}-{MOMENTS[-1].number}", now),
        past.moves(now),
    ]


def first_moment(all_moves: list[list[Move]]) -> datetime:
    """When this world begins: a day before anything happens in it."""
    return min(move.at for moves in all_moves for move in moves) - timedelta(days=1)


def _stopped(case: Case, moment: Moment, now: datetime) -> list[Move]:
    """One copy, shifted by whole days so that its moment is the latest that has come."""
    shifted = shift(case, _days_until(_stop(case, moment), now))
    play = Play(
        shifted,
        f"{case.reference}-{moment.number}",
        seed=moment.number,
        title=f"{case.titles['nl']} ({moment.word})",
    )
    until = _stop(shifted, moment)
    moves = [move for move in moves_of(play) if move.at <= until]
    if moment.last == "advise":
        moves[-1:-1] = _beside_the_meeting(play, until)
    if moment.last == "buy":
        moves = sorted([*moves, _booklet(play), *_after_the_letters(play)], key=_at)
    if moment.last == "declare":
        moves[-1] = Move(until, "judge_some", lambda: judge_some(play))
    return moves


def _at(move: Move) -> datetime:
    return move.at


def _after_the_letters(play: Play) -> list[Move]:
    """A reserve and a condition in the second phase, then a debrief and a complaint, answered."""
    code = play.case.phases[1].code
    times, day = play.times_in(code), timedelta(days=1)
    acts = (
        (times.proposed - timedelta(minutes=1), afterwards.decide_with_care),
        (times.signed - timedelta(hours=1), afterwards.see_condition),
        (times.released + 2 * day, afterwards.ask_and_complain),
        (times.released + 8 * day, afterwards.answer_both),
    )
    return [Move(at, act.__name__, partial(act, play, code)) for at, act in acts]


def _booklet(play: Play) -> Move:
    """The chair reads the offers of the second phase on paper: there are ten, not thirty-two."""
    code = play.case.phases[1].code
    act = partial(meeting.ask_for_booklet, play, code)
    return Move(play.times_in(code).declared + timedelta(hours=1), "ask_for_booklet", act)


def _beside_the_meeting(play: Play, advised: datetime) -> list[Move]:
    """Minutes with their signatures, and a line that is moved and moved back, before the advice."""
    code = play.case.phases[0].code
    acts = (meeting.keep_minutes, meeting.move_line, meeting.move_line_back)
    return [
        Move(advised - timedelta(hours=hours), act.__name__, partial(act, play, code))
        for hours, act in zip((26, 22, 2), acts, strict=True)
    ]


def judge_some(play: Play) -> None:
    """Three members are ready; the fourth and fifth have yet to declare their interests."""
    code = play.case.phases[0].code
    judging.declare(play, code, seats=3)
    judging.score(play, code, seats=3)


def _stop(case: Case, moment: Moment) -> datetime:
    times = times_of(case)
    first = times.phases[0]
    return {
        "offer": first.closes - STILL_TO_COME,
        "close": first.closes + timedelta(seconds=1),
        "declare": first.declared,
        "advise": first.advised,
        "buy": times.bought,
    }[moment.last]


def _open(name: str, now: datetime) -> list[Move]:
    """A call of another case that is open now, with only its first offers sent."""
    case = shipped_case(name)
    first = case.phases[0]
    # Before its information meeting, so that a visitor can still register.
    early = first.opens_at + (first.closes_at - first.opens_at) * 0.2
    shifted = shift(case, _days_until(early, now))
    play = Play(shifted, case.reference, seed=1)
    moves = [move for move in moves_of(play) if move.name != "offer"]
    if name == DRAFTED:
        moves = sorted([*moves, *drafting.moves(play)], key=lambda move: move.at)
    return [move for move in moves if move.at <= now]


def _open_consultation(case: Case, now: datetime) -> list[Move]:
    """A consultation of the same authority that is open now, before there is any call."""
    opens = now.astimezone(AMSTERDAM).replace(hour=9, minute=0, second=0, microsecond=0)
    opens -= timedelta(days=10)
    act = partial(consulting.open_consultation, case, opens)
    return [Move(opens + timedelta(minutes=1), "open_consultation", act)]


def shift(case: Case, days: int) -> Case:
    """The case with all dates moved by whole days: the clock times in Amsterdam stay the same."""

    def moved(at: datetime) -> datetime:
        return (at.astimezone(AMSTERDAM).replace(tzinfo=None) + timedelta(days=days)).replace(
            tzinfo=AMSTERDAM
        )

    phases = tuple(
        replace(
            phase,
            opens_at=moved(phase.opens_at),
            closes_at=moved(phase.closes_at),
            result_on=phase.result_on and phase.result_on + timedelta(days=days),
            announced_on=phase.announced_on and phase.announced_on + timedelta(days=days),
        )
        for phase in case.phases
    )
    return replace(case, phases=phases)


def _days_until(moment: datetime, now: datetime) -> int:
    """By how many whole days `moment` must be moved to be the latest that is not after `now`."""
    return (now - moment) // timedelta(days=1)
