"""Practising: a training call of one's own, in steps whose state follows what one does there."""

from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import override_settings
from django.urls import reverse
from django.utils.translation import override

from applications import services as writing
from applications import transitions as offers
from applications.models import Opening, Proposal, Submission
from assessment.independence import services as independence
from assessment.independence.matching import Said
from assessment.models import Declaration, Seat
from assessment.panel import invitations
from calls.clarification import services as questions
from calls.models import Call
from demo import cast, tasks
from demo.cases import shipped_case
from demo.keyring import passphrase_of, proof_of
from demo.panel import next_moments
from demo.play import judging, offering
from demo.practice import done, staging
from demo.practice.attempts import PREFIX, Attempt, last_attempt
from demo.practice.exercises import ANALYST, COMPANY, EXERCISES, MEMBER, OFFICER, Exercise
from demo.practice.views import rows_of
from demo.writing import OfferPlan
from demo.writing.bank import companies
from funnel.external.models import ExternalCall, Telling
from funnel.portfolio.models import SavedView
from funnel.reports import services as reports
from funnel.reports.models import ReportPlan
from portal.accounts.models import User
from portal.clock import portal_now as now
from portal.help import manuals
from portal.work.jobs import run_open_jobs
from portal.work.models import MAX_ATTEMPTS, JobUnit
from tests.cast import client_of
from tests.conftest import Clock
from tests.factories import MembershipFactory, PhaseFactory

# Invented people wait for a deadline, so the clock moves: as its owner, seen by all at once.
with_clock = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
NO = Declaration.Kind.NONE


def an_officer() -> User:
    return cast.officers_of(shipped_case(staging.CASE))[0]


def a_signatory() -> User:
    return MembershipFactory(role="signatory").user


def begun(exercise: Exercise, user: User) -> Attempt:
    """A training call that is drafted, and that nobody has made ready yet."""
    last = last_attempt(exercise.word, user)
    staging.begin(exercise, after=last.number if last else 0, by=user)
    return latest(exercise, user)


def ready(exercise: Exercise, user: User) -> Attempt:
    begun(exercise, user)
    run_open_jobs(staging.JOB)
    assert list(JobUnit.objects.exclude(error="").values_list("key", "error")) == []
    return latest(exercise, user)


def latest(exercise: Exercise, user: User) -> Attempt:
    attempt = last_attempt(exercise.word, user)
    assert attempt is not None
    return attempt


def states(exercise: Exercise, user: User) -> str:
    """The shapes of the steps: d(one), y(ours, so next) or i(dle). What is next has its page."""
    rows = rows_of(exercise, last_attempt(exercise.word, user))
    for row in rows:
        if row.tone == "yours":
            assert client_of(user).get(row.address).status_code == 200, row.address
    return "".join(row.tone[0] for row in rows)


def sheet(user: User | None, exercise: Exercise) -> str:
    answer = client_of(user).get(reverse("demo:practice", args=[exercise.word]))
    assert answer.status_code == 200
    return answer.content.decode()


@with_clock
def test_officer_opens_the_vault_with_a_colleague_and_forms_a_committee(clock: Clock) -> None:
    officer = an_officer()
    attempt = ready(OFFICER, officer)
    phase = attempt.phase
    assert states(OFFICER, officer) == "yiiiii"
    assert Submission.objects.filter(phase=phase).count() == staging.OFFERS
    assert passphrase_of(officer) in sheet(officer, OFFICER)

    words = passphrase_of(officer)
    offers.start_opening(phase, by=officer, passphrase=words, proof=proof_of(officer))
    assert states(OFFICER, officer) == "dyiiii"
    client_of(officer).post(reverse("demo:practice-colleague", args=[OFFICER.word]))
    assert states(OFFICER, officer) == "ddyiii"
    assert Opening.objects.get().confirmed_by != officer

    first, *others = Proposal.objects.filter(phase=phase)
    offers.judge_admissibility(first, admissible=True, reasons="", by=officer)
    assert states(OFFICER, officer) == "ddyiii"
    for offer in others:
        offers.judge_admissibility(offer, admissible=True, reasons="", by=officer)
    assert states(OFFICER, officer) == "dddyii"
    independence.state_interests(attempt.call, [Said("Rijkswaterstaat")], "", by=officer)
    assert states(OFFICER, officer) == "dddydi"  # done is done, also before its turn
    for offer in Proposal.objects.filter(phase=phase):
        independence.declare_as_staff(offer.dossier, kind=NO, explanation="", by=officer)
    judging.form_committee(staging._play(attempt), phase.code)
    assert states(OFFICER, officer) == "dddddd"


