"""REQ-16: an explanation is asked within the term of the letter, and given within 15 days."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.holds.services import report_return, settle_return
from awards.models import DecisionSet
from awards.remedies import services
from awards.remedies.models import DebriefRequest
from portal.accounts.models import Membership
from portal.clock import portal_now
from portal.look.wording import AMSTERDAM
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.awards.remedies.stages import asked, grown_old, letter_of, sent_long_ago
from tests.cast import Cast, client_of, staff

OPEN = {"kind": Task.Kind.ANSWER_DEBRIEF, "closed_at": None}


@pytest.fixture
def told(released) -> DecisionSet:
    """Everybody has a letter of which the term runs."""
    return released()


def holders() -> set:
    return {task.holder for task in Task.objects.filter(**OPEN).select_related("holder")}


def test_request_is_due_fifteen_days_after_receipt(cast: Cast, told: DecisionSet) -> None:
    """REQ-16: the due date is receipt + 15 days; it waits on who took the decision."""
    debrief = asked(cast)
    last = (debrief.due_at - timedelta(seconds=1)).astimezone(AMSTERDAM).date()
    assert (last - portal_now().astimezone(AMSTERDAM).date()).days == 15
    assert holders() == {cast.author, cast.officer}
    assert {task.due_at for task in Task.objects.filter(**OPEN)} == {debrief.due_at}
    mails = OutgoingMail.objects.filter(kind="debrief_asked")
    assert {mail.recipient for mail in mails} == {cast.author, cast.officer}
    assert "Waarom een 6" not in "".join(mail.body for mail in mails)


def test_request_is_escalated_at_day_twelve_and_when_late_each_once(
    cast: Cast, told: DecisionSet
) -> None:
    """REQ-16: escalation at day 12; and when overdue once more, to all who may decide."""
    debrief = grown_old(asked(cast), 11)
    assert services.escalate() == 0
    debrief = grown_old(debrief, 12)
    assert (services.escalate(), services.escalate()) == (1, 0)
    mails = OutgoingMail.objects.filter(kind="debrief_waits_long")
    first = mails.count()
    assert first == len(holders()) >= 2
    DebriefRequest.objects.update(due_at=portal_now() - timedelta(hours=1))
    assert (services.escalate(), services.escalate()) == (1, 0)
    assert mails.count() == 2 * first
    services.answer_debrief(debrief, answer="Omdat.", by=cast.officer)
    DebriefRequest.objects.update(late_at=None, warned_at=None)
    assert services.escalate() == 0
    assert holders() == set()


def test_escalation_reaches_officers_who_took_no_part(cast: Cast, told: DecisionSet) -> None:
    third = staff(cast.rws, Membership.Role.OFFICER, "Derde")
    debrief = asked(cast)
    assert third not in holders()
    grown_old(debrief, 12)
    services.escalate()
    assert third in holders()


def test_nobody_asks_after_the_term_of_the_letter(cast: Cast, told: DecisionSet) -> None:
    """The letter says how many days: the same constant."""
    sent_long_ago(told, 30)
    with pytest.raises(TransitionRefused, match="voorbij"):
        asked(cast)


def test_term_runs_from_the_day_a_letter_was_delivered_again(cast: Cast, told: DecisionSet) -> None:
    sent_long_ago(told, 30)
    returned = report_return(letter_of(cast.company), reason="kwam terug", by=cast.officer)
    today = portal_now().astimezone(AMSTERDAM).date()
    settle_return(
        returned, delivered_on=today, delivered_how="aangetekend", runs_anew=False,
        why="geen termijn", by=cast.officer,
    )  # fmt: skip
    assert asked(cast).answered_at is None


def test_only_who_writes_for_the_company_asks(cast: Cast, told: DecisionSet) -> None:
    letter = letter_of(cast.company)
    assert services.ask_debrief(letter, question="Waarom?", by=cast.colleague)
    for person in (cast.viewer, cast.rival, cast.officer, cast.outsider):
        with pytest.raises(PermissionDenied):
            services.ask_debrief(letter, question="Waarom?", by=person)


def test_second_request_waits_for_the_answer_to_the_first(cast: Cast, told: DecisionSet) -> None:
    debrief = asked(cast)
    with pytest.raises(TransitionRefused):
        asked(cast)
    services.answer_debrief(debrief, answer="Omdat.", by=cast.officer)
    assert asked(cast).pk != debrief.pk


def test_talk_is_written_down_whole(cast: Cast, told: DecisionSet) -> None:
    debrief, today = asked(cast), portal_now().astimezone(AMSTERDAM).date()
    for wrong in (
        {},
        {"talked_on": today},
        {"told": "van alles"},
        {"talked_on": today + timedelta(days=2), "present": "wij", "told": "x"},
    ):
        with pytest.raises(TransitionRefused):
            services.answer_debrief(debrief, by=cast.officer, **wrong)
    services.answer_debrief(
        debrief, talked_on=today, present="Jan en Els", told="De scores.", by=cast.officer
    )
    with pytest.raises(TransitionRefused):
        services.answer_debrief(debrief, answer="Nog iets", by=cast.officer)


def test_who_judged_or_works_elsewhere_does_not_answer(cast: Cast, told: DecisionSet) -> None:
    debrief = asked(cast)
    for person in (cast.members[0], cast.outsider, cast.unassigned, cast.applicant, cast.analyst):
        with pytest.raises(PermissionDenied):
            services.answer_debrief(debrief, answer="Omdat.", by=person)


def test_database_refuses_half_an_answer(cast: Cast, told: DecisionSet) -> None:
    debrief = asked(cast)
    with pytest.raises(IntegrityError):
        DebriefRequest.objects.filter(pk=debrief.pk).update(answered_at=portal_now())


def test_company_asks_and_reads_the_answer_on_the_page_of_its_letter(
    cast: Cast, told: DecisionSet
) -> None:
    """The mail says that there is an answer, and nothing of what it says."""
    proposal = letter_of(cast.company).decision.proposal
    place, where = [proposal.dossier.reference, proposal.phase.code], [
        proposal.phase.call.reference, proposal.phase.code,
    ]  # fmt: skip
    company, officer = client_of(cast.applicant), client_of(cast.officer)
    empty = company.post(reverse("remedies:ask", args=place), {"question": ""})
    assert empty.status_code == 200
    company.post(reverse("remedies:ask", args=place), {"question": "Waarom een 6?"})
    debrief = DebriefRequest.objects.get()
    desk = officer.get(reverse("awards:workspace", args=where[:1])).content.decode()
    assert reverse("remedies:room", args=where) in desk
    assert "te laat" not in desk
    DebriefRequest.objects.update(due_at=portal_now() - timedelta(days=1))
    assert "te laat" in officer.get(reverse("awards:workspace", args=where[:1])).content.decode()
    address = reverse("remedies:debrief", args=[*where, debrief.uuid])
    assert "55" in officer.get(address).content.decode()
    half = officer.post(address, {"told": "Veel verteld", "talked_on": ""})
    assert "Veel verteld" in half.content.decode()
    officer.post(address, {"answer": "Cijfers over kosten misten."})
    page = company.get(reverse("remedies:mine", args=place)).content.decode()
    assert "Cijfers over kosten misten." in page
    mail = OutgoingMail.objects.filter(kind="debrief_answered", recipient=cast.applicant).get()
    assert "Cijfers" not in mail.body
    rival = client_of(cast.rival).get(reverse("remedies:mine", args=place))
    assert rival.status_code == 404


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_room_asks_as_many_questions_for_one_request_as_for_two(
    cast: Cast, told: DecisionSet
) -> None:
    phase = told.phase
    address = reverse("remedies:room", args=[phase.call.reference, phase.code])
    officer = client_of(cast.officer)
    asked(cast)
    one = queries_of(officer, address)
    services.ask_debrief(letter_of(cast.rival_company), question="En wij?", by=cast.rival)
    assert queries_of(officer, address) == one
