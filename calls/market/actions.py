"""What an officer can do on the staff pages: the same table as the rules ask."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from calls.market import permissions, transitions
from calls.market.models import Consultation, ConsultationReport, Meeting
from calls.market.selectors import window
from portal.accounts.models import User
from portal.clock import portal_now

State = Consultation.State


def consultation_actions(
    consultation: Consultation, gaps: list[str], *, by: User
) -> list[dict[str, Any]]:
    """On the officers' page of a consultation."""
    actions: list[dict[str, Any]] = []
    where = [consultation.reference]
    if transitions.ANNOUNCE_CONSULTATION.is_offered(consultation, by=by):
        announce = _action(_("Announce it"), "market:announce", where) | {"is_primary": True}
        if gaps:
            announce["blocked_because"] = _("First fill in what is missing.")
        actions += [announce, _action(_("Change the texts"), "market:edit", where)]
    report = getattr(consultation, "report", None)
    if consultation.state == State.ANNOUNCED:
        is_over = window(consultation, portal_now()) == "closed"
        actions += _report_actions(report, where, is_over=is_over, by=by)
        if not is_over:
            actions.append(_action(_("Let it close later"), "market:extend", where))
    if consultation.state in {State.DRAFT, State.ANNOUNCED}:
        actions += [
            _action(_("Plan a meeting"), "market:new-meeting", where),
            _action(_("Invite people"), "market:invite", where),
        ]
    if consultation.state != State.DRAFT:
        actions.append(_action(_("Public page"), "market:detail", where))
    if transitions.CANCEL_CONSULTATION.is_offered(consultation, by=by):
        actions.append(_action(_("Stop this consultation"), "market:cancel", where))
    return actions


def _report_actions(
    report: ConsultationReport | None, where: list[str], *, is_over: bool, by: User
) -> list[dict[str, Any]]:
    if report is None or report.state == ConsultationReport.State.DRAFT:
        return [_action(_("Write the report"), "market:report", where) | {"is_primary": is_over}]
    review = _action(_("Check the report and publish it"), "market:review-report", where)
    if not permissions.can_publish_report(by, report):
        review["blocked_because"] = _(
            "You wrote on this report, so a colleague publishes it: nobody approves own work."
        )
    return [
        review | {"is_primary": True},
        _action(_("Read the report"), "market:review-report", where),
    ]


def meeting_actions(meeting: Meeting, *, by: User) -> list[dict[str, Any]]:
    """On the officers' page of a meeting."""
    where = [meeting.uuid]
    actions: list[dict[str, Any]] = []
    if transitions.ANNOUNCE_MEETING.is_offered(meeting, by=by):
        actions.append(_action(_("Announce it"), "market:announce-meeting", where))
    if transitions.REPORT_MEETING.is_offered(meeting, by=by) and portal_now() >= meeting.starts_at:
        actions.append(_action(_("Publish report and slides"), "market:report-meeting", where))
    if transitions.CANCEL_MEETING.is_offered(meeting, by=by):
        actions.append(_action(_("Change time, place or places"), "market:edit-meeting", where))
    if meeting.state != Meeting.State.DRAFT:
        actions.append(_action(_("Public page"), "market:meeting", where))
    if transitions.CANCEL_MEETING.is_offered(meeting, by=by):
        actions.append(_action(_("Call it off"), "market:cancel-meeting", where))
    if actions:
        actions[0]["is_primary"] = True
    return actions


def _action(label: str, name: str, args: list[Any]) -> dict[str, Any]:
    return {"label": label, "url": reverse(name, args=args)}
