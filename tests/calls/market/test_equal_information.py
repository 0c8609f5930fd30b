"""What some heard, all can read before the call: REQ-03 (Directive 2014/24 art. 40 and 41)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications.models import Dossier
from calls import transitions as calls
from calls.checklist import gaps_of
from calls.market import services, transitions
from calls.market.models import Consultation, ConsultationReport
from calls.models import Call
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.calls.market import stages
from tests.cast import Cast, client_of
from tests.factories import CallFactory, PhaseFactory


def linked(whole: Call, cast: Cast) -> Consultation:
    """A public consultation that prepares the call."""
    consultation = services.link_call(stages.draft(cast), whole, by=cast.author)
    return transitions.announce_consultation(consultation, by=cast.author)


def test_call_is_not_published_before_the_report_of_its_consultation(
    whole: Call, cast: Cast
) -> None:
    """REQ-03: the report is published to all before the call opens."""
    consultation = linked(whole, cast)
    with pytest.raises(TransitionRefused) as refusal:
        calls.submit_for_review(whole, by=cast.author)
    assert "Open Leeromgeving Bruggen" in refusal.value.message
    stages.reported(consultation, cast)
    calls.submit_for_review(whole, by=cast.author)
    assert calls.publish(whole, by=cast.officer).state == Call.State.PUBLISHED
    report = ConsultationReport.objects.get()
    assert report.published_at < Call.objects.get(pk=whole.pk).published_at


def test_consultation_linked_during_review_holds_the_publication(
    in_review: Call, cast: Cast
) -> None:
    """REQ-03: the approver's look decides too, whatever happened since the author asked."""
    Consultation.objects.create(authority=cast.rws, call=in_review, reference="M", title="M",
                                purpose="M", state="announced")  # fmt: skip
    with pytest.raises(TransitionRefused):
        calls.publish(in_review, by=cast.officer)


def test_stopped_consultation_does_not_hold_the_call(whole: Call, cast: Cast) -> None:
    """It can only be stopped while nobody has told or heard anything."""
    consultation = linked(whole, cast)
    transitions.cancel_consultation(consultation, by=cast.author, reasons="Geen budget.")
    assert [gap for gap in gaps_of(whole, portal_now()) if gap.step == "market"] == []


@pytest.mark.parametrize("state", ["announced", "reported"])
def test_public_consultation_cannot_be_taken_from_its_call(
    whole: Call, cast: Cast, state: str
) -> None:
    """REQ-03: no way around the rule by unlinking the consultation."""
    consultation = linked(whole, cast)
    if state == "reported":
        stages.reported(consultation, cast)
    with pytest.raises(TransitionRefused) as refusal:
        services.link_call(consultation, None, by=cast.author)
    assert refusal.value.code == "linked"


@pytest.mark.parametrize("state", ["in_review", "published", "cancelled", "completed"])
def test_consultation_comes_before_its_call(cast: Cast, state: str) -> None:
    call = CallFactory(state=state, contracting_authority=cast.rws)
    with pytest.raises(TransitionRefused) as refusal:
        services.link_call(stages.draft(cast), call, by=cast.author)
    assert refusal.value.code == "call"


def test_consultation_prepares_no_call_of_another_authority(cast: Cast) -> None:
    call = CallFactory(contracting_authority=cast.province)
    with pytest.raises(PermissionDenied):
        services.link_call(stages.draft(cast), call, by=cast.author)


def test_what_was_contributed_is_reported_and_not_cancelled(cast: Cast) -> None:
    """REQ-03: a consultation in which somebody spoke ends with a report for all."""
    consultation = stages.announced(cast)
    stages.contribution(stages.participant(consultation))
    with pytest.raises(TransitionRefused) as refusal:
        transitions.cancel_consultation(consultation, by=cast.author, reasons="Toch niet.")
    assert refusal.value.code == "contributed"


def test_taking_part_does_not_bar_a_later_offer(cast: Cast) -> None:
    """REQ-03: participation must not bar a later offer, and the page says so."""
    consultation = stages.announced(cast)
    services.take_part(consultation, details=stages.PERSON, user=cast.applicant)
    page = client_of(cast.applicant).get(reverse("market:detail", args=[consultation.reference]))
    assert "Meedoen staat een offerte nooit in de weg" in page.content.decode()
    phase = PhaseFactory(call__contracting_authority=cast.rws)
    start = reverse("applications:start", args=[phase.call.reference, phase.kind])
    begun = client_of(cast.applicant).post(start, {"organisation": cast.company.pk})
    assert begun.status_code == 302
    assert Dossier.objects.filter(lead=cast.company).exists()


def test_report_needs_four_eyes(cast: Cast) -> None:
    """REQ-24: whoever wrote on the report cannot publish it; the colleague has a task."""
    report = stages.in_review(stages.announced(cast), cast)
    assert not Task.objects.open_for(cast.author).filter(kind="check_report").exists()
    assert Task.objects.open_for(cast.officer).filter(kind="check_report").exists()
    with pytest.raises(PermissionDenied):
        transitions.publish_report(report, by=cast.author)
    transitions.publish_report(report, by=cast.officer)
    assert not Task.objects.open_for(cast.officer).exists()
    line = AuditEvent.objects.get(action="publish_report")
    report.refresh_from_db()
    assert line.data["sha256"] == report.pdf.sha256


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Wilhelmina Kanarie zei dat het kan.", "Wilhelmina Kanarie"),
        ("Volgens KANARIEBOUW  B.V. kan het.", "Kanariebouw B.V."),
        ("Mail naar kanarie@geheim.example.", "kanarie@geheim.example"),
    ],
)
def test_report_that_names_a_participant_without_consent_is_refused(
    cast: Cast, text: str, named: str
) -> None:
    """REQ-03: the report is anonymisable; the portal looks for every name itself."""
    consultation = stages.announced(cast)
    stages.contribution(stages.participant(consultation))
    report = stages.written(stages.closed(consultation), cast, text=text)
    with pytest.raises(TransitionRefused) as refusal:
        transitions.submit_report(report, by=cast.author)
    assert named in refusal.value.message


