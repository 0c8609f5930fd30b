"""Mails about co-funding: that there is something to read, never what."""

from funnel.cofunding.models import FundingReport, FundingRequest
from funnel.cofunding.waiting import officers_of
from portal.accounts.models import User
from portal.mail.outbox import queue_mail


def queue_received(request: FundingRequest, *, to: User) -> None:
    """To who sent it: the moment of receipt, which is its place in the line."""
    _queue("cofunding_received", request, [to])


def queue_decided(request: FundingRequest) -> None:
    """To the authority: the letter is there."""
    _queue("cofunding_decided", request, officers_of(request.call))


def queue_report_asked(report: FundingReport) -> None:
    """To the authority: a report is asked, or asked once more before another day."""
    people = officers_of(report.request.call)
    _queue("cofunding_report_asked", report.request, people, f":{report.due_on}")


def _queue(kind: str, request: FundingRequest, people: list[User], key: str = "") -> None:
    for person in people:
        context = {"request": request, "round": request.round, "call": request.call}
        queue_mail(kind, to=person, key=f"{request.uuid}{key}", context=context)
