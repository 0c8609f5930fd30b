"""Reminders: once per task, deadline and offset; tasks are opened and closed by key."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connections

from portal.accounts.models import User
from portal.look.wording import AMSTERDAM
from portal.mail.delivery import deliver_due
from portal.mail.kinds import Category
from portal.mail.models import OutgoingMail
from portal.mail.preferences import choose
from portal.work import reminders, tasks_of
from portal.work.models import Task
from tests.conftest import Clock
from tests.factories import UserFactory

DUE = datetime(2027, 3, 4, 11, 0, tzinfo=UTC)  # a Thursday, 12:00 in Amsterdam


@pytest.fixture
def task(db: None, clock: Clock) -> Task:
    """A draft that was begun twenty days before its deadline."""
    clock.set(DUE - timedelta(days=20))
    tasks_of.open_task(
        Task.Kind.FINISH_OFFER, UserFactory(language="nl"), subject="SBIR26-001", url="/offertes/",
        key="offer:1", due_at=DUE,
    )  # fmt: skip
    return Task.objects.get(unique_key="offer:1")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=AMSTERDAM)


def reminded(clock: Clock, moment: datetime) -> int:
    clock.set(moment)
    return reminders.remind()


def delivered(clock: Clock, moment: datetime) -> str:
    """The body of the one reminder that is sent at this moment."""
    clock.set(moment)
    assert deliver_due() == 1
    return OutgoingMail.objects.get(state="sent").body


def test_remind_once_per_offset(task: Task, clock: Clock) -> None:
    """In the morning 14, 3 and 1 day before, and 2 hours before; a second beat adds none."""
    assert reminded(clock, at(date(2027, 2, 18), 8, 59)) == 0
    for moment in (
        at(date(2027, 2, 18), 9),
        at(date(2027, 3, 1), 9),
        at(date(2027, 3, 3), 9),
        at(date(2027, 3, 4), 10),
    ):
        assert reminded(clock, moment - timedelta(seconds=1)) == 0, moment
        assert reminded(clock, moment) == 1, moment
        assert reminders.remind() == 0, moment
    assert OutgoingMail.objects.count() == 4


def test_remind_late_sends_one_mail_and_not_three(task: Task, clock: Clock) -> None:
    """A beat that was down for two weeks tells what is near, not what it missed."""
    assert reminded(clock, DUE - timedelta(hours=1)) == 1
    assert reminders.remind() == 0


@pytest.mark.parametrize(
    ("due", "morning"),
    [
        (date(2027, 3, 2), date(2027, 2, 26)),  # three days before lies a Saturday: on Friday
        (date(2027, 3, 30), date(2027, 3, 25)),  # a Saturday, and before it Good Friday
        (date(2027, 4, 1), date(2027, 3, 25)),  # Easter Monday, and all before it
        (date(2027, 5, 8), date(2027, 5, 4)),  # Liberation Day
        (date(2027, 1, 3), date(2026, 12, 31)),
    ],
)
def test_remind_of_days_is_on_a_working_day(
    db: None, clock: Clock, due: date, morning: date
) -> None:
    """Three days before, or on the last working day before that, at nine."""
    clock.set(at(due - timedelta(days=10), 12))
    opened(Task.Kind.SCORE, due_at=at(due, 17))
    for hours in range(24 * 7):  # every hour of a week, at night as well
        moment = at(morning - timedelta(days=4), 0).astimezone(UTC) + timedelta(hours=hours)
        if reminded(clock, moment):
            assert moment.astimezone(AMSTERDAM) == at(morning, 9)
            return
    pytest.fail("nobody was reminded")


@pytest.mark.parametrize("sunday", [date(2028, 3, 26), date(2027, 10, 31)])
def test_remind_around_the_night_of_a_clock_change(db: None, clock: Clock, sunday: date) -> None:
    """The day has 23 or 25 hours: mornings stay at nine, two hours stay two hours."""
    monday = sunday + timedelta(days=1)
    clock.set(at(sunday - timedelta(days=20), 12))
    opened(Task.Kind.FINISH_OFFER, due_at=at(monday, 1))
    friday = at(sunday - timedelta(days=2), 9)  # one day before is Sunday; three is a Friday
    assert reminded(clock, at(sunday - timedelta(days=13), 9)) == 1
    assert reminded(clock, friday - timedelta(seconds=1)) == 0
    assert reminded(clock, friday) == 1
    two_hours = (at(monday, 1).astimezone(UTC) - timedelta(hours=2)).astimezone(AMSTERDAM)
    assert reminded(clock, two_hours - timedelta(seconds=1)) == 0
    assert reminded(clock, two_hours) == 1


def test_remind_says_until_when_in_amsterdam_time(task: Task, clock: Clock) -> None:
    assert reminded(clock, at(date(2027, 3, 1), 9)) == 1
    body = delivered(clock, at(date(2027, 3, 1), 9, 1))
    assert "12:00" in body
    assert "SBIR26-001" in body


def test_remind_again_when_the_deadline_moved(task: Task, clock: Clock) -> None:
    assert reminded(clock, at(date(2027, 3, 1), 9)) == 1
    assert tasks_of.move_due("offer:", DUE + timedelta(days=7)) == 1
    assert reminders.remind() == 1, "ten days left: it tells the new date"
    assert reminders.remind() == 0
    assert reminded(clock, at(date(2027, 3, 8), 9)) == 1, "and again three days before"


def test_reminder_that_waited_while_the_deadline_moved_is_not_sent(
    task: Task, clock: Clock
) -> None:
    """The row is made at nine, the mail server is back at ten, the deadline moved in between."""
    assert reminded(clock, at(date(2027, 3, 1), 9)) == 1
    tasks_of.move_due("offer:", DUE + timedelta(days=1))
    assert reminders.remind() == 1
    assert "5 maart 2027" in delivered_of(clock, at(date(2027, 3, 1), 10), sent=1)
    assert OutgoingMail.objects.filter(state="dropped").count() == 1


def test_reminder_that_waited_while_the_work_was_done_is_not_sent(task: Task, clock: Clock) -> None:
    assert reminded(clock, at(date(2027, 3, 1), 9)) == 1
    tasks_of.close_tasks("offer:1")
    deliver_due()
    assert [found.state for found in OutgoingMail.objects.all()] == ["dropped"]


def delivered_of(clock: Clock, moment: datetime, *, sent: int) -> str:
    clock.set(moment)
    while deliver_due():
        pass
    bodies = [found.body for found in OutgoingMail.objects.filter(state="sent")]
    assert len(bodies) == sent
    return bodies[0]


def test_remind_nobody_whose_task_is_closed_or_over(task: Task, clock: Clock) -> None:
    assert reminded(clock, DUE) == 0
    tasks_of.close_tasks("offer:1")
    assert reminded(clock, at(date(2027, 3, 1), 9)) == 0


def test_remind_nobody_who_was_just_asked(db: None, clock: Clock) -> None:
    """Somebody invited two days before the end gets the invitation, not a reminder on top."""
    clock.set(at(date(2027, 3, 2), 12))
    opened(Task.Kind.SCORE, due_at=DUE)
    assert reminders.remind() == 0
    assert reminded(clock, at(date(2027, 3, 3), 9)) == 1


def test_remind_nobody_who_turned_reminders_off(task: Task, clock: Clock) -> None:
    choose(task.holder, Category.REMINDERS, "off")
    assert reminded(clock, at(date(2027, 3, 1), 9)) == 0


def test_reminder_of_hours_does_not_wait_for_a_digest(task: Task, clock: Clock) -> None:
    """Tomorrow's digest would tell after the deadline."""
    choose(task.holder, Category.REMINDERS, "digest")
    assert reminded(clock, at(date(2027, 3, 3), 9)) == 1
    assert reminded(clock, at(date(2027, 3, 4), 10)) == 1
    assert [found.state for found in OutgoingMail.objects.order_by("id")] == ["digest", "queued"]


