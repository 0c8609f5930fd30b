"""When people are reminded, as data: per kind of task how long before it is due.

A number of days means the morning of the working day that lies so many days before, or of the last
working day before that: nobody is woken, and nobody reads it too late on a Monday. Hours mean
exactly that long before, whatever the time. Kinds that do not stand here have no reminders: nothing
says until when they may wait.
"""

from dataclasses import dataclass
from datetime import time

from portal.work.models import Task

MORNING = time(9, 0)  # in Amsterdam


@dataclass(frozen=True)
class Schedule:
    """How long before the due time a person is reminded, in whole days and in hours."""

    days: tuple[int, ...]
    hours: tuple[int, ...] = ()


OF_A_DEADLINE = Schedule(days=(14, 3, 1), hours=(2,))
OF_COLLEAGUES = Schedule(days=(3, 1))

Kind = Task.Kind
SCHEDULE = {
    # Companies: what is not there in time does not count.
    Kind.FINISH_OFFER: OF_A_DEADLINE,
    Kind.CONFIRM_OFFER: OF_A_DEADLINE,
    Kind.EXPLAIN_OFFER: OF_A_DEADLINE,
    Kind.DELIVER: OF_A_DEADLINE,
    # Authorities and the funder of a round of co-funding.
    Kind.FINISH_FUNDING: OF_A_DEADLINE,
    Kind.DECIDE_FUNDING: Schedule(days=(14, 3, 1)),
    Kind.APPROVE_FUNDING: Schedule(days=(14, 3, 1)),
    Kind.REPORT_FUNDING: Schedule(days=(14, 3, 1)),
    # Both sides: the company reads when it can sign, the officers when the term is over.
    Kind.STANDSTILL_END: OF_COLLEAGUES,
    # Committee.
    Kind.DECLARE: OF_COLLEAGUES,
    Kind.SCORE: OF_A_DEADLINE,
    Kind.CONSENSUS: OF_COLLEAGUES,
    Kind.ADVISE: OF_COLLEAGUES,
    # Officers and holders of keys.
    Kind.ANSWER_QUESTIONS: OF_A_DEADLINE,
    Kind.APPROVE_NOTICE: OF_COLLEAGUES,
    Kind.HOLD_SHARE: OF_COLLEAGUES,
    Kind.TRY_SHARE: OF_COLLEAGUES,
    Kind.DECIDE: OF_COLLEAGUES,
    Kind.APPROVE_DECISION: OF_COLLEAGUES,
    Kind.RELEASE_LETTERS: OF_COLLEAGUES,
    Kind.JUDGE_DELIVERABLE: OF_COLLEAGUES,
    Kind.RECORD_PAYMENT: OF_COLLEAGUES,
    Kind.CHECK_CONDITION: Schedule(days=(14, 3, 1)),
    Kind.ANSWER_DEBRIEF: Schedule(days=(7, 3, 1)),
    Kind.ANSWER_COMPLAINT: Schedule(days=(7, 3, 1)),
}
