"""The moves of a list: approved by a second person, withdrawn, carried out."""

from django.db import transaction

from archive.retention import permissions
from archive.retention.disposal.every import KINDS
from archive.retention.models import DestructionList
from portal.accounts import stepup
from portal.accounts.models import StepUp, User
from portal.clock import portal_now
from portal.files.models import StoredFile
from portal.work.jobs import start_job
from portal.work.tasks_of import close_tasks
from portal.workflow import Transition, lock

State = DestructionList.State
DESTRUCTION = "archive.destruction"  # the kind of job that carries a list out
CERTIFICATE = "certificate"  # its last unit

APPROVE = Transition(
    "approve_destruction", frozenset({State.PROPOSED}), State.APPROVED, permissions.can_approve
)
WITHDRAW = Transition(
    "withdraw_destruction", frozenset({State.PROPOSED}), State.WITHDRAWN, permissions.can_withdraw
)
FINISH = Transition(
    "finish_destruction", frozenset({State.APPROVED}), State.DONE, lambda by, listed: True
)


@transaction.atomic
def approve(listed: DestructionList, *, by: User, proof: StepUp) -> DestructionList:
    """Another person agrees, with a fresh second factor; a job does the rest.

    Raises PermissionDenied for who drew it up, TransitionRefused when it no longer waits.
    """
    listed = lock(listed)
    APPROVE.check(listed, by=by)
    stepup.check(proof, by)
    listed.approved_by, listed.approved_at, listed.approval_proof = by, portal_now(), proof
    APPROVE.apply(
        listed,
        by=by,
        update=["approved_by", "approved_at", "approval_proof"],
        category=listed.category,
        items=listed.items.count(),
    )
    close_tasks(f"destruction:{listed.pk}:", prefix=True)
    start_job(DESTRUCTION, listed.pk, [*_pieces(listed), CERTIFICATE], by=by)
    return listed


@transaction.atomic
def withdraw(listed: DestructionList, *, by: User) -> DestructionList:
    """Let everything on the list stay. Raises PermissionDenied, TransitionRefused."""
    listed = lock(listed)
    WITHDRAW.check(listed, by=by)
    WITHDRAW.apply(listed, by=by)
    close_tasks(f"destruction:{listed.pk}:", prefix=True)
    return listed


def finish(listed: DestructionList, certificate: StoredFile, sha256: str, *, by: User) -> None:
    """All of it was destroyed or kept, and the certificate is there. The caller holds the lock."""
    FINISH.check(listed, by=by)
    listed.certificate, listed.certificate_sha256 = certificate, sha256
    listed.done_at = portal_now()
    FINISH.apply(
        listed,
        by=by,
        update=["certificate", "certificate_sha256", "done_at"],
        destroyed=listed.items.filter(destroyed_at__isnull=False).count(),
        sha256=sha256,
    )


def _pieces(listed: DestructionList) -> list[str]:
    """The first and last item of each unit, `first-last`."""
    keys = list(listed.items.order_by("pk").values_list("pk", flat=True))
    at_once = KINDS[listed.category].at_once
    pieces = [keys[start : start + at_once] for start in range(0, len(keys), at_once)]
    return [f"{piece[0]}-{piece[-1]}" for piece in pieces]