@with_clock
def test_member_declares_scores_and_hands_in(clock: Clock) -> None:
    member = cast.committee(shipped_case(staging.CASE))[0][0]
    attempt = ready(MEMBER, member)
    seat, phase = Seat.objects.get(user=member), attempt.phase
    assert states(MEMBER, member) == "yiiiii"
    invitations.accept(seat, by=member)
    assert states(MEMBER, member) == "dyiiii"
    independence.state_interests(attempt.call, [Said("Eigen praktijk")], "", by=member)
    assert states(MEMBER, member) == "ddyiii"
    judging.declare(staging._play(attempt), phase.code)
    assert states(MEMBER, member) == "dddyii"

    play = staging._play(attempt)
    drafts = judging._drafts(play, phase.committee)
    first, *others = seat.sheets.all()
    judging.fill_sheet(play, first, drafts)
    assert states(MEMBER, member) == "ddddyi"
    for each in others:
        judging.fill_sheet(play, each, drafts)
    assert states(MEMBER, member) == "dddddy"
    judging.score(play, phase.code)
    assert states(MEMBER, member) == "dddddd"


@with_clock
def test_company_asks_writes_sends_and_withdraws(clock: Clock) -> None:
    made = companies()[0]
    company, user, _colleague = cast.company_of(made)
    attempt = ready(COMPANY, user)
    assert states(COMPANY, user) == "yiiiii"
    question = {"subject": "Een proef", "text": "Mag een proef ook in het buitenland?"}
    questions.ask_question(attempt.phase, organisation=company, key=uuid4(), by=user, **question)
    assert states(COMPANY, user) == "dyiiii"
    offer = writing.start_offer(attempt.phase, organisation=company, by=user)
    assert states(COMPANY, user) == "ddyiii"
    play = staging._play(attempt)
    offering.fill(play, offer, OfferPlan(made, play.plans()[0].concept))
    assert states(COMPANY, user) == "ddddyi"
    offers.submit(offer, by=user, declared=True)
    assert states(COMPANY, user) == "dddddy"
    offers.withdraw(Proposal.objects.get(pk=offer.pk), by=user)
    assert states(COMPANY, user) == "dddddd"


@with_clock
def test_analyst_finds_figures_and_has_them_reported(clock: Clock) -> None:
    analyst = cast.staff("analyst")
    SavedView.objects.create(user=analyst, name="3 van alles", query="q=viaduct")
    attempt = ready(ANALYST, analyst)
    query = urlencode({"q": attempt.call.reference.lower()})
    assert states(ANALYST, analyst) == "yiiii"  # a view of something else is none of this
    SavedView.objects.create(user=analyst, name="Oefening met 30", query=query)
    assert states(ANALYST, analyst) == "dyiii"
    SavedView.objects.create(user=analyst, name=f"Oefening met {staging.OFFERS}", query=query)
    assert states(ANALYST, analyst) == "ddyii"
    plan = ReportPlan(title="Oefening", query=query, every=ReportPlan.Every.MONTH)
    reports.plan_report(plan, recipients=[], by=analyst)
    assert states(ANALYST, analyst) == "dddyi"
    reports.end_plan(plan, by=analyst)
    assert states(ANALYST, analyst) == "ddddy"
    told = {"title": "Oefening", "tier": Telling.Tier.STATE, "instrument": "sbir", "year": 2026}
    outside = ExternalCall.objects.create(authority=attempt.call.contracting_authority, key="1")
    Telling.objects.create(call=outside, source="verzonnen", added_by=analyst, **told)
    assert states(ANALYST, analyst) == "ddddd"


def test_nothing_can_be_done_before_the_training_call_is_ready(db: None) -> None:
    officer = an_officer()
    assert states(OFFICER, officer) == "iiiiii"
    attempt = begun(OFFICER, officer)
    page = sheet(officer, OFFICER)
    assert states(OFFICER, officer) == "iiiiii"
    assert 'data-hx-get="/demo/oefenen/inkoper/"' in page
    assert (
        reverse("applications:vault", args=[attempt.call.reference, attempt.phase.code]) not in page
    )


def test_training_call_that_cannot_be_made_ready_says_so_and_can_be_begun_anew(db: None) -> None:
    officer = an_officer()
    attempt = begun(OFFICER, officer)
    attempt.job.units.update(attempts=MAX_ATTEMPTS)
    page = sheet(officer, OFFICER)
    assert "data-hx-get" not in page
    assert "notice-error" in page
    assert begun(OFFICER, officer).number == 2


