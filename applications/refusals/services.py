"""Keeping a refused move: one row, one proof, one audit line, apart from what was undone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from applications.models import Proposal, RefusedAttempt
from applications.offered import offered_bytes
from applications.refusals.models import RefusalProof
from applications.refusals.salts import close_salt, new_salt, salted_sha256
from calls import phases
from calls.models import Phase
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.workflow import TransitionRefused

Move = RefusedAttempt.Move
ACTIONS = {move: f"{move.value}_refused" for move in Move}  # in the history


@contextmanager
def refusals_kept(
    move: Move, proposal: Proposal, *, by: User, allowed: Callable[[User, Proposal], bool]
) -> Iterator[None]:
    """Write down each refusal of what is done within; outside of its transaction, which is undone.

    Only for those who might have made this move: raises PermissionDenied for others.
    """
    try:
        yield
    except TransitionRefused as refusal:
        _keep(move, proposal, refusal, by=by, allowed=allowed)
        raise
    except DatabaseError:
        # The trigger refuses what crossed the deadline between our look at the clock and its own.
        try:
            phases.require_open(Phase.objects.get(pk=proposal.phase_id), portal_now())
        except TransitionRefused as refusal:
            _keep(move, proposal, refusal, by=by, allowed=allowed)
            raise refusal from None
        raise


@transaction.atomic
def _keep(
    move: Move,
    proposal: Proposal,
    refusal: TransitionRefused,
    *,
    by: User,
    allowed: Callable[[User, Proposal], bool],
) -> None:
    """What was refused, when by the clock of the database, why, and the hash of the draft."""
    if not allowed(by, proposal):
        raise PermissionDenied(move.value)
    attempt = RefusedAttempt.objects.create(
        proposal=proposal, move=move, by=by, reason=refusal.message
    )
    salt, content = new_salt(), offered_bytes(proposal)
    proof = RefusalProof.objects.create(
        attempt=attempt,
        code=refusal.code[:40],
        # Read again: the page that sent may have been open while the deadline was moved.
        closes_at=Phase.objects.values_list("closes_at", flat=True).get(pk=proposal.phase_id),
        content_sha256=salted_sha256(salt, content) if content else "",
        salt=close_salt(attempt, salt),
    )
    record(
        ACTIONS[move],
        proposal,
        by=by,
        code=refusal.code,
        attempt=str(proof.uuid),
        content_sha256=proof.content_sha256,
    )
