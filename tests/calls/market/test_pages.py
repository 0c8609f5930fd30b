"""From an empty form to a public report through the pages; bad input; and what lists cost."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from calls.market import transitions
from calls.market.links import secret_of
from calls.market.models import Consultation, Contribution, Meeting
from portal.look.wording import AMSTERDAM
from tests.applications.stages import PDF
from tests.calls.market import stages
from tests.cast import Cast, client_of
from tests.factories import CallFactory, PhaseFactory


def url(name: str, *args: Any) -> str:
    return reverse(f"market:{name}", args=args)


def moment(name: str, at: datetime) -> dict[str, str]:
    local = at.astimezone(AMSTERDAM)
    return {f"{name}_on": f"{local:%Y-%m-%d}", f"{name}_at": f"{local:%H:%M}", f"{name}_which": ""}


def posted(cast: Cast, **changes: Any) -> dict[str, Any]:
    now = timezone.now()
    return {
        "version": "0", "authority": cast.rws.pk, "reference": "MARKT26-DIJK", "title": "Dijken",
        "purpose": "Wij willen **leren**.", "themes": "klei\n\nzand", "entry": "open",
        "questions": "Wat kan er?\nWat kost dat?",
        **moment("opens_at", now - timedelta(days=1)),
        **moment("closes_at", now + timedelta(days=30)),
        **changes,
    }  # fmt: skip


def meeting_posted(**changes: Any) -> dict[str, Any]:
    start = timezone.now() + timedelta(days=7)
    return {
        "version": "0", "kind": "workshop", "title": "Werkbijeenkomst", "place": "Utrecht",
        "capacity": "20", **moment("starts_at", start), **moment("ends_at", start.replace() +
        timedelta(hours=2)), **moment("register_before", start - timedelta(days=1)), **changes,
    }  # fmt: skip


def test_from_an_empty_form_to_a_public_report(cast: Cast) -> None:
    """The whole walk, as two officers and a visitor without an account do it."""
    author, officer, visitor = client_of(cast.author), client_of(cast.officer), client_of(None)
    assert author.post(url("new"), posted(cast)).status_code == 302
    consultation = Consultation.objects.get()
    ref = consultation.reference
    assert consultation.themes == ["klei", "zand"]
    assert visitor.get(url("detail", ref)).status_code == 404
    file = SimpleUploadedFile("stuk.pdf", PDF, content_type="application/pdf")
    author.post(url("add-document", ref), {"title": "Achtergrond", "file": file})
    author.post(url("announce", ref))
    assert author.post(url("new-meeting", ref), meeting_posted()).status_code == 302
    meeting = Meeting.objects.get()
    author.post(url("announce-meeting", meeting.uuid))

    page = visitor.get(url("detail", ref)).content.decode()
    for word in ("Wat kost dat?", "Werkbijeenkomst", "Achtergrond", "<strong>leren</strong>"):
        assert word in page
    visitor.post(url("take-part", ref), stages.PERSON)
    person = consultation.participants.get()
    secret = secret_of(person)
    visitor.post(url("confirm", secret))
    visitor.post(url("join", secret, meeting.uuid))
    plan = SimpleUploadedFile("plan.pdf", PDF, content_type="application/pdf")
    sent = visitor.post(
        url("contribute", secret),
        {"version": "0", "answer_1": "Veel.", "answer_2": "", "text": "", "file": plan},
    )
    assert sent.status_code == 302
    said = Contribution.objects.get()
    mine = visitor.get(url("my-file", secret), follow=True)
    assert b"".join(mine.streaming_content) == PDF
    assert "Bedrijf" in visitor.get(url("detail", ref)).content.decode()

    visitor.post(url("leave", secret, meeting.uuid))
    author.post(url("cancel-meeting", meeting.uuid), {"reasons": "De zaal is dicht."})
    report_through_the_pages(stages.closed(consultation), author, officer)
    page = visitor.get(url("detail", ref)).content.decode()
    assert "Wat wij leerden" in page
    assert "Veel." in page
    assert said.participant.name not in page


def report_through_the_pages(consultation: Consultation, author: Client, officer: Client) -> None:
    """Written by one, given back once, published by the other."""
    ref = consultation.reference
    assert "Veel." in author.get(url("contributions", ref)).content.decode()
    written = author.post(
        url("report", ref),
        {"version": "0", "text": stages.REPORT, "cite_1": "on", "quote_1": "Veel."},
    )
    assert written.url == url("review-report", ref)
    author.post(url("submit-report", ref))
    assert author.post(url("publish-report", ref)).status_code == 403
    officer.post(url("return-report", ref), {"reasons": "Noem de duur."})
    assert "Noem de duur." in author.get(url("report", ref)).content.decode()
    author.post(url("submit-report", ref))
    officer.post(url("publish-report", ref))


def test_all_faults_of_a_consultation_at_once(cast: Cast) -> None:
    """Nothing typed is lost, and the clock's gap of 28 March 2027 is told."""
    data = posted(
        cast, title="", purpose="", reference="beheer", themes="x" * 101, entry="soms",
        closes_at_on="2027-03-28", closes_at_at="02:30", opens_at_at="",
    )  # fmt: skip
    answer = client_of(cast.author).post(url("new"), data)
    assert set(answer.context["form"].errors) == {
        "title", "purpose", "reference", "themes", "entry", "closes_at", "opens_at",
    }  # fmt: skip
    assert "x" * 101 in answer.content.decode()
    assert not Consultation.objects.exists()


