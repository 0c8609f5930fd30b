"""Who opens a vault: every k-subset of the holders does, everything less is refused."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import combinations, permutations
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from applications import transitions
from applications.models import OpenedProposal, Opening
from bench.bar import Bar
from bench.trust import stage
from calls.models import Phase
from portal.accounts.models import User
from portal.crypto import ceremony
from portal.crypto.errors import WrongShares
from portal.workflow import TransitionRefused
from tests.applications.stages import PASSPHRASE, open_phase, sent
from tests.cast import Cast, proof_of

Tries = Iterator[tuple[str, bool]]  # what was tried, and whether something opened


def bars() -> list[Bar]:
    """Try it all on one vault; every try is rolled back."""
    cast = stage.cast()
    with stage.tasks_left_to_others():
        phase = open_phase(cast)
        sent(phase, cast.applicant)
        refused = [*too_few_shares(), *early(phase, cast), *wrong(phase, cast)]
        worked = [*enough_shares(), *every_pair(phase, cast)]
    slipped = [what for what, opened in refused if opened]
    failed = [what for what, opened in worked if not opened]
    return [
        Bar(
            f"openers: {len(refused)} tries that must be refused, opened",
            "0",
            "; ".join(slipped) or "0",
            not slipped,
        ),
        Bar(
            f"openers: {len(worked)} subsets of k holders, refused",
            "0",
            "; ".join(failed) or "0",
            not failed,
        ),
    ]


def _subsets(sizes: Callable[[int], range]) -> Tries:
    """Every subset of those sizes of the shares of a key that k of n bring back."""
    for k, n in [(2, 3), (2, 4), (3, 5)]:
        people = {f"holder {number}": ceremony.boxes.generate_keypair() for number in range(n)}
        publics = {name: pair.public for name, pair in people.items()}
        made = ceremony.make_phase_key(k, publics, phase="P")
        shares = [
            ceremony.unlock_share(made.sealed_shares[name], pair.private, phase="P", holder=name)
            for name, pair in people.items()
        ]
        for size in sizes(k):
            for subset in combinations(shares, size):
                try:
                    ceremony.combine_phase_key(
                        subset, k=k, commitment=made.commitment, public=made.public
                    )
                except WrongShares:
                    yield f"{size} of {k} in {n}", False
                else:
                    yield f"{size} of {k} in {n}", True


def too_few_shares() -> Tries:
    """Every subset below k, the empty one included."""
    return _subsets(lambda k: range(k))


def enough_shares() -> Tries:
    """Every subset of exactly k."""
    return _subsets(lambda k: range(k, k + 1))


def every_pair(phase: Phase, cast: Cast) -> Tries:
    """Each two holders, in either order."""
    stage.shift_to(stage.deadline_of(phase) + stage.GRACE)
    for first, second in permutations((cast.author, cast.officer, cast.escrow), 2):
        yield f"{first} and {second}", _opens(partial(_open, phase, first, second))


def early(phase: Phase, cast: Cast) -> Tries:
    """One second before the grace is over, for each pair."""
    stage.shift_to(stage.deadline_of(phase) + transitions.OPENING_GRACE - timedelta(seconds=1))
    for first, second in permutations((cast.author, cast.officer, cast.escrow), 2):
        yield f"early: {first}", _opens(partial(_open, phase, first, second))


def wrong(phase: Phase, cast: Cast) -> Tries:
    """The wrong person, one person twice, one session twice, a stale approval, a wrong word."""
    stage.shift_to(stage.deadline_of(phase) + stage.GRACE)
    holder, other = cast.author, cast.officer
    strangers = [cast.outsider, cast.analyst, cast.auditor, cast.operator, cast.applicant,
                 cast.rival, cast.members[0]]  # fmt: skip
    for stranger in strangers:
        yield f"{stranger} starts", _opens(partial(_open, phase, stranger, other))
        yield f"{stranger} confirms", _opens(partial(_open, phase, holder, stranger))
    yield "one person twice", _opens(lambda: _open(phase, holder, holder))
    yield "one session twice", _opens(lambda: _open(phase, holder, other, sessions=("a", "a")))
    yield "a wrong passphrase", _opens(lambda: _open(phase, holder, other, words="geraden"))
    yield "a stale approval", _opens(lambda: _open(phase, holder, other, stale=True))
    yield "an old second factor", _opens(lambda: _open(phase, holder, other, is_old=True))


def _open(
    phase: Phase, first: User, second: User, *, sessions: tuple[str, str] = ("a", "b"),
    words: str = PASSPHRASE, stale: bool = False, is_old: bool = False,
) -> None:  # fmt: skip
    opening = transitions.start_opening(
        phase, by=first, passphrase=PASSPHRASE, proof=proof_of(first, sessions[0])
    )
    if stale:  # the start lies longer back, as the clock of the vault sees it
        back = opening.started_at - transitions.CONFIRM_WITHIN - timedelta(seconds=1)
        Opening.objects.filter(pk=opening.pk).update(started_at=back)
    proof = proof_of(second, sessions[1])
    if is_old:
        proof.made_at -= timedelta(hours=1)
        proof.save(update_fields=["made_at"])
    transitions.confirm_opening(opening, by=second, passphrase=words, proof=proof)


def _opens(attempt: Callable[[], Any]) -> bool:
    """Whether an offer became readable; whatever was done is undone."""
    with transaction.atomic():
        point = transaction.savepoint()
        with suppress(TransitionRefused, PermissionDenied):
            attempt()
        opened = OpenedProposal.objects.exists()
        transaction.savepoint_rollback(point)
    return opened
