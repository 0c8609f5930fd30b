"""The moves of a request to be erased."""

from django.db import transaction

from archive.persons import emails, erasing, permissions
from archive.persons.models import ErasureRequest
from archive.persons.selectors import hindrances
from archive.persons.services import ask_operators
from portal.accounts import stepup
from portal.accounts.models import StepUp, User
from portal.clock import portal_now
from portal.work.tasks_of import close_tasks
from portal.workflow import Transition, TransitionRefused, lock

State = ErasureRequest.State

PROPOSE = Transition(
    "propose_erasure", frozenset({State.ASKED}), State.PROPOSED, permissions.can_propose
)
ERASE = Transition("erase_person", frozenset({State.PROPOSED}), State.DONE, permissions.can_decide)
REFUSE = Transition(
    "refuse_erasure", frozenset({State.PROPOSED}), State.REFUSED, permissions.can_decide
)
SEND_BACK = Transition(
    "send_back_erasure", frozenset({State.PROPOSED}), State.ASKED, permissions.can_decide
)
WITHDRAW = Transition(
    "withdraw_erasure", frozenset({State.ASKED}), State.WITHDRAWN, permissions.can_withdraw
)


@transaction.atomic
def propose(request: ErasureRequest, *, erases: bool, reasons: str, by: User) -> ErasureRequest:
    """Propose to erase or to refuse, with the reasons that the person reads.

    Raises PermissionDenied; TransitionRefused while something stands in the way of erasing.
    """
    request = lock(request)
    PROPOSE.check(request, by=by)
    if erases:
        _require_free(request.user)
    request.erases, request.reasons = erases, reasons
    request.proposed_by, request.proposed_at = by, portal_now()
    PROPOSE.apply(
        request, by=by, update=["erases", "reasons", "proposed_by", "proposed_at"], erases=erases
    )
    close_tasks(f"erasure:{request.pk}:", prefix=True)
    ask_operators(request, but=by)
    return request


@transaction.atomic
def confirm(request: ErasureRequest, *, by: User, proof: StepUp) -> ErasureRequest:
    """Do what was proposed, with a fresh second factor, and tell the person.

    Raises PermissionDenied for who proposed it, TransitionRefused.
    """
    request = lock(request)
    move = ERASE if request.erases else REFUSE
    move.check(request, by=by)
    stepup.check(proof, by)
    person = lock(request.user)
    emails.queue_answered(request, person)  # before the address is gone
    if request.erases:
        _require_free(person)
        erasing.pseudonymise(person)
    request.decided_by, request.decided_at, request.proof = by, portal_now(), proof
    request.words = ""
    move.apply(request, by=by, update=["decided_by", "decided_at", "proof", "words"])
    close_tasks(f"erasure:{request.pk}:", prefix=True)
    return request


@transaction.atomic
def send_back(request: ErasureRequest, *, by: User) -> ErasureRequest:
    """The second person does not agree: it waits for another proposal."""
    request = lock(request)
    SEND_BACK.check(request, by=by)
    request.erases, request.proposed_by, request.proposed_at = None, None, None
    SEND_BACK.apply(request, by=by, update=["erases", "proposed_by", "proposed_at"])
    close_tasks(f"erasure:{request.pk}:", prefix=True)
    ask_operators(request)
    return request


@transaction.atomic
def withdraw(request: ErasureRequest, *, by: User) -> ErasureRequest:
    """The person stays after all."""
    request = lock(request)
    WITHDRAW.check(request, by=by)
    WITHDRAW.apply(request, by=by)
    close_tasks(f"erasure:{request.pk}:", prefix=True)
    return request


def _require_free(person: User) -> None:
    if found := hindrances(person):
        raise TransitionRefused("\n".join(found), code="needed")
