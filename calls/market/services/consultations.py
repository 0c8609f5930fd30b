"""Writes on consultations that change no state: terms, documents, invitations, contributions."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from calls.market import emails, permissions, selectors
from calls.market.models import (
    Consultation,
    ConsultationDocument,
    ConsultationQuestion,
    Invitee,
    Meeting,
    Participant,
    host_fields,
)
from calls.market.transitions import registrations
from calls.market.transitions.registrations import require
from calls.models import Call
from portal.accounts.models import Organisation, User
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.files.uploads import EncryptedUpload
from portal.workflow import TransitionRefused, lock

State = Consultation.State
TERMS = ("title", "title_en", "purpose", "themes", "entry", "opens_at", "closes_at")


@transaction.atomic
def draft_consultation(
    *, by: User, authority: Organisation, reference: str, terms: Mapping[str, Any]
) -> Consultation:
    """Begin a consultation. Raises PermissionDenied, ValidationError with all faults."""
    require(permissions.can_draft_consultation(by, authority), "draft_consultation")
    consultation = Consultation(authority=authority, reference=reference)
    _write(consultation, terms)
    record("draft_consultation", consultation, by=by)
    return consultation


@transaction.atomic
def update_consultation(
    consultation: Consultation, *, by: User, terms: Mapping[str, Any], version: int
) -> Consultation:
    """Change a draft; once announced its terms and questions stand, as answers name them.

    Raises PermissionDenied, TransitionRefused, ValidationError with all faults.
    """
    consultation = _locked(consultation, by)
    if consultation.state != State.DRAFT:
        raise TransitionRefused(_("This consultation is public: its questions stand."))
    if consultation.version != version:
        raise TransitionRefused(
            _("Somebody else changed this consultation since you opened this page."), code="stale"
        )
    consultation.version += 1
    _write(consultation, terms)
    record("update_consultation", consultation, by=by, parts=sorted(terms))
    return consultation


@transaction.atomic
def extend_consultation(consultation: Consultation, *, to: datetime, by: User) -> Consultation:
    """Give everybody more time, while it is open; a moment only moves forward."""
    consultation = _locked(consultation, by)
    closes_at = consultation.closes_at
    if consultation.state != State.ANNOUNCED or closes_at is None or closes_at <= portal_now():
        raise TransitionRefused(_("This consultation is closed."), code="state")
    if to <= closes_at:
        raise TransitionRefused(_("The closing moment only moves forward."), code="backwards")
    consultation.closes_at = to
    consultation.save(update_fields=["closes_at"])
    record(
        "extend_consultation", consultation, by=by,
        before=closes_at.isoformat(), after=to.isoformat(),
    )  # fmt: skip
    return consultation


@transaction.atomic
def link_call(consultation: Consultation, call: Call | None, *, by: User) -> Consultation:
    """Say which call a consultation prepares, or that it prepares none yet.

    From the announcement on it stays with its call, so that no call escapes the rule that its
    report comes first; a call that is public already gets no consultation (REQ-03).
    """
    if call is not None:
        call = lock(call)  # publishing holds the call: it sees the link, or the link sees it
    consultation = _locked(consultation, by)
    if consultation.call_id and consultation.state != State.DRAFT:
        raise TransitionRefused(
            _("This consultation is public and belongs to its call: that does not change."),
            code="linked",
        )
    if call is not None:
        require(permissions.can_link(by, consultation, call), "link_call")
        if call.state != Call.State.DRAFT:
            raise TransitionRefused(
                _("A consultation comes before the call: choose one that is still a draft."),
                code="call",
            )
    consultation.call = call
    consultation.save(update_fields=["call"])
    record("link_call", consultation, by=by, call=call.reference if call else "")
    return consultation


@transaction.atomic
def add_document(
    consultation: Consultation,
    *,
    title: str,
    upload: EncryptedUpload | bytes,
    file_name: str,
    by: User,
) -> ConsultationDocument:
    """Add a PDF, public with the consultation; bytes are a PDF that the portal made."""
    consultation = _locked(consultation, by)
    if consultation.state not in {State.DRAFT, State.ANNOUNCED}:
        raise TransitionRefused(_("This consultation is over."), code="state")
    file = (
        store.save_bytes(upload, "application/pdf", by=by)
        if isinstance(upload, bytes)
        else store.save_upload(upload, by=by)
    )
    document = ConsultationDocument.objects.create(
        consultation=consultation, title=title, file=file, file_name=store.safe_name(file_name)
    )
    record("add_document", consultation, by=by, sha256=file.sha256)
    return document


@transaction.atomic
def remove_document(document: ConsultationDocument, *, by: User) -> None:
    """Take a document out of a draft; what was public stays public."""
    consultation = _locked(document.consultation, by)
    if consultation.state != State.DRAFT:
        raise TransitionRefused(_("A document that was public is not taken away."), code="state")
    record("remove_document", consultation, by=by, title=document.title)
    document.delete()


@transaction.atomic
def invite(consultation: Consultation, *, addresses: Iterable[str], by: User) -> int:
    """Ask people in by mail address; each gets one mail, once the consultation is public."""
    consultation = _locked(consultation, by)
    if consultation.state not in {State.DRAFT, State.ANNOUNCED}:
        raise TransitionRefused(_("This consultation is over."), code="state")
    invited = 0
    for address in dict.fromkeys(address.lower() for address in addresses):
        invitee, is_new = Invitee.objects.get_or_create(
            consultation=consultation, email=address, defaults={"invited_by": by}
        )
        invited += is_new
        if consultation.state == State.ANNOUNCED:
            emails.queue_invited(invitee)
    record("invite_to_consultation", consultation, by=by, count=invited)
    return invited


@transaction.atomic
def plan_meeting(host: Consultation | Call, *, by: User, terms: Mapping[str, Any]) -> Meeting:
    """Plan a meeting as a draft. Raises PermissionDenied, ValidationError with all faults."""
    require(permissions.can_organise(by, host), "plan_meeting")
    meeting = Meeting(**host_fields(host))
    for name, value in terms.items():
        setattr(meeting, name, value)
    meeting.full_clean()
    meeting.save()
    record("plan_meeting", meeting, by=by, kind=meeting.kind)
    return meeting


@transaction.atomic
def take_part(
    host: Consultation | Call,
    *,
    details: Mapping[str, str],
    user: User | None,
    meeting: Meeting | None = None,
) -> Participant | None:
    """Take part in a consultation, or come to a meeting, with or without an account.

    `details` holds name, organisation, kind and, without an account, email. Without one nothing is
    given before the link in the mail is used, and what is known of a proven address is not
    overwritten by whoever types it. None: the address was not invited, which only a mail tells.
    """
    _require_live(host, meeting)
    email = (user.email if user else details["email"]).lower()
    language = user.language if user else get_language() or "nl"
    if not _is_invited(host, email):
        if user is not None:
            raise TransitionRefused(_("This consultation is by invitation."), code="invited")
        emails.queue_not_invited(host, email, language)
        return None
    participant = _participant(host, email, language, details)
    if user is not None and participant.user_id is None:
        participant.user = user
        participant.save(update_fields=["user"])
    by = user or registrations.visitor()
    if meeting is not None:
        registrations.register(participant, meeting, by=by, is_proven=user is not None)
    if user is not None:
        return registrations.confirm(participant, by=user)
    emails.queue_confirm(participant)
    return participant


def _participant(
    host: Consultation | Call, email: str, language: str, details: Mapping[str, str]
) -> Participant:
    known = {name: details[name] for name in ("name", "organisation", "kind")}
    participant, is_new = Participant.objects.get_or_create(
        **host_fields(host), email=email, defaults={**known, "language": language}
    )
    if is_new:
        record("take_part", participant, by=registrations.visitor(), kind=participant.kind)
    elif participant.confirmed_at is None:
        Participant.objects.filter(pk=participant.pk, confirmed_at=None).update(**known)
        participant.refresh_from_db()
    return participant


def _require_live(host: Consultation | Call, meeting: Meeting | None) -> None:
    if isinstance(host, Call):
        return  # only its meetings are open, and those say so themselves
    is_over = selectors.window(host, portal_now()) == "closed" and meeting is None
    if host.state != State.ANNOUNCED or is_over:
        raise TransitionRefused(
            _("This consultation is closed. Its report will be public."), code="closed"
        )


def _is_invited(host: Consultation | Call, email: str) -> bool:
    if isinstance(host, Call) or host.entry == Consultation.Entry.OPEN:
        return True
    return host.invitees.filter(email=email).exists()


def _locked(consultation: Consultation, by: User) -> Consultation:
    consultation = lock(consultation)
    require(permissions.can_run(by, consultation), "run_consultation")
    return consultation


def _write(consultation: Consultation, terms: Mapping[str, Any]) -> None:
    for name in TERMS:
        if name in terms:
            setattr(consultation, name, terms[name])
    consultation.full_clean()
    consultation.save()
    if "questions" in terms:
        consultation.questions.all().delete()
        ConsultationQuestion.objects.bulk_create(
            ConsultationQuestion(consultation=consultation, order=order, text=text)
            for order, text in enumerate(terms["questions"], start=1)
        )