def test_all_faults_of_a_meeting_at_once(cast: Cast) -> None:
    meeting = stages.call_with_meeting(cast)
    late = timezone.now() + timedelta(days=30)
    data = meeting_posted(title="", place="", capacity="0", online_url="geen adres",
                          **moment("register_before", late),
                          **moment("ends_at", timezone.now()))  # fmt: skip
    answer = client_of(cast.author).post(url("new-call-meeting", meeting.host.reference), data)
    assert set(answer.context["form"].errors) == {
        "title", "place", "capacity", "online_url", "register_before", "ends_at",
    }  # fmt: skip
    assert "geen adres" in answer.content.decode()


@pytest.mark.parametrize(
    ("details", "wrong"),
    [
        ({}, {"name", "organisation", "kind", "email"}),
        ({"name": "x" * 121, "organisation": "\x00", "kind": "bank", "email": "a@b"},
         {"name", "organisation", "kind", "email"}),
        (stages.PERSON | {"email": "kanarie@geheim.example\nBcc: a@b.example"}, {"email"}),
    ],
)  # fmt: skip
def test_bad_input_of_a_visitor_is_told_at_once(
    cast: Cast, details: dict[str, str], wrong: set[str]
) -> None:
    meeting = stages.call_with_meeting(cast)
    answer = client_of(None).post(url("register", meeting.uuid), details)
    assert set(answer.context["form"].errors) == wrong


def test_script_and_markdown_are_shown_as_text(cast: Cast) -> None:
    evil = "<script>alert(1)</script>"
    consultation = stages.announced(cast, title=evil, purpose=f"{evil} [x](javascript:alert(1))",
                                    themes=[evil], questions=[evil])  # fmt: skip
    meeting = stages.meeting(consultation, cast, title=evil, description=evil, place=evil)
    for address in (url("detail", consultation.reference), url("meeting", meeting.uuid),
                    url("list")):  # fmt: skip
        html = client_of(None).get(address).content.decode()
        assert "<script>alert" not in html
        assert 'href="javascript' not in html


@pytest.mark.parametrize(("content", "word"), [(b"MZ\x90 program", "file"), (PDF, "")])
def test_only_a_pdf_goes_along_with_a_contribution(cast: Cast, content: bytes, word: str) -> None:
    """The first bytes count, not the name; the words typed beside a wrong file stay."""
    secret = secret_of(stages.participant(stages.announced(cast)))
    file = SimpleUploadedFile("stuk.pdf", content, content_type="application/pdf")
    data = {"version": "0", "text": "Dit blijft staan.", "file": file}
    answer = client_of(None).post(url("contribute", secret), data)
    assert Contribution.objects.exists() is not bool(word)
    if word:
        assert set(answer.context["form"].errors) == {word}
        assert "Dit blijft staan." in answer.content.decode()


def test_empty_and_huge_contributions_are_refused_and_kept(cast: Cast) -> None:
    secret = secret_of(stages.participant(stages.announced(cast)))
    client = client_of(None)
    assert client.post(url("contribute", secret), {"version": "0"}).context["form"].errors
    huge = client.post(url("contribute", secret), {"version": "0", "text": "a" * 200_000})
    assert set(huge.context["form"].errors) == {"text"}
    assert not Contribution.objects.exists()


