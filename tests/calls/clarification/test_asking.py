"""Asking: until when, by whom, with which warning, and what bad input does."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications import services as offers
from applications.models import Dossier, Proposal
from calls import transitions
from calls.clarification import services, windows
from calls.clarification.models import Asker, Question
from calls.clarification.transitions import questions
from calls.models import Phase
from portal.accounts.models import Membership
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.calls.clarification import stages
from tests.cast import Cast, client_of
from tests.factories import MembershipFactory, OrganisationFactory

GOOD = {"subject": "Staal", "text": "Mag eerder gebruikt staal?", "about": ""}


@pytest.fixture
def phase(cast: Cast) -> Phase:
    return stages.call_with(cast)


def url_of(phase: Phase, name: str = "ask") -> str:
    return reverse(f"clarification:{name}", args=[phase.call.reference])


def typed(phase: Phase, cast: Cast, /, **more: str) -> dict[str, str]:
    return {
        **GOOD, "key": str(uuid.uuid4()), "organisation": str(cast.company.pk),
        "phase": str(phase.pk), **more,
    }  # fmt: skip


def test_question_of_a_company_comes_in(cast: Cast, phase: Phase) -> None:
    answer = client_of(cast.colleague).post(url_of(phase), typed(phase, cast))
    assert answer.status_code == 302
    question = Question.objects.get()
    assert (question.state, question.is_late, question.own_number) == ("open", False, "")
    assert question.subject == question.asked_subject == "Staal"
    assert Task.objects.filter(kind="answer_questions", closed_at=None).count() == 2
    mine = client_of(cast.applicant).get(url_of(phase, "mine")).content.decode()
    assert "Mag eerder gebruikt staal?" in mine
    for other in (cast.rival, cast.author):
        page = client_of(other).get(url_of(phase, "mine"))
        assert "eerder gebruikt staal" not in page.content.decode()


def test_page_says_that_it_will_be_public_without_a_name(cast: Cast, phase: Phase) -> None:
    page = client_of(cast.applicant).get(url_of(phase)).content.decode()
    assert "zonder uw naam gepubliceerd" in page


def test_same_form_sent_twice_is_one_question(cast: Cast, phase: Phase) -> None:
    data = typed(phase, cast)
    client = client_of(cast.applicant)
    assert [client.post(url_of(phase), data).status_code for _ in range(2)] == [302, 302]
    assert Question.objects.count() == Asker.objects.count() == 1


def test_times_follow_from_the_deadline_when_not_set(cast: Cast, phase: Phase) -> None:
    assert phase.closes_at
    until = windows.questions_until(phase)
    assert until == phase.closes_at - timedelta(days=14)
    answers = windows.answers_by(phase)
    assert until < answers < phase.closes_at
    phase.opens_at = phase.closes_at - timedelta(days=4)
    assert windows.questions_until(phase) == phase.closes_at - timedelta(days=2)


def test_answers_come_before_the_information_period(cast: Cast, phase: Phase) -> None:
    """REQ-15 and Aanbestedingswet 2.54: a call with a period has its answers before it."""
    phase.call.information_days = 10
    answers = windows.answers_by(phase)
    assert phase.closes_at - timedelta(days=11) < answers <= phase.closes_at - timedelta(days=10)


@pytest.mark.parametrize(
    ("shift", "window"),
    [(timedelta(microseconds=-1), "open"), (timedelta(0), "late"), (timedelta(days=1), "late")],
)
def test_question_is_late_from_the_moment_itself(
    cast: Cast, phase: Phase, shift: timedelta, window: str
) -> None:
    until = windows.questions_until(phase)
    assert windows.window(phase, until + shift) == window


@pytest.mark.parametrize(
    ("shift", "window"), [(timedelta(microseconds=-1), "late"), (timedelta(0), "closed")]
)
def test_no_question_from_the_deadline_on(
    cast: Cast, phase: Phase, shift: timedelta, window: str
) -> None:
    assert windows.window(phase, phase.closes_at + shift) == window


def test_late_question_is_taken_and_marked(cast: Cast, phase: Phase, clock) -> None:
    clock.set(windows.questions_until(phase) + timedelta(hours=1))
    page = client_of(cast.applicant).get(url_of(phase)).content.decode()
    assert "De tijd voor vragen is voorbij" in page
    question = stages.asked(phase, cast).question
    assert question.is_late
    desk = client_of(cast.author).get(
        reverse("clarification:question", args=[phase.call.reference, question.uuid])
    )
    assert "niet verplicht te antwoorden" in desk.content.decode()


def test_question_after_the_deadline_is_refused_and_kept_on_the_page(
    cast: Cast, phase: Phase, clock
) -> None:
    client = client_of(cast.applicant)
    data = typed(phase, cast)
    clock.set(phase.closes_at)
    with pytest.raises(TransitionRefused):
        stages.asked(phase, cast)
    assert client.post(url_of(phase), data).status_code == 200
    assert Question.objects.count() == 0


def test_question_date_moves_with_an_extension_when_not_set(cast: Cast, phase: Phase) -> None:
    before = windows.questions_until(phase)
    stages.asked(phase, cast)
    due = Task.objects.filter(kind="answer_questions").first().due_at
    to = phase.closes_at + timedelta(days=7)
    moved = transitions.extend_deadline(phase, to=to, by=cast.author, reason="Meer tijd.")
    assert windows.questions_until(moved) > before
    assert Task.objects.filter(kind="answer_questions").first().due_at > due


@pytest.mark.parametrize("who", ["viewer", "author", "analyst", "auditor", "operator", "escrow"])
def test_who_writes_no_offers_asks_nothing(cast: Cast, phase: Phase, who: str) -> None:
    user = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        stages.asked(phase, cast, by=user)
    assert client_of(user).post(url_of(phase), typed(phase, cast)).status_code == 403
    assert client_of(user).get(url_of(phase)).status_code == 200


def test_nobody_asks_for_a_company_of_others(cast: Cast, phase: Phase) -> None:
    with pytest.raises(PermissionDenied):
        stages.asked(phase, cast, by=cast.rival)
    answer = client_of(cast.rival).post(url_of(phase), typed(phase, cast))
    assert answer.status_code == 200
    assert Question.objects.count() == 0


def test_person_of_two_companies_chooses_one(cast: Cast, phase: Phase) -> None:
    second = OrganisationFactory(name="Tweede B.V.")
    MembershipFactory(user=cast.applicant, organisation=second, role=Membership.Role.EDITOR)
    page = client_of(cast.applicant).get(url_of(phase)).content.decode()
    assert 'name="organisation"' in page
    assert "Tweede B.V." in page


def invite(phase: Phase, cast: Cast) -> None:
    dossier = Dossier.objects.create(call=phase.call, lead=cast.company)
    Proposal.objects.create(dossier=dossier, phase=phase)


def test_in_an_invited_phase_only_those_invited_ask(cast: Cast) -> None:
    """The second stage of a procedure is between the authority and those it invited."""
    phase = stages.invited_phase(cast)
    invite(phase, cast)
    assert stages.asked(phase, cast).question.phase == phase
    with pytest.raises(PermissionDenied):
        stages.asked(phase, cast, by=cast.rival, organisation=cast.rival_company)


def test_notice_of_an_invited_phase_is_for_those_invited(cast: Cast) -> None:
    phase = stages.invited_phase(cast)
    invite(phase, cast)
    first = phase.call.phases.get(order=1)
    offers.start_offer(first, organisation=cast.rival_company, by=cast.rival)
    notice = stages.told(phase, cast, stages.asked(phase, cast))
    where = [phase.call.reference, notice.number]
    expected = {cast.applicant: 200, cast.viewer: 200, cast.author: 200, cast.rival: 404,
                cast.auditor: 404, None: 404}  # fmt: skip
    for name in ("public-notice", "notice-pdf", "notice-json"):
        url = reverse(f"clarification:{name}", args=where)
        assert {who: client_of(who).get(url).status_code for who in expected} == expected
    mailed = set(OutgoingMail.objects.filter(kind="notice_published").values_list(
        "recipient", flat=True))  # fmt: skip
    assert mailed == {cast.applicant.pk, cast.colleague.pk}
    detail = reverse("calls:detail", args=[phase.call.reference])
    link = reverse("clarification:public-notice", args=where)
    assert link not in client_of(cast.rival).get(detail).content.decode()
    assert link in client_of(cast.applicant).get(detail).content.decode()


def test_company_is_warned_before_it_names_itself(cast: Cast, phase: Phase) -> None:
    """REQ-19: nothing is sent before the warning was read; nothing typed is lost."""
    data = typed(phase, cast, text="Wij van Kringbouw vragen: mag eerder gebruikt staal?")
    client = client_of(cast.applicant)
    page = client.post(url_of(phase), data).content.decode()
    assert "<mark>Kringbouw</mark>" in page
    assert "Wij van Kringbouw vragen" in page
    assert Question.objects.count() == 0
    assert client.post(url_of(phase), {**data, "names_seen": "on"}).status_code == 302
    assert Question.objects.get().text.startswith("Wij van Kringbouw")


def test_question_without_a_name_needs_no_confirmation(cast: Cast, phase: Phase) -> None:
    """The control of the warning."""
    assert client_of(cast.applicant).post(url_of(phase), typed(phase, cast)).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "count"),
    [
        ({"subject": "", "text": ""}, 2),
        ({"text": "a" * 4001}, 1),
        ({"text": "<script>alert(1)</script>" * 8000}, 1),
        ({"subject": "a" * 161, "is_confidential": "on"}, 2),
        ({"phase": "999999", "organisation": "x", "about": "bestaat niet"}, 3),
        ({"key": "geen uuid"}, 0),
        ({"text": "Nul\x00teken"}, 1),
    ],
)
def test_bad_input_gets_all_its_errors_and_loses_nothing(
    cast: Cast, phase: Phase, wrong: dict[str, str], count: int
) -> None:
    data = typed(phase, cast, **wrong)
    answer = client_of(cast.applicant).post(url_of(phase), data)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<script>alert" not in page
    form = answer.context["form"]
    assert len(form.errors) >= max(count, 1)
    assert form["text"].value() == data["text"]
    assert Question.objects.count() == 0


def test_desk_is_not_flooded_by_one_company(
    cast: Cast, phase: Phase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_WAITING", 2)
    stages.asked(phase, cast)
    first = stages.asked(phase, cast)
    with pytest.raises(TransitionRefused):
        stages.asked(phase, cast)
    stages.asked(phase, cast, by=cast.rival, organisation=cast.rival_company)
    questions.withdraw(first, by=cast.applicant)
    stages.asked(phase, cast)


def test_asker_reads_no_word_of_the_staffs_work(cast: Cast, phase: Phase) -> None:
    """Assigned, answered, taken together and chosen all read as waiting, until the notice."""
    first, second = stages.asked(phase, cast), stages.asked(phase, cast)
    client = client_of(cast.applicant)
    questions.assign(first.question, to=cast.officer, by=cast.author)
    questions.merge(second.question, into=first.question, by=cast.author)
    stages.answered(first.question, cast)
    first.question.refresh_from_db()
    notice = stages.drafted(phase, cast, first.question)
    page = client.get(url_of(phase, "mine")).content.decode()
    assert page.count("wacht op antwoord") == 2
    assert stages.ANSWER not in page
    assert "samengenomen" not in page
    stages.published(notice, cast)
    page = client.get(url_of(phase, "mine")).content.decode()
    assert page.count(stages.ANSWER) == 2
    assert "Nummer 1 in Nota van inlichtingen 1" in page


def test_own_questions_of_others_cannot_be_withdrawn(cast: Cast, phase: Phase) -> None:
    asker = stages.asked(phase, cast)
    for name in ("withdraw", "agree"):
        url = reverse(f"clarification:{name}", args=[phase.call.reference, asker.key])
        assert client_of(cast.rival).post(url).status_code == 404
        assert client_of(cast.viewer).post(url).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_own_questions_cost_the_same_for_any_number(
    cast: Cast, phase: Phase, number: int, django_assert_num_queries
) -> None:
    for _ in range(number):
        stages.asked(phase, cast)
    client = client_of(cast.applicant)
    client.get(url_of(phase, "mine"))
    with django_assert_num_queries(7):
        client.get(url_of(phase, "mine"))
