"""Writes that change no state: rounds and requests as written, payments, a report that is asked."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from calls.models import Call
from funnel.cofunding import emails, permissions, waiting
from funnel.cofunding.amounts import ZERO
from funnel.cofunding.models import FundingPayment, FundingReport, FundingRequest, FundingRound
from funnel.cofunding.selectors import askable_calls, granted_to, paid_of, phase_budgets
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now, portal_today
from portal.look.wording import euro_text
from portal.workflow import TransitionRefused, lock

State = FundingRequest.State
WRITTEN = ("eligible_incl_vat", "own_incl_vat", "obstacle", "no_solution")


@transaction.atomic
def save_round(round_: FundingRound, *, by: User) -> FundingRound:
    """Keep a draft of a round, new or changed. Raises PermissionDenied, TransitionRefused."""
    is_new = round_.pk is None
    if not permissions.gives(by, round_):
        raise PermissionDenied("write_funding_round")
    if is_new:
        round_.drafted_by = by
    elif lock(round_).state != FundingRound.State.DRAFT:
        raise TransitionRefused(
            _("This round was published: its rules stand as they are."), code="state"
        )
    round_.save()
    record("draft_funding_round" if is_new else "change_funding_round", round_, by=by)
    return round_


@transaction.atomic
def begin(round_: FundingRound, call: Call, *, by: User) -> FundingRequest:
    """Begin a request for a call, with the sum of its phase budgets as a proposal.

    Raises PermissionDenied for who is no officer of the authority, TransitionRefused when the
    round has closed, takes no such call, or has a request for it.
    """
    if not permissions.asks_for(by, call):
        raise PermissionDenied("begin_funding_request")
    round_ = lock(round_)
    is_over = round_.closes_at is None or portal_now() >= round_.closes_at or round_.is_history
    if is_over or round_.state != FundingRound.State.PUBLISHED:
        raise TransitionRefused(_("This round is closed."), code="late")
    if not askable_calls(round_, by).filter(pk=call.pk).exists():
        raise TransitionRefused(
            _("This round takes no request for this call, or has one already."), code="call"
        )
    request = FundingRequest.objects.create(
        round=round_, call=call, eligible_incl_vat=phase_budgets(call) or None, written_by=by
    )
    record("begin_funding_request", request, by=by)
    waiting.ask_to_finish(request)
    return request


@transaction.atomic
def write(request: FundingRequest, *, by: User, **values: Any) -> FundingRequest:
    """Keep what was typed in a draft; also after the close, so that nothing typed is lost."""
    request = lock(request)
    if not permissions.can_write(by, request):
        raise PermissionDenied("write_funding_request")
    if request.state != State.DRAFT:
        raise TransitionRefused(_("This request was sent: it stands as it is."), code="state")
    for name in WRITTEN:
        setattr(request, name, values[name])
    request.save(update_fields=WRITTEN)
    return request


@transaction.atomic
def pay(request: FundingRequest, *, amount: Decimal, paid_on: date, by: User) -> FundingPayment:
    """Write down a payment in euro including VAT; all together never more than was granted.

    Raises PermissionDenied; TransitionRefused when nothing was granted, when it would be more than
    is left to pay, or for a date that lies ahead.
    """
    request = lock(request)
    if not permissions.can_decide(by, request):
        raise PermissionDenied("pay_funding")
    if request.state != State.GRANTED:
        raise TransitionRefused(_("Nothing was granted here."), code="state")
    left = granted_to(request) - paid_of(request)
    if amount > left:
        raise TransitionRefused(
            _("Left to pay of what was granted: %(amount)s.") % {"amount": euro_text(left)},
            code="amount",
        )
    payment = _write_down(request, amount, paid_on, by=by)
    if amount == left:
        waiting.balanced(request)
    record("pay_funding", request, by=by, amount=str(amount), paid_on=paid_on.isoformat())
    return payment


@transaction.atomic
def receive_back(
    request: FundingRequest, *, amount: Decimal, paid_on: date, by: User
) -> FundingPayment:
    """Write down what the authority paid back of a grant that was lowered, in euro including VAT.

    Raises PermissionDenied; TransitionRefused when it is more than was paid too much, or for a
    date that lies ahead.
    """
    request = lock(request)
    if not permissions.can_decide(by, request):
        raise PermissionDenied("receive_funding_back")
    too_much = paid_of(request) - granted_to(request)
    if amount > too_much:
        raise TransitionRefused(
            _("To come back at most: %(amount)s.") % {"amount": euro_text(max(too_much, ZERO))},
            code="amount",
        )
    payment = _write_down(request, -amount, paid_on, by=by)
    if amount == too_much:
        waiting.balanced(request)
    record("receive_funding_back", request, by=by, amount=str(amount), paid_on=paid_on.isoformat())
    return payment


def _write_down(
    request: FundingRequest, amount: Decimal, paid_on: date, *, by: User
) -> FundingPayment:
    if paid_on > portal_today():
        raise TransitionRefused(_("This date lies ahead: write it down afterwards."), code="date")
    return FundingPayment.objects.create(
        request=request, amount_incl_vat=amount, paid_on=paid_on, recorded_by=by
    )


@transaction.atomic
def ask_report(request: FundingRequest, *, due_on: date, by: User) -> FundingReport:
    """Ask a report on a granted project, once. Raises PermissionDenied, TransitionRefused."""
    request = lock(request)
    if not permissions.can_decide(by, request):
        raise PermissionDenied("ask_funding_report")
    if request.state != State.GRANTED:
        raise TransitionRefused(_("Nothing was granted here."), code="state")
    if FundingReport.objects.filter(request=request).exists():
        raise TransitionRefused(_("A report was asked already."), code="twice")
    if due_on <= portal_today():
        raise TransitionRefused(_("Choose a day that lies ahead."), code="date")
    report = FundingReport.objects.create(request=request, due_on=due_on, asked_by=by)
    record("ask_funding_report", report, by=by, due_on=due_on.isoformat())
    waiting.ask_report(report)
    emails.queue_report_asked(report)
    return report