def test_second_tab_does_not_overwrite_a_contribution(cast: Cast) -> None:
    secret = secret_of(stages.participant(stages.announced(cast)))
    client = client_of(None)
    client.post(url("contribute", secret), {"version": "0", "text": "Eerst."})
    late = client.post(url("contribute", secret), {"version": "0", "text": "Later."})
    assert "Later." in late.content.decode()
    assert Contribution.objects.get().text == "Eerst."


def test_addresses_that_are_none_are_named(cast: Cast) -> None:
    consultation = stages.announced(cast)
    data = {"addresses": "goed@voorbeeld.example\ngeen adres\nook niet"}
    answer = client_of(cast.author).post(url("invite", consultation.reference), data)
    assert "geen adres, ook niet" in str(answer.context["form"].errors)
    assert not consultation.invitees.exists()


def test_call_page_shows_consultation_and_meetings_only_when_public(cast: Cast) -> None:
    phase = PhaseFactory(call__contracting_authority=cast.rws)
    page = reverse("calls:detail", args=[phase.call.reference])
    assert "Marktconsultatie en bijeenkomsten" not in client_of(None).get(page).content.decode()
    meeting = stages.meeting(phase.call, cast, title="Kijkdag")
    Consultation.objects.create(authority=cast.rws, call=phase.call, reference="M1", title="Stil",
                                purpose="p")  # fmt: skip
    html = client_of(None).get(page).content.decode()
    assert url("meeting", meeting.uuid) in html
    assert "Stil" not in html


def test_slides_are_public_with_the_report_and_not_before(cast: Cast, clock: Any) -> None:
    meeting = stages.call_with_meeting(cast)
    slides = transitions.add_slides(
        meeting, title="Dia's", upload=stages.PDF, file_name="dia's.pdf", by=cast.author
    )
    address = url("slides", meeting.uuid, slides.file.uuid)
    assert client_of(None).get(address).status_code == 404
    assert client_of(cast.officer).get(address).status_code == 200
    clock.set(meeting.ends_at)
    data = {"report": "Wij vertelden **alles**."}
    client_of(cast.author).post(url("report-meeting", meeting.uuid), data)
    assert b"".join(client_of(None).get(address).streaming_content) == stages.PDF
    page = client_of(None).get(url("meeting", meeting.uuid)).content.decode()
    assert "<strong>alles</strong>" in page
    assert address in page


def test_participants_come_in_the_order_asked_in_the_file_too(cast: Cast) -> None:
    consultation = stages.announced(cast)
    for number in (1, 2, 3):
        stages.participant(consultation, number)
    client = client_of(cast.officer)
    for name in ("participants", "participants-csv"):
        orders = []
        for word in ("email", "-email"):
            answer = client.get(url(name, consultation.reference), {"sort": word})
            text = (b"".join(answer) if answer.streaming else answer.content).decode()
            orders.append(re.findall(r"[\w.-]+@[\w.-]+", text.partition("Sinds")[2] or text))
        up, down = orders
        assert len(up) >= 3
        assert up == sorted(up)
        assert down == up[::-1]


COSTS = {  # queries of each page, whatever it lists
    "list": 3, "detail": 8, "mine": 7, "desk": 7, "manage": 15, "participants": 8,
    "contributions": 9, "manage-meeting": 12, "of-call": 9, "report": 9,
}  # fmt: skip
PUBLIC = {"list", "detail", "mine"}


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize("name", COSTS)
def test_page_costs_the_same_for_one_row_and_for_three(
    cast: Cast, name: str, items: int, django_assert_num_queries: Any
) -> None:
    first, *_others = [stages.announced(cast, f"MARKT26-{number}") for number in range(items)]
    call = CallFactory(contracting_authority=cast.rws)
    Consultation.objects.update(call=call)
    for number in range(1, items + 1):
        meeting = stages.meeting(first, cast)
        stages.contribution(stages.participant(first, number, at=meeting))
    args = {
        "list": [], "desk": [], "mine": [secret_of(first.participants.all()[0])],
        "manage-meeting": [meeting.uuid], "of-call": [call.reference],
    }.get(name, [first.reference])  # fmt: skip
    client = client_of(None if name in PUBLIC else cast.officer)
    shown = client.get(url(name, *args), follow=True).request["PATH_INFO"]
    with django_assert_num_queries(COSTS[name]):
        assert client.get(shown).status_code == 200