def test_report_may_name_an_organisation_that_agreed_and_never_a_person(cast: Cast) -> None:
    consultation = stages.announced(cast)
    stages.contribution(stages.participant(consultation), may_be_named=True)
    text = "Kanariebouw B.V. zegt dat het kan. Kanariebouwer is een ander woord."
    report = stages.written(stages.closed(consultation), cast, text=text)
    transitions.submit_report(report, by=cast.author)
    other = stages.announced(cast, "MARKT26-2")
    stages.contribution(stages.participant(other), may_be_named=True)
    report = stages.written(stages.closed(other), cast, text="Wilhelmina Kanarie zei iets.")
    with pytest.raises(TransitionRefused):
        transitions.submit_report(report, by=cast.author)


def test_name_of_one_word_is_pointed_out_and_stops_no_report(cast: Cast) -> None:
    """Whoever calls himself "hergebruik" cannot hold up what all must be able to read."""
    consultation = stages.announced(cast)
    stages.participant(consultation, organisation="Hergebruik", name="Er")
    report = stages.in_review(consultation, cast)
    page = client_of(cast.officer).get(reverse("market:review-report", args=["MARKT26-BRUG"]))
    assert page.context["perhaps"] == ["Er", "Hergebruik"]
    assert transitions.publish_report(report, by=cast.officer).state == "published"


@pytest.mark.parametrize(
    ("about", "quote"),
    [({"is_confidential": True}, ""), ({}, "Dit heeft niemand gezegd.")],
)
def test_report_cites_what_was_said_and_nothing_confidential(
    cast: Cast, about: dict[str, Any], quote: str
) -> None:
    consultation = stages.announced(cast)
    said = stages.contribution(stages.participant(consultation), **about)
    with pytest.raises(TransitionRefused) as refusal:
        stages.written(consultation, cast, citations=[(said.uuid, quote)])
    assert refusal.value.code == "citations"


def test_quote_may_differ_in_layout_only(cast: Cast) -> None:
    consultation = stages.announced(cast)
    said = stages.contribution(stages.participant(consultation), text="Hout kan\n ook.")
    report = stages.written(consultation, cast, citations=[(said.uuid, "hout kan ook.")])
    assert report.citations.get().contribution == said


def test_report_waits_for_everybody(cast: Cast) -> None:
    """All that stands in the way at once: still open, a meeting to come, no text."""
    consultation = stages.announced(cast)
    stages.meeting(consultation, cast, kind="workshop")
    report = stages.written(consultation, cast, text=" ")
    with pytest.raises(TransitionRefused) as refusal:
        transitions.submit_report(report, by=cast.author)
    assert len(refusal.value.message.split("\n")) == 3


def test_contribution_outside_the_period_is_refused(cast: Cast, clock: Any) -> None:
    """Received before the closing moment counts: not at it, not after it."""
    consultation = stages.announced(cast)
    person = stages.participant(consultation)
    clock.set(consultation.closes_at)
    with pytest.raises(TransitionRefused) as refusal:
        stages.contribution(person)
    assert refusal.value.code == "closed"
    clock.set(consultation.closes_at - timedelta(seconds=2))
    assert stages.contribution(person).version == 1


def test_contribution_before_the_address_is_proven_is_refused(cast: Cast) -> None:
    person = services.take_part(stages.announced(cast), details=stages.PERSON, user=None)
    with pytest.raises(TransitionRefused) as refusal:
        stages.contribution(person)
    assert refusal.value.code == "mail"


def test_closing_moment_only_moves_forward(cast: Cast) -> None:
    consultation = stages.announced(cast)
    with pytest.raises(TransitionRefused):
        services.extend_consultation(consultation, to=consultation.closes_at, by=cast.author)
    later = consultation.closes_at + timedelta(days=1)
    assert services.extend_consultation(consultation, to=later, by=cast.author).closes_at == later


def test_invited_flag_lets_in_who_was_invited_and_lets_everybody_read(cast: Cast) -> None:
    """REQ-03: the invited/open flag. Whether an address was invited is told by mail alone."""
    consultation = stages.draft(cast, entry="invited")
    services.invite(consultation, addresses=["KANARIE@geheim.example"], by=cast.author)
    consultation = transitions.announce_consultation(consultation, by=cast.author)
    anonymous = client_of(None)
    page = reverse("market:detail", args=[consultation.reference])
    assert anonymous.get(page).status_code == 200
    form = reverse("market:take-part", args=[consultation.reference])
    stranger = stages.PERSON | {"email": "vreemde@voorbeeld.example"}
    answers = [anonymous.post(form, details).content for details in (stages.PERSON, stranger)]
    told, not_told = (
        re.findall(r"<main.*</main>", text.decode(), re.DOTALL)[0] for text in answers
    )
    assert told == not_told.replace("vreemde@voorbeeld", "kanarie@geheim")
    assert [person.email for person in consultation.participants.all()] == [stages.PERSON["email"]]
