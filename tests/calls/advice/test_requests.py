"""Advice of the expertise centre: who is asked, who reads it, and on whom it waits."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from calls.advice import services, transitions
from calls.advice.models import AdviceFile, AdviceMessage, AdviceRequest
from portal.accounts.models import Membership
from portal.audit.models import AuditEvent
from portal.files.uploads import encrypt_bytes
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.applications.stages import PDF
from tests.applications.writing.hostile import PNG
from tests.calls.advice.stages import BRIDGES
from tests.cast import client_of, staff

State = AdviceRequest.State
SECRET_WORDS = "Wij denken aan vijf ton voor de proef"


@pytest.fixture
def second_adviser(cast):
    return staff(cast.rvo, Membership.Role.ADVISER, "Tweede adviseur")


@pytest.fixture
def asked(cast, draft, second_adviser):
    return services.ask_advice(
        agency=cast.rvo, authority=cast.rws, subject="Hoe groot mag de proef zijn?",
        text=SECRET_WORDS, call=draft, by=cast.author,
    )  # fmt: skip


def holders():
    return {task.holder.name for task in Task.objects.filter(closed_at=None)}


def at(request, state):
    """The request in a state, reached the real way."""
    author, adviser = request.asked_by, request.agency.memberships.filter(
        role=Membership.Role.ADVISER
    ).first().user  # fmt: skip
    if state != State.ASKED:
        transitions.take_up(request, by=adviser)
    if state in {State.ADVISED, State.CLOSED}:
        transitions.advise(request, outcome="Begin klein.", by=adviser)
    if state == State.CLOSED:
        transitions.close(request, by=author)
    return AdviceRequest.objects.get(pk=request.pk)


def test_asking_gives_every_adviser_a_task_and_a_mail(cast, asked):
    assert holders() == {"Reservehouder", "Tweede adviseur"}
    mails = OutgoingMail.objects.filter(kind="advice_asked")
    assert {mail.recipient.name for mail in mails} == {"Reservehouder", "Tweede adviseur"}


def test_mails_tasks_and_audit_lines_hold_no_content(cast, asked):
    services.send_message(asked, text=SECRET_WORDS, by=cast.escrow)
    transitions.advise(asked, outcome=SECRET_WORDS, by=cast.escrow)
    assert AdviceMessage.objects.filter(text=SECRET_WORDS).count() == 2
    for mail in OutgoingMail.objects.all():
        assert SECRET_WORDS not in mail.body + mail.subject
    for task in Task.objects.all():
        assert SECRET_WORDS not in task.subject
    for event in AuditEvent.objects.all():
        assert SECRET_WORDS not in str(event.data)


def test_who_takes_it_up_keeps_the_task_and_the_others_lose_it(cast, asked):
    request = transitions.take_up(asked, by=cast.escrow)
    assert (request.state, request.adviser) == (State.IN_CONVERSATION, cast.escrow)
    assert holders() == {"Reservehouder"}


def test_an_answer_takes_the_request_up_and_waits_on_who_asked(cast, asked):
    request = services.send_message(asked, text="Wat is het budget?", by=cast.escrow)
    assert (request.state, request.adviser) == (State.IN_CONVERSATION, cast.escrow)
    assert holders() == {"Auteur"}
    mail = OutgoingMail.objects.get(kind="advice_message")
    assert mail.recipient == cast.author


def test_a_colleague_who_writes_along_is_told_as_well(cast, asked):
    services.send_message(asked, text="Ik lees mee.", by=cast.officer)
    services.send_message(asked, text="Goed.", by=cast.escrow)
    assert holders() == {"Auteur", "Tweede inkoper"}


def test_advice_waits_on_who_asked_and_closing_frees_everybody(cast, asked):
    request = at(asked, State.ADVISED)
    assert request.outcome == "Begin klein."
    assert holders() == {"Auteur"}
    assert OutgoingMail.objects.get(kind="advice_given").recipient == cast.author
    transitions.close(request, by=cast.officer)
    assert holders() == set()


def test_asking_on_keeps_the_first_advice_in_the_conversation(cast, asked):
    request = at(asked, State.ADVISED)
    request = services.send_message(request, text="Hoe klein?", by=cast.author)
    assert (request.state, request.outcome) == (State.IN_CONVERSATION, "")
    texts = [message.text for message in request.messages.all()]
    assert texts == [SECRET_WORDS, "Begin klein.", "Hoe klein?"]
    again = transitions.advise(request, outcome="Twee ton.", by=request.adviser)
    assert again.outcome == "Twee ton."
    assert OutgoingMail.objects.filter(kind="advice_given").count() == 2


@pytest.mark.parametrize("text", ["", "   "])
def test_empty_words_are_refused(cast, asked, text):
    with pytest.raises(TransitionRefused):
        services.send_message(asked, text=text, by=cast.author)
    transitions.take_up(asked, by=cast.escrow)
    with pytest.raises(TransitionRefused):
        transitions.advise(asked, outcome=text, by=cast.escrow)


# move -> (states it leaves from, who may)
MOVES = {
    "take_up": ({State.ASKED}, {"escrow"}),
    "advise": ({State.IN_CONVERSATION}, {"escrow"}),
    "close": ({State.ASKED, State.IN_CONVERSATION, State.ADVISED}, {"author", "officer"}),
}
PEOPLE = ("author", "officer", "outsider", "escrow", "analyst", "auditor", "operator", "applicant")


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", MOVES)
def test_move_from_state(cast, draft, name, state):
    request = services.ask_advice(
        agency=cast.rvo, authority=cast.rws, subject="Vraag", text="Wat nu?", call=draft,
        by=cast.author,
    )  # fmt: skip
    request = at(request, state)
    sources, people = MOVES[name]
    person = getattr(cast, sorted(people)[0])
    more = {"outcome": "Zo."} if name == "advise" else {}
    if state in sources:
        getattr(transitions, name)(request, by=person, **more)
    else:
        with pytest.raises(TransitionRefused):
            getattr(transitions, name)(request, by=person, **more)


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("name", MOVES)
def test_move_by_person(cast, asked, name, person):
    sources, people = MOVES[name]
    request = at(asked, State.IN_CONVERSATION if State.ASKED not in sources else State.ASKED)
    more = {"outcome": "Zo."} if name == "advise" else {}
    if person in people:
        getattr(transitions, name)(request, by=getattr(cast, person), **more)
    else:
        with pytest.raises(PermissionDenied):
            getattr(transitions, name)(request, by=getattr(cast, person), **more)


def test_closed_is_the_end_of_the_conversation(cast, asked):
    request = at(asked, State.CLOSED)
    for person in (cast.author, cast.escrow):
        with pytest.raises(TransitionRefused):
            services.send_message(request, text="Nog iets.", by=person)


@pytest.mark.parametrize("person", ["outsider", "analyst", "auditor", "operator", "applicant"])
def test_nobody_else_reads_or_writes(cast, asked, person):
    """With a request that is there to be seen: by the officers and the adviser it is."""
    for reader in (cast.author, cast.officer, cast.escrow):
        assert AdviceRequest.objects.visible_to(reader).filter(pk=asked.pk).exists()
    user = getattr(cast, person)
    assert not AdviceRequest.objects.visible_to(user).exists()
    page = client_of(user).get(reverse("advice:request", args=[asked.uuid]))
    assert page.status_code == 404
    with pytest.raises(PermissionDenied):
        services.send_message(asked, text="Ik doe mee.", by=user)


def test_an_adviser_of_another_agency_does_not_read_it(cast, asked):
    from_elsewhere = staff(cast.province, Membership.Role.ADVISER, "Adviseur elders")
    assert not AdviceRequest.objects.visible_to(from_elsewhere).exists()


def test_an_adviser_who_left_is_not_asked_and_reads_nothing(cast, draft, second_adviser):
    Membership.objects.filter(user=second_adviser).update(until="2020-01-01T00:00:00Z")
    request = services.ask_advice(
        agency=cast.rvo, authority=cast.rws, subject="Vraag", text="Wat nu?", by=cast.author
    )
    assert holders() == {"Reservehouder"}
    assert not AdviceRequest.objects.visible_to(second_adviser).exists()
    assert request.call is None


def test_asking_before_there_is_a_call_with_the_answers_of_the_adviser(cast):
    made = services.consider(answers=BRIDGES, authority=cast.rws, by=cast.author)
    url = f"{reverse('advice:ask')}?keuze={made.uuid}"
    data = {
        "authority": cast.rws.pk,
        "agency": cast.rvo.pk,
        "subject": "SBIR?",
        "text": "Past dit?",
    }
    client_of(cast.author).post(url, data)
    request = AdviceRequest.objects.get()
    assert (request.call, request.consideration) == (None, made)
    page = client_of(cast.escrow).get(reverse("advice:request", args=[request.uuid]))
    assert "Nee, dat hebben wij onderzocht" in page.content.decode()


def test_asking_on_a_call_of_somebody_else_is_not_possible(cast, draft):
    url = f"{reverse('advice:ask')}?oproep={draft.reference}"
    assert client_of(cast.outsider).get(url).status_code == 404
    with pytest.raises(PermissionDenied):
        services.ask_advice(
            agency=cast.rvo, authority=cast.province, subject="x", text="y", call=draft,
            by=cast.outsider,
        )  # fmt: skip


def test_an_agency_without_advisers_cannot_be_asked(cast):
    with pytest.raises(TransitionRefused):
        services.ask_advice(
            agency=cast.province, authority=cast.rws, subject="x", text="y", by=cast.author
        )


def upload(name="vraag.pdf", data=PDF):
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    return SimpleUploadedFile(name, data)


def test_attachments_come_back_as_they_were_sent(cast, asked):
    url = reverse("advice:send", args=[asked.uuid])
    files = [upload("een.pdf"), upload("twee.png", PNG)]
    client_of(cast.author).post(url, {"text": "Zie de bijlagen.", "attachments": files})
    one, two = AdviceFile.objects.all()
    assert (one.file_name, two.file.content_type) == ("een.pdf", "image/png")
    address = reverse("advice:file", args=[asked.uuid, one.file.uuid])
    assert b"".join(client_of(cast.escrow).get(address).streaming_content) == PDF
    assert client_of(cast.outsider).get(address).status_code == 404


@pytest.mark.parametrize(
    "files",
    [[("kwaad.exe", b"MZ")], [("vraag.pdf", b"MZ geen pdf")], [("leeg.pdf", b"")],
     [(f"{number}.pdf", PDF) for number in range(6)]],
    ids=["kind", "content", "empty", "too many"],
)  # fmt: skip
def test_wrong_attachments_are_told_and_the_text_stays(cast, asked, files):
    url = reverse("advice:send", args=[asked.uuid])
    data = {"text": "Blijft staan.", "attachments": [upload(*file) for file in files]}
    answer = client_of(cast.author).post(url, data)
    assert answer.status_code == 200
    assert "Blijft staan." in answer.content.decode()
    assert not AdviceFile.objects.exists()
    assert asked.messages.count() == 1


def test_the_database_keeps_every_message_as_it_was(cast, asked):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE advice_advicemessage SET text = 'anders'")


def test_a_file_of_one_request_is_not_read_through_another(cast, asked):
    other = services.ask_advice(
        agency=cast.rvo, authority=cast.rws, subject="Ander", text="Iets anders.",
        uploads=[encrypt_bytes(PDF, "ander.pdf", "application/pdf")], by=cast.author,
    )  # fmt: skip
    file = AdviceFile.objects.get(message__request=other).file
    url = reverse("advice:file", args=[asked.uuid, file.uuid])
    assert client_of(cast.author).get(url).status_code == 404


def test_pages_show_what_each_side_can_do(cast, asked):
    url = reverse("advice:request", args=[asked.uuid])
    assert "Deze vraag oppakken" in client_of(cast.escrow).get(url).content.decode()
    page = client_of(cast.author).get(url).content.decode()
    assert "Deze vraag oppakken" not in page
    assert "Deze vraag sluiten" in page
    client_of(cast.escrow).post(reverse("advice:take-up", args=[asked.uuid]))
    client_of(cast.escrow).post(reverse("advice:advise", args=[asked.uuid]), {"outcome": "Zo."})
    assert "Zo." in client_of(cast.author).get(url).content.decode()
    client_of(cast.author).post(reverse("advice:close", args=[asked.uuid]))
    assert "Deze vraag is gesloten." in client_of(cast.author).get(url).content.decode()


def test_the_overview_of_a_call_lists_its_requests(cast, asked, draft):
    page = client_of(cast.officer).get(reverse("advice:of-call", args=[draft.reference]))
    assert asked.subject in page.content.decode()
