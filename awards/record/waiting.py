"""The award notice waits on the officers: thirty days after a contract (article 50)."""

from datetime import date

from django.urls import reverse

from awards.models import Contract
from awards.record.models import AwardNotice
from awards.selectors import officers_of
from calls.models import Call
from calls.periods import end_of, last_day
from calls.procedures import is_part_2
from portal.look.wording import AMSTERDAM
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_tasks

NOTICE_DAYS = 30  # Directive 2014/24/EU, article 50(1): after the conclusion of a contract


def ask_for_award_notice(contract: Contract) -> None:
    """The first contract of a call under Part 2 was concluded: the notice is due."""
    call = contract.decision.proposal.phase.call
    if not is_part_2(call) or AwardNotice.objects.filter(call=call).exists():
        return
    signed_at = contract.signed_by_authority_at
    if signed_at is None:
        return
    due = _due(signed_at.astimezone(AMSTERDAM).date())
    open_tasks(
        Task.Kind.AWARD_NOTICE,
        officers_of(call),
        subject=lambda: call.title,
        url=reverse("record:overview", args=[call.reference]),
        key=_key(call),
        due_at=end_of(due),
    )


def notice_sent(call: Call) -> None:
    """It was sent: nobody needs to any more."""
    close_tasks(_key(call), prefix=True)


def _due(concluded_on: date) -> date:
    return last_day(concluded_on, NOTICE_DAYS)


def _key(call: Call) -> str:
    return f"award_notice:{call.pk}:"
