"""Requests under the Woo: terms, confidentiality, views, two officers, and what is disclosed."""

import csv
import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications.confidentiality import MARKS
from applications.models import OpenedFile, OpenedProposal
from archive.woo import documents, services, terms, transitions
from archive.woo.grounds import AW, GROUNDS
from archive.woo.models import WooDocument, WooRequest
from archive.woo.sources import sources_of
from portal import pdf
from portal.accounts.models import User
from portal.clock import portal_now, portal_today
from portal.files import store
from portal.mail.models import OutgoingMail
from portal.work.jobs import run_open_jobs
from portal.workflow import TransitionRefused
from tests.archive.papers import paper
from tests.archive.stages import old_phase
from tests.cast import Cast, client_of, proof_of

CV = "offertes"
Verdict = WooDocument.Verdict


@pytest.fixture
def woo(cast: Cast) -> WooRequest:
    """A request about a call with one opened offer, its file a readable PDF."""
    phase = old_phase(cast, offers=1)
    file = store.save_bytes(paper("Jan de Boer", "leidt"), "application/pdf", by=cast.applicant)
    OpenedFile.objects.update(file=file)
    request = services.register(
        phase.call, requester="Krant", requester_email="", question="Alles.",
        received_on=portal_today(), by=cast.author,
    )  # fmt: skip
    services.collect(request, {titles_of(request)[-1]}, by=cast.author)
    return request


def titles_of(request: WooRequest) -> list[str]:
    return [source.title for source in sources_of(request.call)]


def free(request: WooRequest) -> None:
    """The company had freed the file in its offer."""
    OpenedProposal.objects.update(answers={MARKS: {"freed": ["cv"]}})
    request.documents.update(is_confidential=False)


def heard(request: WooRequest, cast: Cast, *, objects_to: bool = False) -> None:
    view = services.ask_view(request, cast.company, by=cast.author)
    services.answer_view(view, objects_to=objects_to, words="", by=cast.applicant)


def decided(request: WooRequest, one: User, other: User) -> WooRequest:
    transitions.propose(request, by=one)
    transitions.decide(request, by=other, proof=proof_of(other))
    run_open_jobs(transitions.DISCLOSURE)
    request.refresh_from_db()
    return request


@pytest.mark.parametrize(
    ("received", "is_extended", "due"),
    [
        (date(2026, 3, 2), False, date(2026, 3, 30)),  # four weeks
        (date(2026, 3, 9), False, date(2026, 4, 7)),  # Easter Monday: the day after
        (date(2026, 3, 9), True, date(2026, 4, 20)),  # from the term itself, not the moved day
        (date(2026, 11, 28), False, date(2026, 12, 28)),  # Boxing Day on a Saturday: to Monday
        (date(2026, 4, 8), False, date(2026, 5, 6)),
        (date(2026, 4, 7), False, date(2026, 5, 6)),  # 5 May is a holiday in this act
    ],
)
def test_the_term_is_four_weeks_and_two_more(received, is_extended, due) -> None:
    """REQ-26: due date by Woo, article 4.4, and the Algemene termijnenwet."""
    assert terms.due_on(received, is_extended=is_extended) == due


def test_the_term_is_extended_once_and_in_time(cast: Cast, woo: WooRequest, clock) -> None:
    extended = services.extend(woo, because="Veel stukken.", by=cast.author)
    assert extended.due_on == terms.due_on(woo.received_on, is_extended=True)
    with pytest.raises(TransitionRefused):
        services.extend(woo, because="Nog meer.", by=cast.author)
    late = services.register(
        woo.call, requester="Krant", requester_email="", question="x",
        received_on=portal_today() - timedelta(days=40), by=cast.author,
    )  # fmt: skip
    with pytest.raises(TransitionRefused):
        services.extend(late, because="x", by=cast.author)
    with pytest.raises(PermissionDenied):
        services.extend(late, because="x", by=cast.outsider)


