"""Reminders: once per task, deadline and offset; tasks are opened and closed by key."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts.models import User
from portal.mail.models import OutgoingMail
from portal.work import reminders, tasks_of
from portal.work.models import Task
from tests.conftest import Clock
from tests.factories import UserFactory

DUE = datetime(2027, 3, 1, 11, 0, tzinfo=UTC)


@pytest.fixture
def task(db: None, clock: Clock) -> Task:
    """A draft that was begun twenty days before its deadline."""
    clock.set(DUE - timedelta(days=20))
    return tasks_of.open_task(
        Task.Kind.FINISH_OFFER, UserFactory(language="nl"), subject="SBIR26-001", url="/offertes/",
        key="offer:1", due_at=DUE,
    )  # fmt: skip


def reminded_at(clock: Clock, before: timedelta) -> int:
    clock.set(DUE - before)
    return reminders.remind()


def test_remind_once_per_offset(task: Task, clock: Clock) -> None:
    """14 days, 3 days, 1 day and 2 hours before; a second beat adds none."""
    assert reminded_at(clock, timedelta(days=15)) == 0
    for before in (timedelta(days=14), timedelta(days=3), timedelta(days=1), timedelta(hours=2)):
        assert reminded_at(clock, before) == 1, before
        assert reminders.remind() == 0, before
    assert OutgoingMail.objects.count() == 4


def test_remind_late_sends_one_mail_and_not_three(task: Task, clock: Clock) -> None:
    """A beat that was down for two weeks tells what is near, not what it missed."""
    assert reminded_at(clock, timedelta(hours=1)) == 1
    assert reminders.remind() == 0


def test_remind_says_until_when_in_amsterdam_time(task: Task, clock: Clock) -> None:
    reminded_at(clock, timedelta(days=3))
    body = OutgoingMail.objects.get().body
    assert "12:00" in body
    assert "SBIR26-001" in body


def test_remind_again_when_the_deadline_moved(task: Task, clock: Clock) -> None:
    assert reminded_at(clock, timedelta(days=3)) == 1
    assert tasks_of.move_due("offer:", DUE + timedelta(days=7)) == 1
    assert reminders.remind() == 1, "ten days left: it tells the new date"
    assert reminders.remind() == 0
    clock.set(DUE + timedelta(days=4))
    assert reminders.remind() == 1, "and again three days before"


def test_remind_nobody_whose_task_is_closed_or_over(task: Task, clock: Clock) -> None:
    assert reminded_at(clock, timedelta(0)) == 0
    tasks_of.close_tasks("offer:1")
    assert reminded_at(clock, timedelta(days=3)) == 0


def test_remind_nobody_who_was_just_asked(db: None, clock: Clock) -> None:
    """Somebody invited two days before the end gets the invitation, not a reminder on top."""
    clock.set(DUE - timedelta(days=2))
    tasks_of.open_task(
        Task.Kind.SCORE, UserFactory(), subject="x", url="/x/", key="score:1", due_at=DUE
    )
    assert reminders.remind() == 0
    assert reminded_at(clock, timedelta(hours=23)) == 1


def test_open_task_again_with_the_same_key_is_one_task(task: Task, clock: Clock) -> None:
    holder: User = task.holder
    tasks_of.close_tasks("offer:1")
    assert not Task.objects.open_for(holder).exists()
    clock.set(DUE - timedelta(days=5))
    again = tasks_of.open_task(
        Task.Kind.FINISH_OFFER, holder, subject="SBIR26-001", url="/offertes/", key="offer:1"
    )
    assert again.pk == task.pk
    again.refresh_from_db()
    assert again.opened_at >= DUE - timedelta(days=5), "it waits since it was opened again"


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
