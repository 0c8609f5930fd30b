"""Every change of state of a request for advice: one table, one function per arrow.

asked -> in conversation -> advised -> closed; whoever has a question on the advice asks on.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from calls.advice import emails, permissions, waiting
from calls.advice.models import AdviceFile, AdviceMessage, AdviceRequest
from portal.accounts.models import User
from portal.clock import portal_now
from portal.files import store
from portal.files.uploads import EncryptedUpload
from portal.workflow import Transition, TransitionRefused, lock

State = AdviceRequest.State

TAKE_UP = Transition(
    "take_up", frozenset({State.ASKED}), State.IN_CONVERSATION, permissions.is_adviser
)
ADVISE = Transition(
    "advise", frozenset({State.IN_CONVERSATION}), State.ADVISED, permissions.is_adviser
)
ASK_ON = Transition(
    "ask_on", frozenset({State.ADVISED}), State.IN_CONVERSATION, permissions.is_asker
)
CLOSE = Transition(
    "close",
    frozenset({State.ASKED, State.IN_CONVERSATION, State.ADVISED}),
    State.CLOSED,
    permissions.is_asker,
)


@transaction.atomic
def take_up(request: AdviceRequest, *, by: User) -> AdviceRequest:
    """An adviser takes the request; the task of the others is done."""
    request = lock(request)
    TAKE_UP.check(request, by=by)
    request.adviser = by
    TAKE_UP.apply(request, by=by, update=["adviser"])
    waiting.wait_for_advisers(request)
    return request


@transaction.atomic
def advise(request: AdviceRequest, *, outcome: str, by: User) -> AdviceRequest:
    """Give the advice. An earlier one stays in the conversation when it was asked on."""
    request = lock(request)
    ADVISE.check(request, by=by)
    if not outcome.strip():
        raise TransitionRefused(_("Write the advice."), code="empty")
    request.outcome = outcome.strip()
    request.advised_at = portal_now()
    request.adviser = by
    ADVISE.apply(request, by=by, update=["outcome", "advised_at", "adviser"])
    waiting.wait_for_askers(request)
    emails.queue_advised(request, waiting.askers_of(request))
    return request


@transaction.atomic
def ask_on(
    request: AdviceRequest, *, text: str, uploads: Iterable[EncryptedUpload] = (), by: User
) -> AdviceRequest:
    """An officer has a question on the advice: the conversation goes on.

    The advice as it was given moves into the conversation, so that a new one loses nothing.
    """
    request = lock(request)
    ASK_ON.check(request, by=by)
    if request.adviser is not None:
        AdviceMessage.objects.create(
            request=request, by=request.adviser, is_from_adviser=True, text=request.outcome
        )
    request.outcome = ""
    ASK_ON.apply(request, by=by, update=["outcome"])
    add_message(request, text=text, uploads=uploads, by=by, is_from_adviser=False)
    return request


@transaction.atomic
def close(request: AdviceRequest, *, by: User) -> AdviceRequest:
    """Whoever asked is done with it."""
    request = lock(request)
    CLOSE.check(request, by=by)
    request.closed_at = portal_now()
    CLOSE.apply(request, by=by, update=["closed_at"])
    waiting.stop_waiting(request)
    return request


def add_message(
    request: AdviceRequest,
    *,
    text: str,
    uploads: Iterable[EncryptedUpload],
    by: User,
    is_from_adviser: bool,
) -> AdviceMessage:
    """Add to the conversation and let the other side act; inside the caller's transaction."""
    if not text.strip():
        raise TransitionRefused(_("Write a message."), code="empty")
    message = AdviceMessage.objects.create(
        request=request, by=by, is_from_adviser=is_from_adviser, text=text.strip()
    )
    for upload in uploads:
        name = store.safe_name(upload.name or "")
        AdviceFile.objects.create(
            message=message, file=store.save_upload(upload, by=by), file_name=name
        )
    if is_from_adviser:
        waiting.wait_for_askers(request)
        readers = waiting.askers_of(request)
    else:
        waiting.wait_for_advisers(request)
        readers = waiting.advisers_of(request)
    emails.queue_message(message, [reader for reader in readers if reader.pk != by.pk])
    return message