@pytest.mark.parametrize(
    ("told", "heard", "days"),
    [
        (date(2026, 3, 2), date(2026, 3, 16), 13),  # 3 to 15 March
        (date(2026, 3, 2), date(2026, 3, 3), 0),  # heard on the day on which it would begin
        (date(2026, 3, 2), date(2026, 3, 1), 0),  # heard before who asked was told
    ],
)
def test_the_term_stands_still_from_the_day_after_until_the_day_of_the_view(
    told: date, heard: date, days: int
) -> None:
    """Woo, article 4.4(3)."""
    assert terms.suspended_days(told, heard) == days
    assert terms.due_on(date(2026, 2, 23), suspended=13) == date(2026, 4, 7)  # not Easter Monday


def test_hearing_a_company_suspends_only_after_who_asked_was_told(
    cast: Cast, woo: WooRequest, clock
) -> None:
    asked_on = portal_today()
    before = woo.due_on
    view = services.ask_view(woo, cast.company, by=cast.author)
    assert services.due_on(woo) == before, "asking alone suspends nothing"
    told = services.tell(woo, told_on=asked_on, by=cast.author)
    whole = (view.due_on - asked_on).days - 1
    assert told.due_on == terms.due_on(woo.received_on, suspended=whole)
    clock.set(portal_now() + timedelta(days=4))
    services.answer_view(view, objects_to=False, words="", by=cast.applicant)
    woo.refresh_from_db()
    assert woo.due_on == terms.due_on(woo.received_on, suspended=3), "a quick answer ends it"
    extended = services.extend(woo, because="Veel stukken.", by=cast.author)
    assert extended.due_on == terms.due_on(woo.received_on, is_extended=True, suspended=3)


def test_who_asked_is_told_once_and_on_a_day_that_can_be(cast: Cast, woo: WooRequest) -> None:
    today = portal_today()
    with pytest.raises(TransitionRefused) as refused:
        services.tell(woo, told_on=today, by=cast.author)
    assert refused.value.code == "views"
    services.ask_view(woo, cast.company, by=cast.author)
    for day, code in ((today + timedelta(days=1), "ahead"), (today - timedelta(days=1), "early")):
        with pytest.raises(TransitionRefused) as refused:
            services.tell(woo, told_on=day, by=cast.author)
        assert refused.value.code == code
    with pytest.raises(PermissionDenied):
        services.tell(woo, told_on=today, by=cast.outsider)
    page = reverse("woo:tell", args=[woo.uuid])
    assert client_of(cast.author).post(page, {"told_on": today.isoformat()}).status_code == 302
    with pytest.raises(TransitionRefused) as refused:
        services.tell(woo, told_on=today, by=cast.author)
    assert refused.value.code == "once"
    shown = client_of(cast.officer).get(reverse("woo:request", args=[woo.uuid])).content.decode()
    assert "staat stil" in shown


def test_a_company_that_is_asked_later_lengthens_nothing(
    cast: Cast, woo: WooRequest, clock
) -> None:
    services.ask_view(woo, cast.company, by=cast.author)
    told = services.tell(woo, told_on=portal_today(), by=cast.author)
    clock.set(portal_now() + timedelta(days=5))
    woo.documents.update(company=cast.rival_company)
    services.ask_view(woo, cast.rival_company, by=cast.author)
    woo.refresh_from_db()
    assert services.due_on(woo) == woo.due_on == told.due_on


def test_what_a_company_did_not_free_opens_by_its_own_word_alone(
    cast: Cast, woo: WooRequest
) -> None:
    """REQ-14: confidential unless it is freed; the Procurement Act prevails over the Woo."""
    (document,) = woo.documents.all()
    assert document.is_confidential
    for verdict in (Verdict.WHOLE, Verdict.PARTLY):
        with pytest.raises(TransitionRefused):
            services.judge(document, verdict=verdict, by=cast.author)
    with pytest.raises(TransitionRefused):
        services.judge(document, verdict=Verdict.REFUSED, ground="", by=cast.author)
    services.judge(document, verdict=Verdict.REFUSED, ground=AW, by=cast.author)
    heard(woo, cast, objects_to=True)
    with pytest.raises(TransitionRefused):
        services.judge(document, verdict=Verdict.WHOLE, by=cast.author)
    woo.views.update(objects_to=False)
    services.judge(document, verdict=Verdict.WHOLE, by=cast.author)


