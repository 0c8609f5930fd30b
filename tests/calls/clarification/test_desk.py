"""The officers' desk: what its pages show, what they save, and what bad input does."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from calls import services as call_services
from calls.clarification.models import Announcement, Notice, Question
from calls.clarification.selectors import notices_for
from calls.clarification.transitions import questions
from calls.models import Call, CallRole, Phase
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from tests.calls.clarification import stages
from tests.cast import Cast, client_of

WORDS = {"subject": "Staal", "text": "Mag gebruikt staal?", "answer": "Ja.", "withheld_because": ""}


@pytest.fixture
def phase(cast: Cast) -> Phase:
    return stages.call_with(cast)


def url(phase: Phase, name: str, *more: object) -> str:
    return reverse(f"clarification:{name}", args=[phase.call.reference, *more])


def test_answer_is_saved_and_then_ready(cast: Cast, phase: Phase) -> None:
    question = stages.asked(phase, cast).question
    page, client = url(phase, "question", question.uuid), client_of(cast.author)
    assert client.post(page, {**WORDS, "answer": ""}).status_code == 302
    question.refresh_from_db()
    assert (question.state, question.subject) == ("open", "Staal")
    assert question.asked_text.startswith("Mogen wij")
    empty = client.post(page, {**WORDS, "answer": "", "ready": "1"})
    assert empty.status_code == 200
    assert "Schrijf eerst een antwoord" in empty.content.decode()
    assert client.post(page, {**WORDS, "ready": "1"}).status_code == 302
    question.refresh_from_db()
    assert question.state == "answered"
    assert question.has_a_word_changed
    assert not Task.objects.filter(kind="answer_questions", closed_at=None).exists()


def test_colleague_answers_what_was_assigned_and_sees_no_more(cast: Cast, phase: Phase) -> None:
    CallRole.objects.create(call=phase.call, user=cast.unassigned, role=CallRole.Role.READER)
    mine, other = (stages.asked(phase, cast).question for _ in range(2))
    client = client_of(cast.unassigned)
    assert client.get(url(phase, "question", mine.uuid)).status_code == 404
    chosen = client_of(cast.author).post(
        url(phase, "assign", mine.uuid), {"to": cast.unassigned.pk}
    )
    assert chosen.status_code == 302
    task = Task.objects.get(holder=cast.unassigned)
    assert task.due_at
    assert task.due_at < phase.closes_at
    assert OutgoingMail.objects.get(kind="question_assigned").recipient == cast.unassigned
    assert client.get(task.url).status_code == 200
    assert client.get(url(phase, "question", other.uuid)).status_code == 404
    assert client.get(url(phase, "desk")).status_code == 403
    assert client.post(task.url, {**WORDS, "ready": "1"}).status_code == 302
    task.refresh_from_db()
    assert task.closed_at
    CallRole.objects.filter(user=cast.unassigned).delete()
    assert client.get(task.url).status_code == 404


@pytest.mark.parametrize("to", ["", "0", "x", "outsider"])
def test_question_is_not_assigned_to_somebody_from_outside(
    cast: Cast, phase: Phase, to: str
) -> None:
    question = stages.asked(phase, cast).question
    value = cast.outsider.pk if to == "outsider" else to
    answer = client_of(cast.author).post(url(phase, "assign", question.uuid), {"to": value})
    assert answer.status_code == 200
    question.refresh_from_db()
    assert question.state == "open"


def test_duplicates_are_taken_together_and_apart_again(cast: Cast, phase: Phase) -> None:
    first, second = (stages.asked(phase, cast).question for _ in range(2))
    client = client_of(cast.author)
    assert client.post(url(phase, "merge", second.uuid), {"into": first.uuid}).status_code == 302
    desk = client.get(url(phase, "desk")).content.decode()
    assert "1 andere is hiermee samengenomen" in desk
    assert client.post(url(phase, "unmerge", second.uuid)).status_code == 302
    second.refresh_from_db()
    assert (second.state, second.merged_into) == ("open", None)
    for wrong in ("", "x", str(uuid.uuid4()), str(second.uuid)):
        assert client.post(url(phase, "merge", second.uuid), {"into": wrong}).status_code == 200


def test_notice_is_made_from_chosen_answers_in_the_order_of_their_places(
    cast: Cast, phase: Phase
) -> None:
    a, b, c = (
        stages.answered(stages.asked(phase, cast, subject=word).question, cast) for word in "abc"
    )
    told = stages.announced(phase, cast)
    client = client_of(cast.author)
    client.post(url(phase, "start-notice"), {"phase": phase.pk})
    notice = Notice.objects.get()
    page = url(phase, "notice", notice.uuid)
    data = {
        "questions": [a.uuid, c.uuid], "announcements": [told.uuid], "intro": "Beste lezer",
        f"place-{a.uuid}": "2", f"place-{c.uuid}": "1", f"place-{b.uuid}": "3",
    }  # fmt: skip
    assert client.post(page, data).status_code == 302
    chosen = notice.questions.order_by("position").values_list("subject", flat=True)
    assert list(chosen) == ["c", "a"]
    assert client.post(page, {**data, "questions": [b.uuid]}).status_code == 302
    assert Question.objects.get(state="in_notice") == b
    wrong = client.post(page, {**data, "questions": [uuid.uuid4(), "x"], "intro": "z" * 5000})
    assert wrong.status_code == 200
    assert len(wrong.context["form"].errors) == 2
    assert Question.objects.get(state="in_notice") == b
    assert client.post(url(phase, "submit-notice", notice.uuid)).status_code == 302
    task = Task.objects.get(kind="approve_notice", closed_at=None)
    assert task.holder == cast.officer
    remarks = {"remarks": "Antwoord b is te kort."}
    officer = client_of(cast.officer)
    assert officer.post(url(phase, "return-notice", notice.uuid), remarks).status_code == 302
    assert "Antwoord b is te kort." in client.get(page).content.decode()
    assert client.post(url(phase, "discard-notice", notice.uuid)).status_code == 302
    assert not Notice.objects.exists()
    assert Announcement.objects.get().notice is None


def test_officer_is_warned_of_names_without_a_word_on_the_asker(cast: Cast, phase: Phase) -> None:
    """REQ-19: the warning is about the text; it is the same whoever asked."""
    text = "Vroeg Rivaal dit ook?"
    own = stages.asked(phase, cast, text=text).question
    theirs = stages.asked(
        phase, cast, text=text, by=cast.rival, organisation=cast.rival_company
    ).question
    client = client_of(cast.author)
    pages = []
    for question in (own, theirs):
        page = client.get(url(phase, "question", question.uuid)).content.decode()
        main = page.split("<main", 1)[1].split("</main>")[0]
        main = main.replace(str(question.uuid), "U")
        for other in (own, theirs):
            main = main.replace(str(other.uuid), "U")
        pages.append(main.split("csrfmiddlewaretoken")[0])
        assert "<mark>Rivaal</mark>" in main
        assert "Dat zegt niet wie de vraag stelde" in main
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"text": "a" * 4001}, {"title": "a" * 161, "text": ""}, {"phase": "x"}]
)
def test_bad_announcement_gets_its_errors(cast: Cast, phase: Phase, wrong: dict[str, str]) -> None:
    data = {"title": "Titel", "text": "Tekst", "phase": phase.pk, **wrong}
    answer = client_of(cast.author).post(url(phase, "new-announcement"), data)
    assert answer.status_code == 200
    assert len(answer.context["form"].errors) == len(wrong)
    assert not Announcement.objects.exists()


def test_announcement_is_changed_until_a_colleague_checks_it(cast: Cast, phase: Phase) -> None:
    told = stages.announced(phase, cast)
    page, client = url(phase, "announcement", told.uuid), client_of(cast.author)
    assert client.post(page, {"title": "Nieuw", "text": "Tekst"}).status_code == 302
    stages.submitted(stages.drafted(phase, cast, told=[told]), cast)
    assert client.post(page, {"title": "Nog nieuwer", "text": "Tekst"}).status_code == 200
    told.refresh_from_db()
    assert told.title == "Nieuw"


def test_question_of_another_call_is_not_found(cast: Cast, phase: Phase) -> None:
    question = stages.asked(phase, cast).question
    other = stages.call_with(cast)
    client = client_of(cast.author)
    assert client.get(url(other, "question", question.uuid)).status_code == 404
    assert client.get(url(other, "notice", stages.drafted(phase, cast).uuid)).status_code == 404


def test_stopped_call_still_shows_its_questions(cast: Cast, phase: Phase) -> None:
    stages.asked(phase, cast)
    Call.objects.filter(pk=phase.call_id).update(state="cancelled")
    page = client_of(cast.author).get(url(phase, "desk"))
    assert page.status_code == 200
    assert "Een nota maken" not in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_desk_costs_the_same_for_any_number(
    cast: Cast, phase: Phase, number: int, django_assert_num_queries
) -> None:
    for _ in range(number):
        question = stages.asked(phase, cast).question
        questions.assign(question, to=cast.officer, by=cast.author)
        stages.announced(phase, cast)
        stages.drafted(phase, cast)
    client = client_of(cast.author)
    client.get(url(phase, "desk"))
    with django_assert_num_queries(9):
        client.get(url(phase, "desk"))


@pytest.mark.parametrize("number", [1, 3])
def test_notice_on_the_desk_costs_the_same_for_any_number(
    cast: Cast, phase: Phase, number: int, django_assert_num_queries
) -> None:
    chosen = [stages.answered(stages.asked(phase, cast).question, cast) for _ in range(number)]
    notice = stages.drafted(phase, cast, *chosen)
    page, client = url(phase, "notice", notice.uuid), client_of(cast.author)
    client.get(page)
    with django_assert_num_queries(18):
        client.get(page)


@pytest.mark.parametrize("number", [1, 3])
def test_notices_on_the_call_page_cost_one_query_for_any_number(
    cast: Cast, phase: Phase, number: int, django_assert_num_queries
) -> None:
    for _ in range(number):
        stages.told(phase, cast, stages.asked(phase, cast))
    with django_assert_num_queries(1):
        assert len(notices_for(AnonymousUser(), phase.call)) == number


def test_officer_sets_the_dates_in_the_editor(draft_call: Call, cast: Cast) -> None:
    page = reverse("calls:edit-phases", args=[draft_call.reference])
    answer = client_of(cast.author).get(page)
    form = answer.context["form"]
    data = {"version": draft_call.version, "phases-TOTAL_FORMS": "2", "phases-INITIAL_FORMS": "2"}
    for index, (opens, closes, until) in enumerate(
        [("2031-01-06", "2031-03-03", "2031-02-10"), ("2031-06-02", "2031-08-04", "2031-09-01")]
    ):
        data |= {
            f"phases-{index}-code": form.phases[index].code,
            f"phases-{index}-opens_at_on": opens, f"phases-{index}-opens_at_at": "09:00",
            f"phases-{index}-closes_at_on": closes, f"phases-{index}-closes_at_at": "12:00",
            f"phases-{index}-questions_until_on": until,
            f"phases-{index}-questions_until_at": "12:00",
            f"phases-{index}-budget_incl_vat": "100000", f"phases-{index}-cap_incl_vat": "50000",
            f"phases-{index}-planned_awards": "2",
        }  # fmt: skip
    refused = client_of(cast.author).post(page, data)
    assert refused.status_code == 200
    assert [list(part.errors) for part in refused.context["form"].formset] == [
        [],
        ["questions_until"],
    ]
    data["phases-1-questions_until_on"] = "2031-07-01"
    data["version"] = refused.context["saved"].version
    assert client_of(cast.author).post(page, data).status_code == 302
    first = draft_call.phases.get(order=1)
    assert first.questions_until.isoformat().startswith("2031-02-10T11:00")


@pytest.fixture
def draft_call(cast: Cast) -> Call:
    return call_services.draft_call(
        by=cast.author, authority=cast.rws, reference="SBIR26-VRAAG", instrument="sbir",
        terms={"title": "Bruggen", "summary": "Wij zoeken bruggen."},
    )  # fmt: skip
