"""Asking for what a contract pays, and writing down that it was paid."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards.contracting import permissions
from awards.contracting.forms import RecordPaymentForm, RequestPaymentForm
from awards.contracting.models import Payment
from awards.contracting.transitions import payments as transitions
from awards.views.fetch import contracts_visible_to
from portal.accounts.requests import SignedInRequest, posted
from portal.form_pages import is_done

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(METHODS)
def request_payment(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The company asks for an instalment."""
    payment = _payment(request, uuid)
    if not permissions.can_request_payment(request.user, payment):
        raise PermissionDenied("request_payment")
    typed = {name: getattr(payment, name) for name in RequestPaymentForm.base_fields}
    form = RequestPaymentForm(posted(request), initial=typed)

    def do(answers: dict[str, Any]) -> None:
        transitions.request_payment(payment, by=request.user, **answers)

    if is_done(request, form, do):
        messages.success(request, _("Asked for. The authority has been told."))
        return redirect("awards:contract", payment.contract.uuid)
    is_open = transitions.REQUEST_PAYMENT.is_offered(payment, by=request.user)
    return _page(request, payment, form, is_open=is_open, is_staff=False)


@login_required
@require_http_methods(METHODS)
def record_payment(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """An officer writes down that it was paid, or sends the invoice back."""
    payment = _payment(request, uuid)
    if not permissions.can_record_payment(request.user, payment):
        raise PermissionDenied("record_payment")

    def do(answers: dict[str, Any]) -> None:
        if answers["verdict"] == "paid":
            transitions.record_payment(payment, paid_on=answers["paid_on"], by=request.user)
        else:
            transitions.send_invoice_back(payment, remarks=answers["remarks"], by=request.user)

    form = RecordPaymentForm(posted(request))
    if is_done(request, form, do):
        messages.success(request, _("Written down. The company has been told."))
        return redirect("awards:contract", payment.contract.uuid)
    is_open = transitions.RECORD_PAYMENT.is_offered(payment, by=request.user)
    return _page(request, payment, form, is_open=is_open, is_staff=True)


def _page(
    request: SignedInRequest, payment: Payment, form: forms.Form, **more: Any
) -> HttpResponse:
    proposal = payment.contract.decision.proposal
    context = {"payment": payment, "form": form, "proposal": proposal, "call": proposal.phase.call}
    return render(request, "contracting/payment.html", context | more)


def _payment(request: SignedInRequest, uuid: UUID) -> Payment:
    """A payment under a contract that this person may see."""
    return get_object_or_404(
        Payment.objects.filter(contract__in=contracts_visible_to(request.user)).select_related(
            "deliverable",
            "contract__decision__proposal__dossier__lead",
            "contract__decision__proposal__dossier__theme__authority",
            "contract__decision__proposal__phase__call__contracting_authority",
        ),
        uuid=uuid,
    )
