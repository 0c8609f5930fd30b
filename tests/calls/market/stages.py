"""Consultations and meetings in each of their stages, through the real functions."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from calls.market import services, transitions
from calls.market.models import (
    Consultation,
    ConsultationDocument,
    ConsultationReport,
    Contribution,
    Meeting,
    MeetingDocument,
    Participant,
)
from calls.models import Call
from portal.clock import portal_now
from tests.cast import Cast
from tests.factories import CallFactory

PERSON = {
    "name": "Wilhelmina Kanarie",
    "organisation": "Kanariebouw B.V.",
    "kind": "company",
    "email": "kanarie@geheim.example",
}
# What no public page may show of somebody who takes part.
CANARIES = tuple(PERSON[name] for name in ("name", "organisation", "email"))
REPORT = "## Wat wij leerden\n\nEr is nog geen oplossing te koop. Hergebruik kan."
PDF = b"%PDF-1.7 dia's"


def terms(**changes: Any) -> dict[str, Any]:
    """The terms of a consultation that is open now."""
    now = portal_now()
    return {
        "title": "Open Leeromgeving Bruggen",
        "purpose": "Wij willen **leren** wat er kan.",
        "themes": ["materiaal", "ontwerp"],
        "questions": ["Wat is er al te koop?", "Wat houdt u tegen?"],
        "opens_at": now - timedelta(days=5),
        "closes_at": now + timedelta(days=20),
        **changes,
    }


def draft(cast: Cast, reference: str = "MARKT26-BRUG", **changes: Any) -> Consultation:
    """What the author begins with."""
    return services.draft_consultation(
        by=cast.author, authority=cast.rws, reference=reference, terms=terms(**changes)
    )


def announced(cast: Cast, reference: str = "MARKT26-BRUG", **changes: Any) -> Consultation:
    """A consultation that is open now."""
    return transitions.announce_consultation(draft(cast, reference, **changes), by=cast.author)


def meeting_terms(**changes: Any) -> dict[str, Any]:
    """A meeting in ten days, with two places."""
    start = (portal_now() + timedelta(days=10)).replace(microsecond=0)
    return {
        "kind": "information",
        "title": "Informatiebijeenkomst",
        "description": "Inloop vanaf half twee.",
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "place": "Griffioenlaan 2, Utrecht",
        "capacity": 2,
        "register_before": start - timedelta(days=1),
        **changes,
    }


def meeting(host: Consultation | Call, cast: Cast, **changes: Any) -> Meeting:
    """An announced meeting."""
    planned = services.plan_meeting(host, by=cast.author, terms=meeting_terms(**changes))
    return transitions.announce_meeting(planned, by=cast.author)


def call_with_meeting(cast: Cast, **changes: Any) -> Meeting:
    """A meeting of a published call."""
    return meeting(CallFactory(published=True, contracting_authority=cast.rws), cast, **changes)


def participant(
    host: Consultation | Call, number: int = 0, *, at: Meeting | None = None, **changes: Any
) -> Participant:
    """Somebody without an account who used the link; the first one is the canary."""
    details = PERSON | changes
    if number:
        details |= {
            "name": f"Persoon {number}",
            "organisation": f"Bedrijf {number}",
            "email": f"deelnemer{number}@voorbeeld.example",
        }
    person = services.take_part(host, details=details, user=None, meeting=at)
    assert person is not None
    return transitions.confirm(person, by=transitions.visitor())


def contribution(person: Participant, **changes: Any) -> Contribution:
    """What a participant says."""
    return services.contribute(
        person,
        by=transitions.visitor(),
        **{
            "text": "Hout kan ook, als u langer rekent.",
            "answers": {1: "Nog niets."},
            "is_confidential": False,
            "may_be_named": False,
            "version": 0,
            **changes,
        },
    )


def closed(consultation: Consultation) -> Consultation:
    """The period is over."""
    now = portal_now()
    Consultation.objects.filter(pk=consultation.pk).update(
        opens_at=now - timedelta(days=9), closes_at=now - timedelta(minutes=1)
    )
    consultation.refresh_from_db()
    return consultation


def written(consultation: Consultation, cast: Cast, **changes: Any) -> ConsultationReport:
    """The author's report on what was said."""
    return services.write_report(
        consultation, by=cast.author, **{"text": REPORT, "citations": [], "version": 0, **changes}
    )


def in_review(consultation: Consultation, cast: Cast, **changes: Any) -> ConsultationReport:
    """A report that waits for its second officer."""
    return transitions.submit_report(written(closed(consultation), cast, **changes), by=cast.author)


def reported(consultation: Consultation, cast: Cast, **changes: Any) -> ConsultationReport:
    """A public report."""
    return transitions.publish_report(in_review(consultation, cast, **changes), by=cast.officer)


@dataclass
class MarketWorld:
    """What the addresses of pages name, for the access table."""

    draft: Consultation
    draft_document: ConsultationDocument
    open: Consultation
    document: ConsultationDocument
    workshop: Meeting
    said: Contribution
    in_review: Consultation
    reported: Consultation
    meeting: Meeting
    slides: MeetingDocument
    draft_meeting: Meeting


def make_market(cast: Cast, call: Call) -> MarketWorld:
    """Consultations in every stage, and meetings of a published call."""
    in_draft, in_open = draft(cast, "MARKT-CONCEPT"), announced(cast, "MARKT-OPEN")
    workshop = meeting(in_open, cast, kind="workshop")
    reviewed, public = announced(cast, "MARKT-CONTROLE"), announced(cast, "MARKT-VERSLAG")
    in_review(reviewed, cast)
    reported(public, cast)
    of_call = meeting(call, cast)
    return MarketWorld(
        draft=in_draft,
        draft_document=document(in_draft, cast),
        open=in_open,
        document=document(in_open, cast),
        workshop=workshop,
        said=contribution(participant(in_open, at=workshop)),
        in_review=reviewed,
        reported=public,
        meeting=of_call,
        slides=transitions.add_slides(
            of_call, title="Dia's", upload=PDF, file_name="dias.pdf", by=cast.author
        ),
        draft_meeting=services.plan_meeting(call, by=cast.author, terms=meeting_terms()),
    )


def document(consultation: Consultation, cast: Cast) -> ConsultationDocument:
    """A document of a consultation."""
    return services.add_document(
        consultation, title="Stuk", upload=PDF, file_name="stuk.pdf", by=cast.author
    )
