"""A training call of one person: whose it is, and which time, stand in its reference.

So nothing of practising needs a table, and nobody can name the training call of somebody else.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from calls.models import Call, Phase
from portal.accounts.models import User
from portal.work.jobs import Progress, progress
from portal.work.models import Job

PREFIX = "OEFEN-"
JOB = "demo.practice"  # of one training call: what invented people do before its person begins


@dataclass(frozen=True)
class Attempt:
    """One time that a person practises."""

    call: Call
    user: User

    @property
    def number(self) -> int:
        """The number of this time, from one on."""
        return int(self.call.reference.rpartition("-")[2])

    @cached_property
    def phase(self) -> Phase:
        """The phase that it is about."""
        return self.call.phases.select_related("call").order_by("order")[0]

    @cached_property
    def job(self) -> Job:
        """What makes it ready."""
        return Job.objects.get(kind=JOB, object_id=self.call.pk)

    @cached_property
    def progress(self) -> Progress:
        """How far that is."""
        return progress(self.job)

    @property
    def is_ready(self) -> bool:
        """Whether its person can begin."""
        return self.progress.done == self.progress.total

    @property
    def is_busy(self) -> bool:
        """Whether the invented people are still at it."""
        return not self.is_ready and not self.progress.failed


def reference_of(word: str, user: User, number: int) -> str:
    """The reference of the training call of one exercise, person and time."""
    return f"{PREFIX}{word}-{user.uuid.hex[:8]}-{number}".upper()


def last_attempt(word: str, user: Any) -> Attempt | None:
    """The newest training call of this person for an exercise; a visitor has none."""
    if not user.is_authenticated:
        return None
    own = reference_of(word, user, 0).removesuffix("0")
    call = Call.objects.filter(reference__startswith=own).order_by("-pk").first()
    return Attempt(call, user) if call else None


def without_training(calls: QuerySet[Call]) -> QuerySet[Call]:
    """The calls that are not there to practise on."""
    return calls.exclude(reference__startswith=PREFIX)