def test_remind_takes_one_statement_for_many(
    db: None, clock: Clock, django_assert_num_queries: Any
) -> None:
    clock.set(DUE - timedelta(days=20))
    for number in range(30):
        opened(Task.Kind.SCORE, due_at=DUE, key=f"score:{number}")
    clock.set(at(date(2027, 3, 1), 9))
    with django_assert_num_queries(4):  # the clock, a savepoint and its release, and the statement
        assert reminders.remind() == 30


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_double_nothing(clock: Clock) -> None:
    clock.set(DUE - timedelta(days=20))
    for number in range(200):
        opened(Task.Kind.SCORE, due_at=DUE, key=f"score:{number}")
    clock.set(at(date(2027, 3, 1), 9))
    with ThreadPoolExecutor(4) as beats:
        counts = list(beats.map(lambda _beat: _in_own_connection(reminders.remind), range(4)))
    assert sum(counts) == OutgoingMail.objects.filter(kind="reminder").count() == 200


def _in_own_connection(work: Any) -> int:
    try:
        return work()
    finally:
        connections.close_all()


def opened(kind: str, *, due_at: datetime, key: str = "score:1") -> Task:
    tasks_of.open_task(
        kind, UserFactory(language="nl"), subject="x", url="/x/", key=key, due_at=due_at
    )
    return Task.objects.get(unique_key=key)


def test_open_task_again_with_the_same_key_is_one_task(task: Task, clock: Clock) -> None:
    holder: User = task.holder
    tasks_of.close_tasks("offer:1")
    assert not Task.objects.open_for(holder).exists()
    clock.set(DUE - timedelta(days=5))
    tasks_of.open_task(
        Task.Kind.FINISH_OFFER, holder, subject="SBIR26-001", url="/offertes/", key="offer:1"
    )
    assert Task.objects.get() == task
    task.refresh_from_db()
    assert task.closed_at is None
    assert task.opened_at >= DUE - timedelta(days=5), "it waits since it was opened again"


def test_close_tasks_by_prefix_closes_no_other(task: Task) -> None:
    for key in ("offer:12", "offers:1"):
        tasks_of.open_task(Task.Kind.SCORE, task.holder, subject="x", url="/x/", key=key)
    assert tasks_of.close_tasks("offer:1") == 1
    assert tasks_of.close_tasks("offer:", prefix=True) == 1
    assert tasks_of.close_tasks("offer:", prefix=True) == 0


def test_open_for_puts_the_first_due_first(task: Task) -> None:
    for key, due in (("b", None), ("a", DUE - timedelta(days=1))):
        tasks_of.open_task(
            Task.Kind.SCORE, task.holder, subject=key, url="/x/", key=key, due_at=due
        )
    assert [found.subject for found in Task.objects.open_for(task.holder)] == [
        "a", "SBIR26-001", "b",
    ]  # fmt: skip
