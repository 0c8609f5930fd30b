"""Talking with the market: consultations before a call, meetings, and who takes part (REQ-03).

Every change of a `state` in this app is a function in calls/market/transitions/.
"""

from calls.market.models.consultations import (
    Consultation,
    ConsultationDocument,
    ConsultationQuestion,
    calls_of_officer,
    offices_of,
)
from calls.market.models.gatherings import AtGathering, Gathering
from calls.market.models.meetings import Meeting, MeetingDocument, Registration
from calls.market.models.people import Invitee, Participant, host_fields
from calls.market.models.reports import (
    Citation,
    ConsultationReport,
    Contribution,
    ContributionAnswer,
)

__all__ = [
    "AtGathering",
    "Citation",
    "Consultation",
    "ConsultationDocument",
    "ConsultationQuestion",
    "ConsultationReport",
    "Contribution",
    "ContributionAnswer",
    "Gathering",
    "Invitee",
    "Meeting",
    "MeetingDocument",
    "Participant",
    "Registration",
    "calls_of_officer",
    "host_fields",
    "offices_of",
]
