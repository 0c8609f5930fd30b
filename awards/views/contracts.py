"""Contracts: the page both sides share, their signatures, and what is delivered under them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards import permissions, transitions
from awards.contracting.change_actions import change_actions, told_about
from awards.contracting.forms import SignForm
from awards.contracting.payments import sums_of
from awards.contracting.selectors import paper_of, terms_of
from awards.forms import DeliverForm, JudgeForm
from awards.instalments import instalments_of
from awards.models import Deliverable
from awards.selectors import contracts_for, delivered_prototypes
from awards.standstill import ends_at, waits_for
from awards.views.contract_actions import contract_actions
from awards.views.fetch import contract_for, deliverable_for, staff_phase
from portal.accounts.requests import SignedInRequest, posted
from portal.files import store
from portal.workflow import Transition


@login_required
@require_safe
def contracts(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """All contracts of a phase, for the officers who keep them."""
    phase = staff_phase(request, reference, code)
    if not permissions.can_manage_contracts(request.user, phase):
        raise PermissionDenied("contracts")
    found = contracts_for([phase])
    context = {"call": phase.call, "phase": phase, "contracts": found}
    return render(request, "awards/contracts.html", context)


@login_required
@require_safe
def contract(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What was agreed, where it stands, and what is owed when; the same for both sides."""
    chosen = contract_for(request, uuid)
    rows = instalments_of(chosen)
    payments = list(chosen.payments.select_related("deliverable"))
    call = chosen.decision.proposal.phase.call
    waits = [] if chosen.signed_by_authority_at else waits_for(chosen)
    context = {
        "contract": chosen,
        "proposal": chosen.decision.proposal,
        "call": call,
        "rows": rows,
        "documents": call.documents.current().select_related("file"),
        "payments": payments,
        "sums": sums_of(chosen, payments),
        **told_about(chosen, is_staff=permissions.can_countersign(request.user, chosen)),
        "actions": [
            *contract_actions(
                chosen, [row.deliverable for row in rows], payments, request.user, waits
            ),
            *change_actions(chosen, request.user),
        ],
        "is_staff": permissions.can_countersign(request.user, chosen),
        "waits": waits,
        "paper": paper_of(chosen),
        "can_be_bought": delivered_prototypes(call)
        .filter(pk=chosen.decision.proposal.dossier_id)
        .exists(),
        "terms": terms_of(chosen.decision.proposal.phase),
        "copies": chosen.signatures.exclude(copy=None),
        "standstill_ends": ends_at(chosen.decision),
        "is_partnership": any(row.deliverable.stage > 1 for row in rows),
    }
    return render(request, "awards/contract.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The company's signatory signs."""
    return _signature(request, uuid, transitions.SIGN, transitions.sign_contract)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def countersign(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """An officer signs for the authority."""
    return _signature(request, uuid, transitions.COUNTERSIGN, transitions.countersign)


def _signature(request: SignedInRequest, uuid: UUID, move: Transition, do: Any) -> HttpResponse:
    chosen = contract_for(request, uuid)
    if not move.allowed(request.user, chosen):
        raise PermissionDenied(move.name)
    paper = paper_of(chosen)
    seen = {"seen_sha256": paper.sha256 if paper else ""}
    form = SignForm(posted(request), request.FILES or None, initial=seen)
    if request.method == "POST" and form.is_valid():
        copy, seen_sha256 = form.cleaned_data["copy"], form.cleaned_data["seen_sha256"]
        try:
            do(chosen, copy=copy, seen_sha256=seen_sha256, by=request.user)
        except store.VirusFound as found:
            form.add_error("copy", found.message)
        else:
            messages.success(request, _("You have signed."))
            return redirect("awards:contract", uuid)
    context = {
        "contract": chosen,
        "call": chosen.decision.proposal.phase.call,
        "paper": paper,
        "form": form,
    }
    return render(request, "contracting/sign.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deliver(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The company hands in a report."""
    deliverable = deliverable_for(request, uuid)
    if not permissions.can_deliver(request.user, deliverable):
        raise PermissionDenied("deliver")
    form = DeliverForm(posted(request), request.FILES)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        transitions.deliver(deliverable, upload=upload, file_name=upload.name, by=request.user)
        messages.success(request, _("Delivered. The authority has been asked to judge it."))
        return redirect("awards:contract", deliverable.contract.uuid)
    is_open = transitions.DELIVER.is_offered(deliverable, by=request.user)
    context = {"deliverable": deliverable, "form": form, "is_open": is_open, **_around(deliverable)}
    return render(request, "awards/deliver.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """An officer accepts what was delivered, returns it with remarks, or rejects it."""
    deliverable = deliverable_for(request, uuid)
    if not permissions.can_judge(request.user, deliverable):
        raise PermissionDenied("judge")
    form = JudgeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        moves: dict[str, tuple[Callable[..., Deliverable], str]] = {
            "accept": (transitions.accept, _("Accepted. The company has been told.")),
            "return": (transitions.return_, _("Returned to the company with your remarks.")),
            "reject": (transitions.reject, _("Rejected. The company has been told.")),
        }
        move, told = moves[form.cleaned_data["verdict"]]
        move(deliverable, by=request.user, remarks=form.cleaned_data["remarks"])
        messages.success(request, told)
        return redirect("awards:contract", deliverable.contract.uuid)
    is_open = transitions.ACCEPT.is_offered(deliverable, by=request.user)
    context = {"deliverable": deliverable, "form": form, "is_open": is_open, **_around(deliverable)}
    return render(request, "awards/judge.html", context)


@login_required
@require_safe
def deliverable_file(request: SignedInRequest, uuid: UUID) -> StreamingHttpResponse:
    """What was delivered, for both sides of the contract."""
    deliverable = deliverable_for(request, uuid)
    if deliverable.file is None:
        raise Http404
    return store.response(deliverable.file, deliverable.file_name)


def _around(deliverable: Deliverable) -> dict[str, Any]:
    proposal = deliverable.contract.decision.proposal
    return {"contract": deliverable.contract, "proposal": proposal, "call": proposal.phase.call}