def test_what_the_company_freed_is_not_confidential(cast: Cast, woo: WooRequest) -> None:
    OpenedProposal.objects.update(answers={MARKS: {"freed": ["cv"]}})
    source = list(sources_of(woo.call))[-1]
    assert (source.company, source.is_confidential) == (cast.company, False)


def test_words_are_not_looked_for_in_a_file_that_does_not_open(cast: Cast, woo: WooRequest) -> None:
    """The officer hears it; a damaged file was an answer of 500."""
    (document,) = woo.documents.all()
    document.file = store.save_bytes(b"%PDF-1.7 half", "application/pdf", by=cast.author)
    document.save(update_fields=["file"])
    with pytest.raises(TransitionRefused) as refused:
        services.take_out(document, text="Jan de Boer", ground="5.1.2.e", by=cast.author)
    assert refused.value.code == "unreadable"
    assert not document.passages.exists()


def test_words_that_are_taken_out_are_not_in_the_package(cast: Cast, woo: WooRequest) -> None:
    """REQ-26, ASVS 14.2.8: the text is really removed, and nothing tells who made the file."""
    free(woo)
    (document,) = woo.documents.all()
    with pytest.raises(TransitionRefused):
        services.take_out(document, text="Piet Puk", ground="5.1.2.e", by=cast.author)
    services.take_out(document, text="Jan de Boer", ground="5.1.2.e", by=cast.author)
    services.judge(document, verdict=Verdict.PARTLY, by=cast.author)
    heard(woo, cast)
    decided(woo, cast.author, cast.officer)
    with zipfile.ZipFile(io.BytesIO(b"".join(store.read(woo.package)))) as archive:
        names = archive.namelist()
        content = archive.read(names[-1])
        listed = pdf.text_of(archive.read("inventarislijst.pdf"))
    assert "Jan de Boer" in pdf.text_of(b"".join(store.read(document.file)))
    assert "Jan de Boer" not in pdf.text_of(content)
    assert b"Jan de Boer" not in content
    assert names[:2] == ["inventarislijst.pdf", "inventarislijst.csv"]
    assert "5.1(2)(e)" in listed or "5.1, lid 2" in listed


def test_what_is_not_disclosed_is_not_in_the_package(cast: Cast, woo: WooRequest) -> None:
    (document,) = woo.documents.all()
    services.judge(document, verdict=Verdict.REFUSED, ground=AW, by=cast.author)
    decided(woo, cast.author, cast.officer)
    with zipfile.ZipFile(io.BytesIO(b"".join(store.read(woo.package)))) as archive:
        assert archive.namelist() == ["inventarislijst.pdf", "inventarislijst.csv"]
        text = archive.read("inventarislijst.csv").decode().removeprefix("\ufeff")
    (_head, row) = csv.reader(io.StringIO(text))
    assert row[1] == document.title
    assert row[3] == str(GROUNDS[AW]) or "Aanbestedingswet" in row[3]