def test_begun_twice_with_one_click_is_begun_once(db: None) -> None:
    officer = an_officer()
    client, address = client_of(officer), reverse("demo:begin-practice", args=[OFFICER.word])
    for _click in range(2):
        assert client.post(address, {"after": "0"}).status_code == 302
    assert [call.state for call in trained()] == ["draft"]
    for _click in range(2):
        client.post(address, {"after": "1"})
    assert [call.state for call in trained()] == ["cancelled", "draft"]


def trained() -> list[Call]:
    return list(Call.objects.filter(reference__startswith=PREFIX).order_by("pk"))


def test_start_over_gives_a_fresh_call_and_stops_the_one_before(db: None) -> None:
    """The steps begin anew, nothing of the old call waits on anybody, and its work ends."""
    officer = an_officer()
    old = begun(OFFICER, officer)
    Opening.objects.bulk_create([Opening(phase=old.phase, started_by=officer, started_at=now(),
                                         start_proof=proof_of(officer))])  # fmt: skip
    assert done.opening_started(old)
    new = begun(OFFICER, officer)
    assert (new.number, new.call.title) == (2, old.call.title)
    assert not done.opening_started(new)
    tasks.make_ready(old.job, "publish")
    assert Call.objects.get(pk=old.call.pk).state == Call.State.CANCELLED
    assert not officer.tasks.filter(closed_at=None, url__contains=old.call.reference).exists()
    assert officer.tasks.filter(closed_at=None, url__contains=new.call.reference).exists()


def test_nobody_sees_or_begins_the_exercise_of_somebody_else(db: None) -> None:
    officer, other = cast.officers_of(shipped_case(staging.CASE))
    own = begun(OFFICER, officer).call
    assert passphrase_of(officer) not in sheet(other, OFFICER)
    for person in (other, a_signatory(), None):
        assert last_attempt(OFFICER.word, person or AnonymousUser()) is None
        assert "OEFEN-" not in sheet(person, OFFICER)
    assert begun(OFFICER, other).number == 1
    assert latest(OFFICER, officer).call == own
    own.refresh_from_db()
    assert own.state == Call.State.DRAFT


@pytest.mark.parametrize("name", ["begin-practice", "practice-colleague"])
def test_only_who_has_the_role_practises_it(db: None, name: str) -> None:
    address = reverse(f"demo:{name}", args=[OFFICER.word])
    begun(OFFICER, an_officer())
    assert client_of(a_signatory()).post(address, {"after": "0"}).status_code == 403
    assert client_of(None).post(address, {"after": "0"}).status_code == 302
    assert client_of(an_officer()).get(address).status_code == 405
    assert len(trained()) == 1


def test_visitor_is_shown_whom_to_become(db: None) -> None:
    officer = an_officer()
    page = sheet(None, OFFICER)
    assert str(officer.uuid) in page
    assert reverse("demo:begin-practice", args=[OFFICER.word]) not in page


def test_training_calls_stay_out_of_the_moments_of_the_demo(db: None) -> None:
    real = PhaseFactory(call__published=True).call
    training = begun(OFFICER, an_officer()).call
    assert {moment.call for moment in next_moments()} & {real, training} == {real}


@pytest.mark.parametrize("word", EXERCISES)
def test_exercise_is_whole_in_both_languages(db: None, word: str) -> None:
    """Five to eight steps, each with a text in both languages and a chapter that is there."""
    exercise = EXERCISES[word]
    assert 5 <= len(exercise.steps) <= 8
    for language in ("nl", "en"):
        chapters = {chapter.key for chapter in manuals.manual(word, language).chapters}
        assert {step.chapter for step in exercise.steps} <= chapters
    for text in (exercise.title, exercise.lead, *(s.title for s in exercise.steps),
                 *(s.told for s in exercise.steps)):  # fmt: skip
        with override("en"):
            english = str(text)
        with override("nl"):
            assert str(text) not in ("", english)


def test_help_names_where_to_practise_only_where_that_is(db: None) -> None:
    address = reverse("help:contents")
    assert 'id="practise"' not in client_of(None).get(address).content.decode()
    with override_settings(PRACTICE_URL="https://oefenen.example"):
        assert 'href="https://oefenen.example"' in client_of(None).get(address).content.decode()
