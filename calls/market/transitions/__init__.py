"""Every change of state of consultations, their reports, meetings and registrations."""

from calls.market.transitions.consultations import (
    ANNOUNCE_CONSULTATION,
    CANCEL_CONSULTATION,
    CLOSE_WITH_REPORT,
    announce_consultation,
    cancel_consultation,
)
from calls.market.transitions.meetings import (
    ANNOUNCE_MEETING,
    CANCEL_MEETING,
    REPORT_MEETING,
    add_slides,
    announce_meeting,
    cancel_meeting,
    change_meeting,
    report_meeting,
)
from calls.market.transitions.registrations import (
    CANCEL_REGISTRATION,
    PLACE,
    QUEUE,
    REGISTER,
    cancel_registration,
    confirm,
    forget_unconfirmed,
    register,
    visitor,
)
from calls.market.transitions.reports import (
    PUBLISH_REPORT,
    RETURN_REPORT,
    SUBMIT_REPORT,
    publish_report,
    return_report,
    submit_report,
)

__all__ = [
    "ANNOUNCE_CONSULTATION",
    "ANNOUNCE_MEETING",
    "CANCEL_CONSULTATION",
    "CANCEL_MEETING",
    "CANCEL_REGISTRATION",
    "CLOSE_WITH_REPORT",
    "PLACE",
    "PUBLISH_REPORT",
    "QUEUE",
    "REGISTER",
    "REPORT_MEETING",
    "RETURN_REPORT",
    "SUBMIT_REPORT",
    "add_slides",
    "announce_consultation",
    "announce_meeting",
    "cancel_consultation",
    "cancel_meeting",
    "cancel_registration",
    "change_meeting",
    "confirm",
    "forget_unconfirmed",
    "publish_report",
    "register",
    "report_meeting",
    "return_report",
    "submit_report",
    "visitor",
]
