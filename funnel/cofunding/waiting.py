"""What waits on authorities and on the funder: unfinished requests, decisions, reports."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse

from calls.models import Call
from calls.periods import end_of
from funnel.cofunding.models import GIVERS, FundingDecision, FundingReport, FundingRequest
from funnel.cofunding.permissions import asks_for
from funnel.cofunding.selectors import granted_to, next_in, paid_of
from portal.accounts.models import Membership, User
from portal.accounts.selectors import people_of
from portal.clock import portal_now
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_tasks

Kind = Task.Kind
DECISION_TERM = timedelta(weeks=8)  # after receipt: General Administrative Law Act, article 4:13(2)


def officers_of(call: Call) -> list[User]:
    """The officers of the authority that asks."""
    return list(people_of(call.contracting_authority, Membership.Role.OFFICER))


def givers_of(request: FundingRequest) -> list[User]:
    """The funder's people who may decide on this request."""
    people = people_of(request.round.funder, *GIVERS)
    return [person for person in people if not asks_for(person, request.call)]


def ask_to_finish(request: FundingRequest) -> None:
    """A draft counts only when it is received before the round closes."""
    _open(
        Kind.FINISH_FUNDING, officers_of(request.call), request, "finish", request.round.closes_at
    )


def finished(request: FundingRequest) -> None:
    """It was sent, or withdrawn."""
    _close("finish", request)


def ask_next_to_be_decided(request: FundingRequest) -> None:
    """The first in the line waits on the funder; those behind it wait for that decision."""
    following = next_in(request.round)
    if (
        following is None
        or following.decisions.filter(state=FundingDecision.State.PROPOSED).exists()
    ):
        return
    due_at = following.received_at and following.received_at + DECISION_TERM
    _open(Kind.DECIDE_FUNDING, givers_of(following), following, "decide", due_at)


def ask_to_approve(decision: FundingDecision) -> None:
    """One proposed: the others read it."""
    request = decision.request
    _close("decide", request)
    others = [person for person in givers_of(request) if person != decision.proposed_by]
    due_at = request.received_at and request.received_at + DECISION_TERM
    _open(Kind.APPROVE_FUNDING, others, request, "approve", due_at)


def settled(request: FundingRequest) -> None:
    """It was decided on, withdrawn, or its proposal was turned down."""
    _close("decide", request)
    _close("approve", request)


def ask_to_settle(request: FundingRequest) -> None:
    """What was granted and what was paid differ: the funder pays, or sees that money comes back."""
    balanced(request)
    open_amount = granted_to(request) - paid_of(request)
    if open_amount:
        kind = Kind.PAY_FUNDING if open_amount > 0 else Kind.RECEIVE_FUNDING
        _open(kind, givers_of(request), request, "pay", None)


def balanced(request: FundingRequest) -> None:
    """What is granted is what was paid."""
    _close("pay", request)


def ask_report(report: FundingReport) -> None:
    """The authority tells how it went, before the end of the day that was set."""
    request = report.request
    people = officers_of(request.call)
    _open(Kind.REPORT_FUNDING, people, request, "report", end_of(report.due_on))


def ask_to_read_report(report: FundingReport) -> None:
    """The report is in: the funder reads it."""
    _close("report", report.request)
    _open(Kind.READ_FUNDING_REPORT, givers_of(report.request), report.request, "read", None)


def report_read(report: FundingReport) -> None:
    """Accepted or sent back: it no longer waits on the funder."""
    _close("read", report.request)


def close_those_over() -> int:
    """A draft of a round that has closed waits on nobody: it cannot be sent any more."""
    late = Task.objects.filter(
        kind=Kind.FINISH_FUNDING, closed_at=None, due_at__lte=portal_now()
    ).values_list("unique_key", flat=True)
    return sum(close_tasks(key) for key in list(late))


def _open(
    kind: str, people: Iterable[User], request: FundingRequest, key: str, due_at: datetime | None
) -> None:
    open_tasks(
        kind,
        people,
        subject=lambda: f"{request.call.reference}, {request.round}",
        url=reverse("cofunding:request", args=[request.uuid]),
        key=f"cofunding:{key}:{request.pk}:",
        due_at=due_at,
    )


def _close(key: str, request: FundingRequest) -> None:
    close_tasks(f"cofunding:{key}:{request.pk}:", prefix=True)
