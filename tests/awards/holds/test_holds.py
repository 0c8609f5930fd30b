"""REQ-10: what holds a contract although the days of the standstill are over."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from awards import transitions
from awards.holds import services
from awards.holds.models import LetterReturn, Litigation
from awards.models import Contract, DecisionSet, Letter
from awards.standstill import last_end, waits_for
from portal.accounts.models import User
from portal.calendars.documents import task_calendar
from portal.clock import portal_now, portal_today
from portal.look.wording import AMSTERDAM
from portal.mail.models import OutgoingMail
from portal.mail.transitions import mark_returned
from portal.work.models import Task
from portal.work.schedule import SCHEDULE
from portal.workflow import TransitionRefused
from tests.awards.partners import after_standstill, awarded, contract_of
from tests.cast import Cast, client_of


@pytest.fixture
def told(cast: Cast) -> DecisionSet:
    """A decision of which the term is over: nothing but a hold is in the way."""
    decision_set = awarded(cast)
    after_standstill(decision_set)
    return DecisionSet.objects.select_related("phase__call").get(pk=decision_set.pk)


def sue(told: DecisionSet, by: User) -> Litigation:
    return services.register_litigation(
        told, court="Rechtbank Den Haag", case_number="C/09/1", summoned_on=portal_today(), by=by
    )


def come_back(told: DecisionSet, by: User) -> LetterReturn:
    letter = Letter.objects.filter(decision__decision_set=told).first()
    return services.report_return(letter, reason="postbus opgeheven", by=by)


def settle(returned: LetterReturn, by: User, **fields) -> LetterReturn:
    answers = {
        "delivered_on": portal_today(), "delivered_how": "aangetekend", "runs_anew": False,
        "why": "alle anderen wisten het",
    } | fields  # fmt: skip
    return services.settle_return(returned, by=by, **answers)


def test_without_a_hold_the_contract_is_signed(cast: Cast, told: DecisionSet) -> None:
    """The control of the tests below."""
    contract = transitions.sign_contract(contract_of(cast.company), by=cast.applicant)
    assert transitions.countersign(contract, by=cast.officer).state == Contract.State.RUNNING


def test_proceedings_hold_both_signatures_until_the_judgment(cast: Cast, told: DecisionSet) -> None:
    """REQ-10: no contract while a litigation flag is open."""
    litigation = sue(told, cast.officer)
    with pytest.raises(TransitionRefused, match="rechter"):
        transitions.sign_contract(contract_of(cast.company), by=cast.applicant)
    services.end_litigation(
        litigation, judged_on=portal_today(), outcome="Afgewezen", by=cast.officer
    )
    contract = transitions.sign_contract(contract_of(cast.company), by=cast.applicant)
    sue(told, cast.officer)
    with pytest.raises(TransitionRefused, match="rechter"):
        transitions.countersign(contract, by=cast.officer)


def test_letter_that_came_back_holds_until_it_is_decided_on(cast: Cast, told: DecisionSet) -> None:
    """REQ-10: delivered again, and decided that no new term runs."""
    returned = come_back(told, cast.officer)
    with pytest.raises(TransitionRefused, match="niet aangekomen"):
        transitions.sign_contract(contract_of(cast.company), by=cast.applicant)
    settle(returned, cast.officer)
    assert waits_for(contract_of(cast.company)) == []


def test_new_term_runs_whole_from_the_day_of_delivery(cast: Cast, told: DecisionSet) -> None:
    """REQ-10, REQ-08: the twenty days are counted from the redelivery."""
    settle(come_back(told, cast.officer), cast.officer, runs_anew=True)
    days = (last_end(told).astimezone(AMSTERDAM).date() - portal_today()).days
    assert days >= 21
    with pytest.raises(TransitionRefused, match="opschortende termijn"):
        transitions.sign_contract(contract_of(cast.company), by=cast.applicant)


@pytest.mark.parametrize("state", [OutgoingMail.State.FAILED, OutgoingMail.State.HELD])
def test_letter_whose_mail_failed_holds_by_itself(
    cast: Cast, told: DecisionSet, state: str
) -> None:
    """REQ-10: nobody has to notice it; written down and delivered, the hold is over."""
    assert waits_for(contract_of(cast.company)) == []
    mail = OutgoingMail.objects.filter(kind="decision_letter").first()
    OutgoingMail.objects.filter(pk=mail.pk).update(state=state)
    assert len(waits_for(contract_of(cast.company))) == 1
    letter = Letter.objects.get(number=mail.dedupe_key.split(":")[1])
    settle(services.report_return(letter, reason="mailbox vol", by=cast.officer), cast.officer)
    assert waits_for(contract_of(cast.company)) == []


def test_wrong_dates_and_doubles_are_refused(cast: Cast, told: DecisionSet) -> None:
    tomorrow, long_ago = portal_today() + timedelta(days=1), portal_today() - timedelta(days=300)
    litigation, returned = sue(told, cast.officer), come_back(told, cast.officer)
    for attempt in (
        lambda: services.register_litigation(
            told, court="Rechtbank", case_number="", summoned_on=tomorrow, by=cast.officer
        ),
        lambda: services.end_litigation(
            litigation, judged_on=long_ago, outcome="x", by=cast.officer
        ),
        lambda: services.report_return(returned.letter, reason="weer", by=cast.officer),
        lambda: settle(returned, cast.officer, delivered_on=tomorrow),
        lambda: settle(returned, cast.officer, delivered_on=long_ago),
    ):
        with pytest.raises(TransitionRefused):
            attempt()
    settle(returned, cast.officer)
    with pytest.raises(TransitionRefused):
        settle(returned, cast.officer, runs_anew=True)


def test_only_officers_of_the_call_write_it_down(cast: Cast, told: DecisionSet) -> None:
    for person in (cast.outsider, cast.applicant, cast.analyst, cast.members[0]):
        with pytest.raises(PermissionDenied):
            sue(told, person)


def test_database_refuses_half_an_ending(cast: Cast, told: DecisionSet) -> None:
    litigation = sue(told, cast.officer)
    with pytest.raises(IntegrityError):
        Litigation.objects.filter(pk=litigation.pk).update(ended_at=portal_now())


def test_officer_walks_the_pages_and_loses_nothing_typed(cast: Cast, told: DecisionSet) -> None:
    where = [told.phase.call.reference, told.phase.code]
    officer = client_of(cast.officer)
    register = reverse("holds:register-litigation", args=where)
    faulty = officer.post(register, {"court": "Rechtbank Utrecht", "summoned_on": "2999-01-01"})
    assert faulty.status_code == 200
    assert "Rechtbank Utrecht" in faulty.content.decode()
    assert not Litigation.objects.exists()
    officer.post(
        register, {"court": "Rechtbank Utrecht", "summoned_on": portal_today().isoformat()}
    )
    officer.post(
        reverse("holds:report-return", args=where),
        {"letter": Letter.objects.first().pk, "reason": "adres onbekend"},
    )
    page = officer.get(reverse("remedies:room", args=where)).content.decode()
    assert "Rechtbank Utrecht" in page
    assert "adres onbekend" in page
    contract = contract_of(cast.company)
    signatory = client_of(cast.applicant).get(reverse("awards:contract", args=[contract.uuid]))
    assert "Rechtbank Utrecht" not in signatory.content.decode()
    assert reverse("awards:sign", args=[contract.uuid]) not in signatory.content.decode()


def test_proceedings_hold_contracts_without_a_standstill_too(cast: Cast, released) -> None:
    """REQ-10: the litigation flag stops signing whatever the instrument; domain.md 1.12."""
    decision_set, contract = released(), contract_of(cast.company)
    assert last_end(decision_set) is None
    litigation = sue(decision_set, cast.officer)
    with pytest.raises(TransitionRefused, match="rechter"):
        transitions.sign_contract(contract, by=cast.applicant)
    services.end_litigation(
        litigation, judged_on=portal_today(), outcome="Afgewezen", by=cast.officer
    )
    contract = transitions.sign_contract(contract, by=cast.applicant)
    sue(decision_set, cast.officer)
    with pytest.raises(TransitionRefused, match="rechter"):
        transitions.countersign(contract, by=cast.officer)


def test_letters_that_came_back_have_no_page_without_a_standstill(cast: Cast, released) -> None:
    decision_set = released()
    where = [decision_set.phase.call.reference, decision_set.phase.code]
    officer = client_of(cast.officer)
    assert officer.get(reverse("holds:report-return", args=where)).status_code == 404
    assert officer.get(reverse("holds:register-litigation", args=where)).status_code == 200
    assert officer.get(reverse("remedies:room", args=where)).status_code == 200


def test_nobody_registers_proceedings_before_the_letters(cast: Cast, approved) -> None:
    with pytest.raises(TransitionRefused):
        sue(approved(), cast.officer)


def test_claimant_reads_of_its_own_case_and_nobody_else_does(cast: Cast, told: DecisionSet) -> None:
    own, other = (
        told.decisions.get(proposal__dossier__lead=company)
        for company in (cast.company, cast.rival_company)
    )
    services.register_litigation(
        told, court="Rechtbank Breda", case_number="", summoned_on=portal_today(), claimant=own,
        by=cast.officer,
    )  # fmt: skip
    for decision, person, reads in ((own, cast.applicant, True), (other, cast.rival, False)):
        place = [decision.proposal.dossier.reference, decision.proposal.phase.code]
        page = client_of(person).get(reverse("remedies:mine", args=place)).content.decode()
        assert ("Rechtbank Breda" in page) is reads


def test_end_of_the_term_is_a_date_for_both_sides_until_they_have_signed(cast: Cast) -> None:
    """REQ-10: in the tasks, and so in the calendars, of officers and of who was awarded."""
    decision_set = awarded(cast)
    tasks = Task.objects.filter(kind=Task.Kind.STANDSTILL_END, closed_at=None)
    assert {task.holder for task in tasks} >= {cast.officer, cast.author, cast.applicant}
    assert {task.due_at for task in tasks} == {last_end(decision_set)}
    assert b"opschortende termijn" in task_calendar(cast.applicant, portal_now()).lower()
    assert b"opschortende termijn" in task_calendar(cast.officer, portal_now()).lower()
    after_standstill(decision_set)
    for company, signatory in [(cast.company, cast.applicant), (cast.rival_company, cast.rival)]:
        transitions.sign_contract(contract_of(company), by=signatory)
    assert not tasks.filter(holder__in=[cast.applicant, cast.rival]).exists()
    assert tasks.filter(holder=cast.officer).exists()
    for contract in Contract.objects.all():
        transitions.countersign(contract, by=cast.officer)
    assert not tasks.all().exists()


def test_new_term_moves_the_date_of_both_sides(cast: Cast, told: DecisionSet) -> None:
    """REQ-10: reminders follow the task, so none goes out for the old day."""
    settle(come_back(told, cast.officer), cast.officer, runs_anew=True)
    tasks = Task.objects.filter(kind=Task.Kind.STANDSTILL_END, closed_at=None)
    assert {task.due_at for task in tasks} == {last_end(told)}
    assert Task.Kind.STANDSTILL_END in SCHEDULE


def test_mail_of_a_letter_that_comes_back_holds_the_contracts(
    cast: Cast, told: DecisionSet
) -> None:
    """REQ-10: nobody needs to notice it first; two signatories are one letter."""
    letter = Letter.objects.get(
        decision__decision_set=told, decision__proposal__dossier__lead=cast.company
    )
    mail = OutgoingMail.objects.filter(kind="decision_letter", facts__about=letter.number)[0]
    mark_returned(mail, "550 user unknown")
    assert [returned.letter for returned in LetterReturn.objects.all()] == [letter]
    with pytest.raises(TransitionRefused, match="niet aangekomen"):
        transitions.sign_contract(contract_of(cast.company), by=cast.applicant)
