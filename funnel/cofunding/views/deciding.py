"""The funder's people: decide with two, write payments down, ask a report and accept it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from funnel.cofunding import permissions, services, transitions
from funnel.cofunding.forms import AskReportForm, DecideForm, LowerForm, PaymentForm, SendBackForm
from funnel.cofunding.models import FundingDecision, FundingReport, FundingRequest
from funnel.cofunding.selectors import committed_of, granted_to, paid_of
from funnel.cofunding.views.requests import request_for
from portal.accounts.requests import SignedInRequest, posted
from portal.accounts.stepup import step_up_required
from portal.form_pages import is_done
from portal.look.wording import euro_text

METHODS = ["GET", "HEAD", "POST"]
Outcome = FundingDecision.Outcome


@login_required
@require_http_methods(METHODS)
def propose(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What the formula gives, with its parts, and the proposal."""
    chosen = _for_givers(request, uuid)
    form = DecideForm(posted(request))
    if is_done(
        request, form, lambda answers: transitions.propose(chosen, by=request.user, **answers)
    ):
        messages.success(request, _("Proposed. A colleague has been asked to decide."))
        return redirect("cofunding:request", uuid)
    remaining = chosen.round.pot_incl_vat - committed_of(chosen.round)
    context = {
        "request_": chosen,
        "round": chosen.round,
        "form": form,
        "remaining": remaining,
        "amount": transitions.amount_for(chosen, chosen.round, remaining),
    }
    return render(request, "cofunding/propose.html", context)


@login_required
@step_up_required
@require_http_methods(METHODS)
def approve(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A second person reads the proposal and decides."""
    chosen = _for_givers(request, uuid)
    decision = _proposed(request, chosen)
    if request.method == "POST":
        transitions.approve(decision, by=request.user, proof=request.proof)
        messages.success(request, _("Decided. The letter is being made."))
        return redirect("cofunding:request", uuid)
    context = {
        "heading": _("Decide on this request"),
        "lead": f"{chosen.call.contracting_authority}, {chosen}",
        "consequences": [
            _what_happens(decision),
            *([_("Reasons: %(reasons)s") % {"reasons": decision.reasons}] * bool(decision.reasons)),
            _("The authority gets a mail and reads the letter in the portal."),
            *(
                [_("The next request in the line can be decided on.")]
                * (decision.outcome != Outcome.LOWER)
            ),
        ],
        "irreversible": True,
        "confirm_label": _("Decide"),
        "cancel_url": reverse("cofunding:request", args=[uuid]),
    }
    return render(request, "layouts/confirm.html", context)


def _what_happens(decision: FundingDecision) -> str:
    if decision.outcome == Outcome.GRANT:
        amount = euro_text(decision.amount_incl_vat)
        return _("Granted: %(amount)s including VAT.") % {"amount": amount}
    if decision.outcome == Outcome.REFUSE:
        return _("The request is refused.")
    granted = granted_to(decision.request)
    return _("The grant goes from %(before)s to %(after)s, including VAT.") % {
        "before": euro_text(granted),
        "after": euro_text(granted + decision.amount_incl_vat),
    }


@login_required
@require_http_methods(METHODS)
def lower(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Propose that a grant becomes less, or is taken back."""
    chosen = _for_givers(request, uuid)
    done = _("Proposed. A colleague has been asked to decide.")
    words = (_("Lower the grant or take it back"), _so_far(chosen), done)
    return _small(request, chosen, LowerForm(posted(request)), transitions.propose_lower, words)


@login_required
@require_POST
def turn_down(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Do not agree with what was proposed."""
    chosen = _for_givers(request, uuid)
    transitions.turn_down(_proposed(request, chosen), by=request.user)
    messages.success(request, _("Not decided: the request waits for another proposal."))
    return redirect("cofunding:request", uuid)


@login_required
@require_http_methods(METHODS)
def pay(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write a payment down."""
    chosen = _for_givers(request, uuid)
    words = (_("Write down a payment"), _so_far(chosen), _("Written down."))
    return _small(request, chosen, PaymentForm(posted(request)), services.pay, words)


@login_required
@require_http_methods(METHODS)
def receive_back(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write down what the authority paid back."""
    chosen = _for_givers(request, uuid)
    words = (_("Write down what came back"), _so_far(chosen), _("Written down."))
    return _small(request, chosen, PaymentForm(posted(request)), services.receive_back, words)


@login_required
@require_http_methods(METHODS)
def ask_report(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask the authority how it went, before a day."""
    chosen = _for_givers(request, uuid)
    lead = _("The authority gets a mail and a task with this day.")
    words = (_("Ask a report"), lead, _("Asked. The authority has been told."))
    form = AskReportForm(posted(request))
    return _small(request, chosen, form, services.ask_report, words)


@login_required
@require_http_methods(METHODS)
def send_back_report(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Ask the report once more, with what is missing."""
    chosen = _for_givers(request, uuid)
    get_object_or_404(FundingReport, request=chosen)
    lead = _("The report stays as it was handed in. The authority can complete it until this day.")
    words = (_("Send the report back"), lead, _("Sent back. The authority has been told."))
    form = SendBackForm(posted(request))
    return _small(request, chosen, form, transitions.send_back, words)


@login_required
@require_POST
def accept_report(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take the report."""
    chosen = _for_givers(request, uuid)
    transitions.accept(get_object_or_404(FundingReport, request=chosen), by=request.user)
    messages.success(request, _("Accepted."))
    return redirect("cofunding:request", uuid)


def _so_far(chosen: FundingRequest) -> str:
    return _("Granted: %(granted)s. Paid: %(paid)s.") % {
        "granted": euro_text(granted_to(chosen)),
        "paid": euro_text(paid_of(chosen)),
    }


def _for_givers(request: SignedInRequest, uuid: UUID) -> FundingRequest:
    chosen = request_for(request, uuid)
    if not permissions.can_decide(request.user, chosen):
        raise PermissionDenied("decide_funding")
    return chosen


def _proposed(request: SignedInRequest, chosen: FundingRequest) -> FundingDecision:
    """The proposal that waits for a second person; 403 for who made it."""
    waiting = chosen.decisions.filter(state=FundingDecision.State.PROPOSED)
    decision = get_object_or_404(waiting.select_related("request__round"))
    if not permissions.can_approve(request.user, decision):
        raise PermissionDenied("approve_funding")
    return decision


def _small(
    request: SignedInRequest,
    chosen: FundingRequest,
    form: forms.Form,
    do: Any,
    words: tuple[str, str, str],
) -> HttpResponse:
    """A page with one small form: heading, lead and what is said when it worked."""
    heading, lead, done = words
    if is_done(request, form, lambda answers: do(chosen, by=request.user, **answers)):
        messages.success(request, done)
        return redirect("cofunding:request", chosen.uuid)
    context = {"request_": chosen, "form": form, "heading": heading, "lead": lead}
    return render(request, "cofunding/small.html", context)
