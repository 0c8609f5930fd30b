"""Writes of the adviser: a consideration, a call with its justification, a request, a message."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from calls.advice import emails, permissions, transitions, waiting
from calls.advice.models import (
    AdviceFile,
    AdviceMessage,
    AdviceRequest,
    Consideration,
    Justification,
)
from calls.advice.records import record_of
from calls.models import Call
from calls.services import draft_call
from portal.accounts.models import Organisation, User
from portal.audit.record import record
from portal.clock import portal_today
from portal.files import store
from portal.files.uploads import EncryptedUpload
from portal.workflow import TransitionRefused, lock

State = AdviceRequest.State


@transaction.atomic
def consider(*, answers: Mapping[str, str], authority: Organisation, by: User) -> Consideration:
    """Keep a walk through the adviser: the answers, and every word of the suggestion."""
    if not permissions.can_consider(by, authority):
        raise PermissionDenied("consider")
    outcome = record_of(answers, portal_today())
    consideration = Consideration.objects.create(
        authority=authority,
        by=by,
        answers=dict(answers),
        record=outcome,
        suggested=outcome["suggested"],
    )
    record("consider_instrument", consideration, by=by, suggested=outcome["suggested"])
    return consideration


@transaction.atomic
def justify(
    call: Call, *, consideration: Consideration, reason: str = "", by: User
) -> Justification:
    """Keep a consideration with a call as the reason for its instrument.

    Choosing another instrument than was suggested needs a reason. Raises PermissionDenied or
    TransitionRefused.
    """
    call = lock(call)
    if not permissions.can_justify(by, call):
        raise PermissionDenied("justify")
    if call.state != Call.State.DRAFT:
        raise TransitionRefused(
            _("The choice of the instrument is kept while the call is a draft.")
        )
    if call.instrument != consideration.suggested and not reason.strip():
        raise TransitionRefused(
            _("Say why you choose another instrument than was suggested."), code="reason"
        )
    justification = Justification.objects.create(
        call=call, consideration=consideration, chosen=call.instrument, reason=reason.strip(), by=by
    )
    record(
        "justify_instrument",
        call,
        by=by,
        chosen=call.instrument,
        suggested=consideration.suggested,
        consideration=str(consideration.uuid),
    )
    return justification


@transaction.atomic
def start_call(
    consideration: Consideration,
    *,
    instrument: str,
    reference: str,
    terms: Mapping[str, Any],
    reason: str = "",
    by: User,
) -> Call:
    """Begin a call with this instrument and keep the consideration with it.

    Raises KeyError for an instrument that this portal does not have.
    """
    call = draft_call(
        by=by,
        authority=consideration.authority,
        reference=reference,
        instrument=instrument,
        terms=terms,
    )
    justify(call, consideration=consideration, reason=reason, by=by)
    return call


@transaction.atomic
def ask_advice(
    *,
    agency: Organisation,
    authority: Organisation,
    subject: str,
    text: str,
    call: Call | None = None,
    consideration: Consideration | None = None,
    uploads: Iterable[EncryptedUpload] = (),
    by: User,
) -> AdviceRequest:
    """Ask the expertise centre for advice, on a call or before there is one."""
    if call is not None:
        authority = call.contracting_authority
    if not permissions.can_ask_advice(by, authority, call):
        raise PermissionDenied("ask_advice")
    advisers = list(permissions.current_advisers(agency))
    if not advisers:
        raise TransitionRefused(
            _("%(agency)s has no advisers on this portal.") % {"agency": agency}
        )
    request = AdviceRequest.objects.create(
        call=call,
        consideration=consideration,
        authority=authority,
        agency=agency,
        subject=subject,
        asked_by=by,
    )
    message = AdviceMessage.objects.create(request=request, by=by, text=text.strip())
    for upload in uploads:
        name = store.safe_name(upload.name or "")
        AdviceFile.objects.create(
            message=message, file=store.save_upload(upload, by=by), file_name=name
        )
    record("ask_advice", request, by=by, agency=str(agency.uuid))
    waiting.wait_for_advisers(request)
    emails.queue_asked(request, advisers)
    return request


@transaction.atomic
def send_message(
    request: AdviceRequest, *, text: str, uploads: Iterable[EncryptedUpload] = (), by: User
) -> AdviceRequest:
    """Add to the conversation.

    An adviser who answers first takes the request up; an officer who writes after the advice
    asks on. Raises PermissionDenied or TransitionRefused (closed, or nothing written).
    """
    request = lock(request)
    if not permissions.can_write(by, request):
        raise PermissionDenied("send_message")
    if request.state == State.CLOSED:
        raise TransitionRefused(_("This request is closed. Ask a new one."), code="state")
    is_from_adviser = permissions.is_adviser(by, request)
    if request.state == State.ADVISED and not is_from_adviser:
        return transitions.ask_on(request, text=text, uploads=uploads, by=by)
    if request.state == State.ASKED and is_from_adviser:
        request = transitions.take_up(request, by=by)
    transitions.add_message(
        request, text=text, uploads=uploads, by=by, is_from_adviser=is_from_adviser
    )
    record("send_message", request, by=by)
    return request
