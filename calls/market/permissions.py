"""Who: officers of the authority, or of the call that a consultation or meeting belongs to."""

from typing import Any

from calls.market.models import Consultation, ConsultationReport, Meeting, Participant, Registration
from calls.models import Call
from calls.permissions import is_officer
from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import has_role


def can_draft_consultation(user: User, authority: Organisation) -> bool:
    """An officer of the authority itself."""
    return has_role(user, Membership.Role.OFFICER, organisation=authority)


def can_run(user: User, consultation: Consultation) -> bool:
    """An officer of the authority, or of the call that it prepares."""
    return has_role(user, Membership.Role.OFFICER, organisation=consultation.authority) or (
        consultation.call is not None and is_officer(user, consultation.call)
    )


def can_link(user: User, consultation: Consultation, call: Call) -> bool:
    """Who runs the consultation and writes on the call, of the same authority."""
    return (
        can_run(user, consultation)
        and is_officer(user, call)
        and call.contracting_authority_id == consultation.authority_id
    )


def can_organise(user: User, host: Consultation | Call) -> bool:
    """Who may plan a meeting of a consultation or a call."""
    return is_officer(user, host) if isinstance(host, Call) else can_run(user, host)


def can_run_meeting(user: User, meeting: Meeting) -> bool:
    """Who may change, announce, cancel and report a meeting; the portal cancels with the call."""
    return user.is_system or can_organise(user, meeting.host)


def can_write_report(user: User, report: ConsultationReport) -> bool:
    """Any officer; whoever writes on it becomes an author, and then cannot publish it."""
    return can_run(user, report.consultation)


def can_publish_report(user: User, report: ConsultationReport) -> bool:
    """An officer who did not write on it: nobody approves own work (BIO2, REQ-24)."""
    return can_run(user, report.consultation) and not report.authors.filter(pk=user.pk).exists()


def can_act_for(user: User, participant: Participant) -> bool:
    """The participant; whoever opened the link in the mail acts through the portal's own user.

    The page has then found the participant by the secret in that link.
    """
    return user.is_system or (participant.user_id is not None and participant.user_id == user.pk)


def can_register(user: User, registration: Registration) -> bool:
    """The participant of the registration; the portal itself gives out places."""
    return can_act_for(user, registration.participant)


def can_cancel_registration(user: User, registration: Registration) -> bool:
    """The participant, or an officer who organises the meeting and was rung up."""
    return can_register(user, registration) or can_run_meeting(user, registration.meeting)


def checked_above(user: Any, obj: Any) -> bool:
    """A move that follows another one, whose function has asked who may."""
    return True
