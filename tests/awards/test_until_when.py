"""Until when the steps after the deadline may wait, and that people are reminded of them."""

from datetime import datetime, time, timedelta

from assessment import transitions as assessing
from awards import waiting
from calls.planning import advice_by, result_by
from portal.look.wording import AMSTERDAM
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.work.reminders import remind
from tests.assessment import stages as committee_stages
from tests.awards import stages


def due_of(kind: str) -> set[datetime | None]:
    return set(Task.objects.filter(kind=kind, closed_at=None).values_list("due_at", flat=True))


def test_officers_are_reminded_of_the_decision_before_the_day_of_the_result(cast, clock):
    phase = stages.advised(cast, decision_days=56)
    waiting.ask_to_decide(phase)
    result = result_by(phase)

    assert due_of("decide") == {result}
    clock.set(datetime.combine(result.date() - timedelta(days=1), time(18), AMSTERDAM))
    assert remind() == Task.objects.filter(kind="decide", closed_at=None).count() > 0
    facts = OutgoingMail.objects.filter(kind="reminder").values_list("facts", flat=True)
    assert {datetime.fromisoformat(each["due"]) for each in facts} == {result}


def test_control_nobody_is_reminded_where_no_result_is_planned(cast, clock):
    phase = stages.advised(cast, decision_days=0)
    waiting.ask_to_decide(phase)

    assert due_of("decide") == {None}
    clock.set(phase.closes_at + timedelta(days=55))
    assert remind() == 0


def test_chair_has_until_a_week_before_the_result_for_meeting_and_advice(cast):
    phase = committee_stages.opened_phase(cast)
    phase.decision_days = 56
    phase.save()
    committee = committee_stages.meeting(cast, phase)

    assert due_of("consensus") == {advice_by(phase)}
    committee_stages.agreed(committee)
    assessing.close_consensus(committee, by=committee_stages.chair_of(committee))
    assert due_of("advise") == {advice_by(phase)}


def test_delivered_part_is_judged_within_twenty_working_days(cast, running, clock):
    """As the model contract says; weekends, Good Friday and Easter do not count."""
    clock.set(datetime(2027, 3, 4, 12, tzinfo=AMSTERDAM))
    waiting.ask_to_judge(running.deliverables.first())

    assert due_of("judge_deliverable") == {datetime(2027, 4, 5, 23, 59, 59, tzinfo=AMSTERDAM)}