def test_a_company_is_heard_before_the_decision(cast: Cast, woo: WooRequest, clock) -> None:
    """REQ-26: a view request by mail, with a term and a page for the answer."""
    free(woo)
    (document,) = woo.documents.all()
    services.judge(document, verdict=Verdict.WHOLE, by=cast.author)
    with pytest.raises(TransitionRefused):
        transitions.propose(woo, by=cast.author)
    view = services.ask_view(woo, cast.company, by=cast.author)
    assert [mail.recipient for mail in OutgoingMail.objects.filter(kind="woo_view_asked")] == [
        cast.applicant
    ]
    assert "Krant" not in OutgoingMail.objects.get(kind="woo_view_asked").body
    page = reverse("woo:view", args=[view.uuid])
    assert client_of(cast.rival).get(page).status_code == 404
    assert client_of(cast.viewer).post(page, {"objects_to": "no"}).status_code == 403
    with pytest.raises(TransitionRefused):
        transitions.propose(woo, by=cast.author)
    reply = client_of(cast.applicant).post(page, {"objects_to": "yes", "words": "Onze prijs."})
    assert reply.status_code == 302
    assert transitions.lacking_in(woo) == []
    with pytest.raises(TransitionRefused):
        services.answer_view(view, objects_to=False, words="", by=cast.applicant)


def test_a_term_for_a_view_that_is_over_holds_nothing(cast: Cast, woo: WooRequest, clock) -> None:
    free(woo)
    services.judge(woo.documents.get(), verdict=Verdict.WHOLE, by=cast.author)
    view = services.ask_view(woo, cast.company, by=cast.author)
    clock.set(portal_now() + timedelta(days=25))
    assert transitions.lacking_in(woo) == []
    with pytest.raises(TransitionRefused):
        services.answer_view(view, objects_to=True, words="", by=cast.applicant)


def test_two_officers_decide(cast: Cast, woo: WooRequest) -> None:
    """ASVS 2.3.5: nobody discloses alone."""
    services.judge(woo.documents.get(), verdict=Verdict.REFUSED, ground=AW, by=cast.author)
    transitions.propose(woo, by=cast.author)
    with pytest.raises(PermissionDenied):
        transitions.decide(woo, by=cast.author, proof=proof_of(cast.author))
    with pytest.raises(PermissionDenied):
        transitions.decide(woo, by=cast.outsider, proof=proof_of(cast.outsider))
    with pytest.raises(TransitionRefused):
        services.extend(woo, because="x", by=cast.author)
    transitions.send_back(woo, by=cast.officer)
    assert WooRequest.objects.get(pk=woo.pk).state == WooRequest.State.OPEN


def test_officers_handle_a_request_on_pages(cast: Cast, woo: WooRequest) -> None:
    free(woo)
    browser, one = client_of(cast.author), reverse("woo:request", args=[woo.uuid])
    assert str(woo) in browser.get(reverse("woo:desk")).content.decode()
    assert client_of(cast.outsider).get(one).status_code == 404
    page = reverse("woo:document", args=[woo.uuid, 1])
    browser.post(reverse("woo:take-out", args=[woo.uuid, 1]), {"text": "Jan", "ground": "5.1.2.e"})
    browser.post(page, {"verdict": "partly", "ground": ""})
    assert "“Jan”" in browser.get(page).content.decode()
    browser.post(reverse("woo:ask-views", args=[woo.uuid]))
    text = browser.get(one).content.decode()
    assert cast.company.name in text
    assert "gehoord" in text
    rows = list(csv.reader(io.StringIO("".join(documents.inventory_csv(woo)))))
    assert len(rows) == 2
    reply = browser.get(reverse("woo:inventory", args=[woo.uuid]))
    assert reply.content.startswith(b"%PDF")


def test_a_request_is_written_down_on_a_page(cast: Cast) -> None:
    call = old_phase(cast, offers=0).call
    answers = {
        "call": call.reference, "received_on": portal_today().isoformat(), "requester": "Krant",
        "question": "Alles over deze oproep.",
    }  # fmt: skip
    browser = client_of(cast.author)
    wrong = browser.post(reverse("woo:register"), {**answers, "received_on": "morgen"})
    assert "Alles over deze oproep." in wrong.content.decode()
    browser.post(reverse("woo:register"), answers)
    assert WooRequest.objects.get().due_on == terms.due_on(portal_today())
    elsewhere = client_of(cast.outsider).post(reverse("woo:register"), answers)
    assert elsewhere.status_code == 200  # no such call for them
    assert client_of(cast.applicant).get(reverse("woo:desk")).status_code == 403
