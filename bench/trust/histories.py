"""Random histories of a vault: accept, extend, withdraw, open. Accepted and open are never both.

The many are played on paper, through the very functions that the transitions ask. A few hundred
go through the transitions themselves, in the database, with its clock.
"""

import random
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.db import DatabaseError

from applications import transitions as offers
from applications.models import Proposal, Withdrawal
from applications.transitions import opening as vault
from bench.bar import Bar
from bench.trust import stage
from calls import phases
from calls import transitions as calls
from calls.models import Call, Phase
from portal.clock import portal_now
from portal.workflow import TransitionRefused
from tests.applications.stages import opened
from tests.cast import Cast

START = datetime(2026, 9, 1, 12, tzinfo=UTC)
STEPS, REAL_STEPS = 14, 8
MOVES = ("accept", "accept", "withdraw", "extend", "outage", "open", "open")
# Around the deadline and around the end of the grace lie the moments that matter.
LEAPS = [
    timedelta(0), timedelta(microseconds=1), timedelta(seconds=1), timedelta(seconds=29),
    vault.OPENING_GRACE, timedelta(minutes=5), timedelta(hours=3),
]  # fmt: skip


def bars(on_paper: int, in_database: int) -> list[Bar]:
    """Play so many of each, and count what must not happen."""
    chance = random.Random(2026)
    faults = sum(not is_sound(paper_history(chance)) for _number in range(on_paper))
    real = sum(not is_sound(history) for history in real_histories(in_database, chance))
    return [
        Bar(f"{on_paper:,} random histories, accepted and open", "0", str(faults), faults == 0),
        Bar(f"{in_database:,} of them in the database", "0", str(real), real == 0),
    ]


@dataclass
class History:
    """What was let through, with the deadline of that moment."""

    accepted: list[tuple[datetime, datetime]] = field(default_factory=list)
    withdrawn: list[tuple[datetime, datetime]] = field(default_factory=list)
    opened: datetime | None = None
    deadline_at_opening: datetime | None = None
    deadline_at_end: datetime | None = None


def is_sound(history: History) -> bool:
    """Nothing came in or went out at or after a deadline, or after the opening.

    And the vault opened no earlier than the grace after a deadline that then stayed as it was.
    """
    in_time = all(at < closes for at, closes in history.accepted + history.withdrawn)
    if history.opened is None or history.deadline_at_opening is None:
        return in_time
    before = all(at < history.opened for at, _closes in history.accepted + history.withdrawn)
    waited = history.opened >= history.deadline_at_opening + offers.OPENING_GRACE
    return in_time and before and waited and history.deadline_at_opening == history.deadline_at_end


def paper_history(chance: random.Random) -> History:
    """One history by the rules alone: no row is written, the rules are the real ones."""
    nothing_else = SimpleNamespace(filter=lambda **_wanted: _Nobody())
    phase: Any = SimpleNamespace(
        call=SimpleNamespace(state=Call.State.PUBLISHED, phases=nothing_else),
        order=1,
        opens_at=START - timedelta(days=1),
        closes_at=START + timedelta(seconds=chance.randrange(0, 600)),
        state=Phase.State.OPEN,
    )
    history, now = History(), START
    for _step in range(STEPS):
        now = _later(chance, now, phase.closes_at)
        _paper_step(phase, history, chance.choice(MOVES), now, chance)
    history.deadline_at_end = phase.closes_at
    return history


def _paper_step(
    phase: Any, history: History, move: str, now: datetime, chance: random.Random
) -> None:
    try:
        if move in {"accept", "withdraw"}:
            phases.require_open(phase, now)
            (history.accepted if move == "accept" else history.withdrawn).append(
                (now, phase.closes_at)
            )
        elif move == "extend":
            phases.require_open(phase, now)
            phase.closes_at += chance.choice(LEAPS)
        elif move == "outage":
            to = now + chance.choice(LEAPS)
            if not calls.fault_of_later(phase, to):
                phase.closes_at, phase.state = to, Phase.State.OPEN
        elif phase.state in phases.UNOPENED:
            vault._require_after_deadline(phase, now)
            phase.state, history.opened = Phase.State.OPENED, now
            history.deadline_at_opening = phase.closes_at
    except TransitionRefused:
        pass


class _Nobody:
    def exists(self) -> bool:
        return False

    def first(self) -> None:
        return None


def _later(chance: random.Random, now: datetime, closes_at: datetime) -> datetime:
    """A next moment: a leap from now, or one around the deadline or the end of the grace."""
    edge = chance.choice([closes_at, closes_at + offers.OPENING_GRACE])
    nearby = edge + chance.choice([-1, 0, 1]) * chance.choice(LEAPS[:3])
    return max(now, chance.choice([now + chance.choice(LEAPS), nearby]))


def real_histories(count: int, chance: random.Random) -> list[History]:
    """The same through submit, withdraw, extend_deadline, extend_after_outage and the opening."""
    cast = stage.cast()
    with stage.tasks_left_to_others():
        return [_real_history(cast, chance) for _number in range(count)]


def _real_history(cast: Cast, chance: random.Random) -> History:
    phase, proposals = stage.quick_drafts(cast, 4)
    stage.close_in(phase, timedelta(minutes=5))
    history = History()
    for _step in range(REAL_STEPS):
        stage.shift_to(_later(chance, portal_now(), stage.deadline_of(phase)))
        with suppress(TransitionRefused, DatabaseError):
            REAL[chance.choice(MOVES)](phase, history, chance.choice(proposals), cast, chance)
    history.deadline_at_end = stage.deadline_of(phase)
    return history


def _accept(phase: Phase, history: History, pk: int, cast: Cast, chance: random.Random) -> None:
    sent = offers.submit(Proposal.objects.get(pk=pk), by=cast.applicant, declared=True)
    history.accepted.append((sent.submission.received_at, stage.deadline_of(phase)))


def _withdraw(phase: Phase, history: History, pk: int, cast: Cast, chance: random.Random) -> None:
    offers.withdraw(Proposal.objects.get(pk=pk), by=cast.applicant)
    taken_back = Withdrawal.objects.filter(submission__phase=phase).latest("at")
    history.withdrawn.append((taken_back.at, stage.deadline_of(phase)))


def _extend(phase: Phase, history: History, pk: int, cast: Cast, chance: random.Random) -> None:
    calls.extend_deadline(
        phase, to=stage.deadline_of(phase) + chance.choice(LEAPS), by=cast.officer
    )


def _outage(phase: Phase, history: History, pk: int, cast: Cast, chance: random.Random) -> None:
    to = portal_now() + chance.choice(LEAPS)
    calls.extend_after_outage(phase, to=to, by=cast.officer, reason="Storing.")


def _open(phase: Phase, history: History, pk: int, cast: Cast, chance: random.Random) -> None:
    history.opened = opened(phase, cast.author, cast.officer).opened_at
    history.deadline_at_opening = stage.deadline_of(phase)


REAL = {
    "accept": _accept,
    "withdraw": _withdraw,
    "extend": _extend,
    "outage": _outage,
    "open": _open,
}
