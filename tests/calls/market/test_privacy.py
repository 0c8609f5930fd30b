"""Who takes part is for officers alone: not on a page, in JSON, CSV of others, PDF or calendar."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from calls.market import transitions
from calls.market.links import secret_of
from calls.market.models import Consultation, Meeting
from portal.audit.models import AuditEvent
from portal.files import store
from tests.calls.market import stages
from tests.cast import Cast, client_of
from tests.factories import CallFactory, PhaseFactory


@pytest.fixture
def world(cast: Cast) -> tuple[Consultation, Meeting]:
    """Kanarie takes part everywhere; one contribution is quoted, with nobody's name."""
    consultation = stages.announced(cast)
    workshop = stages.meeting(consultation, cast, kind="workshop")
    person = stages.participant(consultation, at=workshop)
    said = stages.contribution(person)
    transitions.cancel_meeting(workshop, by=cast.author, reasons="De zaal is dicht.")
    stages.reported(
        consultation, cast, citations=[(said.uuid, "Hout kan ook, als u langer rekent.")]
    )
    call = CallFactory(published=True, contracting_authority=cast.rws)
    Consultation.objects.update(call=call)
    PhaseFactory(call=call)
    meeting = stages.meeting(call, cast)
    stages.participant(call, at=meeting)
    consultation.refresh_from_db()
    return consultation, meeting


def public_addresses(consultation: Consultation, meeting: Meeting) -> list[str]:
    workshop = consultation.meetings.get()
    assert consultation.call is not None
    call = consultation.call.reference
    return [
        reverse("market:list"),
        reverse("market:detail", args=[consultation.reference]),
        reverse("market:meeting", args=[workshop.uuid]),
        reverse("market:meeting", args=[meeting.uuid]),
        reverse("market:ics", args=[workshop.uuid]),
        reverse("market:ics", args=[meeting.uuid]),
        reverse("market:register", args=[meeting.uuid]),
        reverse("calls:list"),
        reverse("calls:detail", args=[call]),
        reverse("calls:terms", args=[call, 1]),
    ]


@pytest.mark.parametrize("name", [None, "applicant", "rival", "outsider", "analyst", "operator"])
def test_no_page_tells_who_takes_part(
    world: tuple[Consultation, Meeting], cast: Cast, name: str | None
) -> None:
    client = client_of(getattr(cast, name) if name else None)
    for address in public_addresses(*world):
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode()
        assert not [canary for canary in stages.CANARIES if canary in text], address


def test_officer_does_see_them(world: tuple[Consultation, Meeting], cast: Cast) -> None:
    """The control: what must not leak is there to leak."""
    consultation, meeting = world
    client = client_of(cast.officer)
    people = client.get(reverse("market:participants", args=[consultation.reference]))
    registered = client.get(reverse("market:manage-meeting", args=[meeting.uuid]))
    for page in (people, registered):
        assert all(canary in page.content.decode() for canary in stages.CANARIES)


def test_report_as_pdf_names_nobody_in_text_or_metadata(
    world: tuple[Consultation, Meeting],
) -> None:
    """REQ-03: the anonymised report, tagged, with the quote but without who said it."""
    answer = client_of(None).get(reverse("market:report-pdf", args=[world[0].reference]))
    data = b"".join(answer.streaming_content)
    pdf = PdfReader(BytesIO(data))
    text = " ".join("".join(page.extract_text() for page in pdf.pages).split())
    assert "Hout kan ook, als u langer rekent." in text
    assert "Een deelnemer: bedrijf" in text
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    said = f"{text} {pdf.metadata} {answer['Content-Disposition']} {data.decode('latin-1')}"
    assert not [canary for canary in stages.CANARIES if canary in said]


def test_page_of_the_report_names_an_organisation_with_consent_only(cast: Cast) -> None:
    consultation = stages.announced(cast)
    rows = [
        stages.contribution(stages.participant(consultation, number), may_be_named=number == 1)
        for number in (1, 2)
    ]
    report = stages.reported(consultation, cast, citations=[(row.uuid, "") for row in rows])
    text = client_of(None).get(reverse("market:detail", args=[consultation.reference]))
    pdf = b"".join(store.read(report.pdf))
    for page in (text.content.decode(), PdfReader(BytesIO(pdf)).pages[0].extract_text()):
        assert "Bedrijf 1" in page
        assert "Bedrijf 2" not in page
        assert "Persoon" not in page


def test_audit_lines_hold_no_name(world: tuple[Consultation, Meeting]) -> None:
    for line in AuditEvent.objects.all():
        said = f"{line.object_ref} {line.data}"
        assert not [canary for canary in stages.CANARIES if canary in said]


def test_report_of_a_meeting_that_names_who_came_is_refused(cast: Cast, clock: Any) -> None:
    meeting = stages.call_with_meeting(cast)
    stages.participant(meeting.host, at=meeting)
    clock.set(meeting.ends_at)
    address = reverse("market:report-meeting", args=[meeting.uuid])
    answer = client_of(cast.author).post(address, {"report": "Kanariebouw B.V. vroeg iets."})
    assert "Kanariebouw B.V." in str(answer.context["form"].errors)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.ANNOUNCED


def test_confidential_contribution_is_not_offered_for_citing(cast: Cast) -> None:
    consultation = stages.announced(cast)
    stages.contribution(
        stages.participant(consultation), is_confidential=True, text="Ons recept is zout."
    )
    page = client_of(cast.author).get(reverse("market:report", args=[consultation.reference]))
    assert "Ons recept is zout." not in page.content.decode()
    assert "1 bijdrage is vertrouwelijk" in page.content.decode()


def test_export_runs_no_formula_and_is_on_record(cast: Cast) -> None:
    """ASVS 1.2.10: what somebody typed as a name is text in a spreadsheet."""
    meeting = stages.call_with_meeting(cast)
    evil = '=HYPERLINK("http://kwaad.example")'
    stages.participant(meeting.host, at=meeting, name=evil, organisation="@som")
    answer = client_of(cast.author).get(reverse("market:registrations-csv", args=[meeting.uuid]))
    lines = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode(), newline="")))
    assert lines[1][:3] == ["'@som", "company", f"'{evil}"]
    assert AuditEvent.objects.get(action="export_registrations").actor == cast.author


def test_own_page_is_kept_by_no_cache(cast: Cast) -> None:
    person = stages.participant(stages.announced(cast))
    answer = client_of(None).get(reverse("market:mine", args=[secret_of(person)]), follow=True)
    assert "no-store" in answer["Cache-Control"]
