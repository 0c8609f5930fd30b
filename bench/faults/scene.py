"""What there is before anything breaks: drafts to write and send, and decisions to tell."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from applications.models import Proposal
from awards import services, transitions
from awards.models import DecisionSet
from bench.trust import stage
from calls.models import Phase
from portal.accounts.models import User
from portal.workflow import TransitionRefused
from tests.applications.stages import open_phase
from tests.awards.stages import Outcome, advised
from tests.cast import Cast, proof_of

SAVED = 2  # versions of the summary that a draft begins with


def drafts(cast: Cast, count: int) -> list[Proposal]:
    """So many drafts of one company, complete but for the summary and the project plan."""
    phase = Phase.objects.select_related("call").get(pk=open_phase(cast).pk)
    writers = [(cast.company, cast.applicant)] * count
    proposals = stage.written(phase, writers, {"files": {"truth": True}})
    found = Proposal.objects.select_related("dossier__lead", "phase__call")
    return list(found.filter(pk__in=[proposal.pk for proposal in proposals]).order_by("pk"))


def decision(cast: Cast) -> DecisionSet:
    """Three decisions, approved: their letters are the work of a job from here on."""
    outcomes: list[str] = [
        Outcome.WITHIN_BUDGET, Outcome.BEYOND_BUDGET, Outcome.BELOW_THRESHOLD
    ]  # fmt: skip
    decision_set = services.propose(advised(cast, outcomes), by=cast.author)
    return transitions.approve(decision_set, by=cast.officer, proof=proof_of(cast.officer))


def tell(decision_set: DecisionSet, by: User) -> bool:
    """Release the letters, once they are all there. Raises DatabaseError when it is not."""
    decision_set.refresh_from_db()
    if decision_set.state == DecisionSet.State.RELEASED:
        return True
    try:
        transitions.release(decision_set, by=by, proof=proof_of(by))
    except TransitionRefused:
        return False
    return True


@contextmanager
def as_in_production() -> Iterator[None]:
    """No work is done in this process but what it is asked for; its connection is its own."""
    stage.quiet()
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    with stage.tasks_left_to_others():
        yield
    connection.close()
