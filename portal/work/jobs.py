"""Jobs: rows with units. A kind registers the function that does one of its units."""

import errno
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from portal.accounts.models import User
from portal.models import PortalNow
from portal.work import transitions
from portal.work.models import MAX_ATTEMPTS, Job, JobUnit

IDLE = timedelta(seconds=20)  # hardly a unit takes so long: whoever was at it is gone
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
UnitFunction = Callable[[Job, str], None]
_kinds: dict[str, UnitFunction] = {}


@dataclass(frozen=True)
class Progress:
    """How far a job is, read from its rows."""

    done: int
    total: int
    failed: int


def job_kind(kind: str) -> Callable[[UnitFunction], UnitFunction]:
    """Register the function `(job, key)` that does one unit of this kind, idempotently."""

    def register(function: UnitFunction) -> UnitFunction:
        _kinds[kind] = function
        return function

    return register


@transaction.atomic(savepoint=False)
def start_job(kind: str, object_id: int, unit_keys: Iterable[str], *, by: User) -> Job:
    """Write the job and its units in the caller's transaction; work begins after the commit."""
    made = Job(kind=kind, object_id=object_id, started_by=by)
    Job.objects.bulk_create([made], ignore_conflicts=True)
    job = Job.objects.get(kind=kind, object_id=object_id)
    JobUnit.objects.bulk_create(
        [JobUnit(job=job, key=key) for key in unit_keys], ignore_conflicts=True
    )
    if job.uuid == made.uuid:
        transaction.on_commit(_poke, robust=True)
    return job


@transaction.atomic
def begin_anew(job: Job) -> None:
    """Do every unit again, on a person's word; the caller takes away what they made."""
    transitions.begin_anew(job)
    transaction.on_commit(_poke, robust=True)


def progress(job: Job) -> Progress:
    """Done, total and failed units."""
    units = list(job.units.values_list("done_at", "attempts"))
    return Progress(
        done=sum(done is not None for done, _attempts in units),
        total=len(units),
        failed=sum(done is None and attempts >= MAX_ATTEMPTS for done, attempts in units),
    )


def run_open_jobs(kind: str = "", *, limit: int | None = None) -> int:
    """Do the open units of the running jobs (of one kind, if given); return how many were done.

    With a `limit` at most so many are tried of each job, those that failed before coming last.
    """
    done = 0
    jobs = Job.objects.filter(state=Job.State.RUNNING)
    for job in jobs.filter(kind=kind) if kind else jobs:
        units = job.units.filter(done_at=None, attempts__lt=MAX_ATTEMPTS)
        keys = units.order_by("attempts", "pk").values_list("pk", flat=True)[:limit]
        done += sum(_do_unit(job, unit_id) for unit_id in keys)
        transitions.settle(job)
    return done


def has_untried_units() -> bool:
    """Whether a running job has units that nobody has begun with."""
    return JobUnit.objects.filter(job__state=Job.State.RUNNING, done_at=None, attempts=0).exists()


def has_idle_jobs() -> bool:
    """Whether there is a running job of which nothing was done for `IDLE`."""
    recent = JobUnit.objects.filter(job=OuterRef("pk"), done_at__gt=PortalNow() - IDLE)
    return Job.objects.filter(~Exists(recent), state=Job.State.RUNNING).exists()


def _do_unit(job: Job, unit_id: int) -> int:
    """One unit in one transaction. Another worker on the same unit makes this one step aside.

    So does a job that was begun anew: what this run has read for its units may have changed.
    """
    try:
        with transaction.atomic():
            unit = (
                JobUnit.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(pk=unit_id, done_at=None, job__started_at=job.started_at)
                .first()
            )
            if unit is None:
                return 0
            _kinds[job.kind](job, unit.key)
            JobUnit.objects.filter(pk=unit_id).update(done_at=PortalNow())
            return 1
    except Exception as error:
        JobUnit.objects.filter(pk=unit_id).update(
            attempts=F("attempts") + (0 if _is_of_the_machine(error) else 1),
            error=f"{type(error).__name__}: {error}"[:1000],
        )
        return 0


def _is_of_the_machine(error: Exception) -> bool:
    """Whether a disk refused: that says nothing of the unit, which waits until there is room."""
    return isinstance(error, OSError) and error.errno in NO_ROOM


def _poke() -> None:
    from portal.work.tasks import run_open_jobs as task  # noqa: PLC0415  the task imports this

    task.delay()
