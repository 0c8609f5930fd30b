"""A job can be killed at any moment and goes on where it was."""

import errno
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from portal.accounts.models import User
from portal.clock import portal_now
from portal.work import jobs, tasks, transitions
from portal.work.models import Job, JobUnit
from tests.conftest import Clock
from tests.factories import UserFactory

KIND = "tests.names"
KEYS = ["a", "b", "c"]


class Effect:
    """What the job does: each unit makes one user, and fails as long as its key is in `broken`."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.error: Exception | None = None

    def __call__(self, job: Job, key: str) -> None:
        User.objects.create_user(f"{key}@voorbeeld.example")
        if key in self.broken:
            raise self.error or ValueError(f"no ink for {key}")


@pytest.fixture
def effect() -> Iterator[Effect]:
    effect = jobs.job_kind(KIND)(Effect())
    yield effect
    jobs._kinds.pop(KIND)


def made() -> list[str]:
    return sorted(User.objects.filter(name="").values_list("email", flat=True))


def test_job_does_each_unit_once(db: None, effect: Effect) -> None:
    job = jobs.start_job(KIND, 1, KEYS, by=UserFactory())
    assert jobs.progress(job) == jobs.Progress(done=0, total=3, failed=0)
    assert jobs.run_open_jobs() == 3
    assert jobs.run_open_jobs() == 0
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert len(made()) == 3


def test_job_starts_once_for_one_object(db: None, effect: Effect) -> None:
    user = UserFactory()
    first = jobs.start_job(KIND, 1, KEYS, by=user)
    assert jobs.start_job(KIND, 1, KEYS, by=user) == first
    assert JobUnit.objects.count() == 3


def test_job_goes_on_after_a_unit_that_fails(db: None, effect: Effect) -> None:
    """The failing unit leaves nothing of its own, and stops no other."""
    effect.broken = {"b"}
    job = jobs.start_job(KIND, 1, KEYS, by=UserFactory())
    assert jobs.run_open_jobs() == 2
    assert made() == ["a@voorbeeld.example", "c@voorbeeld.example"]
    assert "no ink for b" in job.units.get(key="b").error
    effect.broken = set()
    assert jobs.run_open_jobs() == 1
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_unit_that_finds_the_disk_full_waits_until_there_is_room(db: None, effect: Effect) -> None:
    """Three tries are for a unit that is wrong; a full disk is nobody's letter's fault."""
    job = jobs.start_job(KIND, 1, KEYS, by=UserFactory())
    effect.broken = {"b"}
    effect.error = OSError(errno.ENOSPC, "No space left on device")
    for _sweep in range(5):
        jobs.run_open_jobs()
    unit = job.units.get(key="b")
    assert (unit.attempts, "No space left" in unit.error) == (0, True)
    effect.broken = set()
    assert jobs.run_open_jobs() == 1


def test_job_gives_up_after_three_attempts_until_a_person_looks(db: None, effect: Effect) -> None:
    effect.broken = {"b"}
    job = jobs.start_job(KIND, 1, KEYS, by=UserFactory())
    for _attempt in range(4):
        jobs.run_open_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert jobs.progress(job) == jobs.Progress(done=2, total=3, failed=1)
    assert job.units.get(key="b").attempts == 3
    effect.broken = set()
    transitions.take_up_again(job)
    assert jobs.run_open_jobs() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("with_lock", [True, False])
def test_two_runners_do_each_unit_once(
    effect: Effect, with_lock: bool, monkeypatch: object
) -> None:
    """Real threads, both inside the unit at once; without the lock the effect comes twice."""
    both_inside = threading.Barrier(2, timeout=1)
    runs: list[str] = []

    def slow(job: Job, key: str) -> None:
        runs.append(key)
        try:
            both_inside.wait()
        except threading.BrokenBarrierError:
            return  # nobody else came: the guard holds

    jobs._kinds[KIND] = slow
    if not with_lock:
        monkeypatch.setattr(
            "django.db.models.query.QuerySet.select_for_update", lambda self, **kwargs: self
        )
    job = Job.objects.create(kind=KIND, object_id=1, started_by=UserFactory())
    JobUnit.objects.create(job=job, key="a")
    threads = [threading.Thread(target=_run) for _runner in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(runs) == (1 if with_lock else 2)


def _run() -> None:
    try:
        jobs.run_open_jobs()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("with_lock", [True, False])
def test_worker_that_steps_aside_does_not_call_done_work_failed(
    with_lock: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It saw a unit open of which the other, in the meantime, was done and had settled the job."""
    job = Job.objects.create(kind=KIND, object_id=1, started_by=UserFactory())
    JobUnit.objects.create(job=job, key="a", attempts=3)
    if not with_lock:
        monkeypatch.setattr(
            "django.db.models.query.QuerySet.select_for_update", lambda self, **kwargs: self
        )

    def other() -> None:
        try:
            JobUnit.objects.update(done_at=portal_now())
            transitions.settle(Job.objects.get())
        finally:
            connection.close()

    thread = threading.Thread(target=other)

    def between(execute: Any, sql: str, *rest: Any) -> Any:
        found = execute(sql, *rest)
        if "work_jobunit" in sql and thread.ident is None:
            thread.start()
            thread.join(1)  # it waits for the lock, where there is one
        return found

    with connection.execute_wrapper(between):
        transitions.settle(job)
    thread.join()
    job.refresh_from_db()
    assert job.state == (Job.State.DONE if with_lock else Job.State.FAILED)


def test_worker_steps_aside_when_the_job_is_begun_anew(db: None, effect: Effect) -> None:
    """What it read once for all units may have changed: the next run reads it again."""
    job = jobs.start_job(KIND, 1, KEYS, by=UserFactory())
    first, *rest = job.units.values_list("pk", flat=True)
    assert jobs._do_unit(job, first) == 1
    jobs.begin_anew(Job.objects.get())
    User.objects.filter(name="").delete()
    assert [jobs._do_unit(job, unit) for unit in (first, *rest)] == [0, 0, 0]
    assert jobs.run_open_jobs() == 3


def test_chunk_does_a_few_units_and_those_that_failed_last(db: None, effect: Effect) -> None:
    effect.broken = {"a"}
    jobs.start_job(KIND, 1, KEYS, by=UserFactory())
    assert jobs.run_open_jobs(limit=2) == 1
    assert jobs.run_open_jobs(limit=1) == 1
    assert made() == ["b@voorbeeld.example", "c@voorbeeld.example"]


def test_task_comes_back_until_all_is_done(
    db: None, effect: Effect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other work gets its turn between two chunks; what failed does not use up its attempts."""
    monkeypatch.setattr(tasks, "CHUNK", 2)
    effect.broken = {"b"}
    job = jobs.start_job(KIND, 1, KEYS, by=UserFactory())
    tasks.run_open_jobs.delay()
    assert jobs.progress(job) == jobs.Progress(done=2, total=3, failed=0)
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING


def test_sweep_takes_up_what_nobody_is_at(db: None, effect: Effect, clock: Clock) -> None:
    """The message of a job was lost; while units are being done the sweep leaves it alone."""
    job = jobs.start_job(KIND, 1, KEYS, by=UserFactory())
    jobs.run_open_jobs(limit=1)
    assert not jobs.has_idle_jobs()
    tasks.take_up_jobs.delay()
    assert jobs.progress(job).done == 1
    clock.set(portal_now() + jobs.IDLE)
    tasks.take_up_jobs.delay()
    assert jobs.progress(job).done == len(KEYS)
