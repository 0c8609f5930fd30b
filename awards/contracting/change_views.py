"""Changing a contract that runs, ending it early, and not inviting to the next phase."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.contracting import permissions, services
from awards.contracting.forms import AnswerForm, ChangeForm, EndingForm, ReasonsForm
from awards.contracting.models import ChangePaper, ContractChange, EarlyEnding
from awards.contracting.selectors import invites_later
from awards.contracting.shown import compared
from awards.contracting.transitions import changes, endings
from awards.models import Contract
from awards.views.fetch import contract_for, contracts_visible_to
from portal.accounts.requests import SignedInRequest, posted
from portal.accounts.stepup import step_up_required
from portal.files import store
from portal.form_pages import is_done
from portal.look.wording import euro_text

METHODS = ["GET", "HEAD", "POST"]
PARTIES = (
    "contract__decision__proposal__dossier__lead",
    "contract__decision__proposal__dossier__theme__authority",
    "contract__decision__proposal__phase__call__contracting_authority",
)


@login_required
@require_http_methods(METHODS)
def propose_change(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """An officer proposes other terms."""
    contract = _for_officers(request, uuid)
    form = ChangeForm(posted(request), contract=contract)

    def do(answers: dict[str, Any]) -> None:
        changes.propose_change(
            contract,
            value_incl_vat=answers["value_incl_vat"],
            ends_on=answers["ends_on"],
            parts=form.terms(),
            reasons=answers["reasons"],
            by=request.user,
        )

    return _form_page(
        request,
        contract,
        form,
        heading=_("Propose a change of the contract"),
        lead=_("The contract changes only when a signatory of the company accepts."),
        told=_("Proposed. The company has been asked to accept it."),
        do=do,
    )


@login_required
@require_http_methods(METHODS)
def change(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What changes and why, for both sides; a signatory of the company answers."""
    found = get_object_or_404(
        ContractChange.objects.filter(
            contract__in=contracts_visible_to(request.user)
        ).select_related("proposed_by", "answered_by", "paper__file", *PARTIES),
        uuid=uuid,
    )
    if request.method == "POST" and not permissions.can_answer(request.user, found):
        raise PermissionDenied("answer_change")

    def do(answers: dict[str, Any]) -> None:
        if answers["verdict"] == "accept":
            changes.accept_change(found, by=request.user)
        else:
            changes.refuse_change(found, answer=answers["answer"], by=request.user)

    form = AnswerForm(posted(request))
    if is_done(request, form, do):
        messages.success(request, _("Your answer is kept. The authority has been told."))
        return redirect("awards:contract", found.contract.uuid)
    context = {
        **_around(found.contract),
        "change": found,
        "rows": compared(found),
        "paper": getattr(found, "paper", None),
        "form": form if changes.ACCEPT_CHANGE.is_offered(found, by=request.user) else None,
        "may_withdraw": changes.WITHDRAW_CHANGE.is_offered(found, by=request.user),
    }
    return render(request, "contracting/change.html", context)


@login_required
@require_safe
def change_paper(request: SignedInRequest, uuid: UUID) -> StreamingHttpResponse:
    """The PDF of a change that was accepted, for both sides."""
    found = get_object_or_404(
        ChangePaper.objects.filter(
            change__contract__in=contracts_visible_to(request.user)
        ).select_related("file", "change__contract__decision__proposal__dossier"),
        change__uuid=uuid,
    )
    return store.response(found.file, f"wijziging-{found.change.audit_ref}.pdf")


@login_required
@require_POST
def withdraw_change(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The authority takes its proposal back."""
    found = get_object_or_404(
        ContractChange.objects.filter(contract__in=contracts_visible_to(request.user)), uuid=uuid
    )
    changes.withdraw_change(found, by=request.user)
    messages.success(request, _("Taken back. The contract stays as it is."))
    return redirect("awards:contract", found.contract.uuid)


@login_required
@require_http_methods(METHODS)
def propose_ending(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """An officer proposes to end the contract early."""
    contract = _for_officers(request, uuid)

    def do(answers: dict[str, Any]) -> None:
        paid = answers.pop("still_paid_incl_vat") or Decimal(0)
        endings.propose_ending(contract, still_paid_incl_vat=paid, by=request.user, **answers)

    left = euro_text(endings.left_of(contract))
    return _form_page(
        request,
        contract,
        EndingForm(posted(request)),
        heading=_("Propose to end the contract early"),
        lead=_("What was accepted is paid. Beside it at most %(left)s can be paid.")
        % {"left": left},
        told=_("Proposed. Who decides on it has a task."),
        do=do,
    )


@login_required
@step_up_required
@require_http_methods(METHODS)
def approve_ending(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A second officer ends it."""
    return _decide(request, _ending(request, uuid, EarlyEnding.Way.OFFICERS))


@login_required
@require_http_methods(METHODS)
def agree_ending(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A signatory of the company agrees to end it."""
    return _decide(request, _ending(request, uuid, EarlyEnding.Way.MUTUAL))


def _decide(request: SignedInRequest, ending: EarlyEnding) -> HttpResponse:
    if not permissions.can_decide_ending(request.user, ending):
        raise PermissionDenied("decide_ending")
    if request.method == "POST":
        endings.decide_ending(ending, by=request.user, proof=getattr(request, "proof", None))
        messages.success(request, _("The contract has ended."))
        return redirect("awards:contract", ending.contract.uuid)
    context = {
        "heading": _("End the contract early"),
        "lead": str(ending.contract.decision.proposal.dossier.lead),
        "consequences": [
            _("Reasons: %(reasons)s") % {"reasons": ending.reasons},
            _("What was accepted is paid. Nothing more can be delivered."),
            _("Still paid beside it: %(amount)s.")
            % {"amount": euro_text(ending.still_paid_incl_vat)},
            _("The company gets a mail."),
        ],
        "irreversible": True,
        "confirm_label": _("End the contract"),
        "cancel_url": reverse("awards:contract", args=[ending.contract.uuid]),
    }
    return render(request, "layouts/confirm.html", context)


@login_required
@require_POST
def turn_down_ending(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """It goes on after all."""
    ending = _ending(request, uuid)
    endings.turn_down_ending(ending, by=request.user)
    messages.success(request, _("The contract goes on as it was."))
    return redirect("awards:contract", ending.contract.uuid)


@login_required
@require_http_methods(METHODS)
def no_invitation(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Decide that this contractor is not asked into the next phase."""
    contract = _for_officers(request, uuid)
    if not invites_later(contract):
        raise Http404
    return _form_page(
        request,
        contract,
        ReasonsForm(posted(request)),
        heading=_("Do not invite to the next phase"),
        lead=_("The company still delivers and is paid. It reads your reasons at the end."),
        told=_("Written down. This company will not be invited."),
        do=lambda answers: services.decide_not_to_invite(contract, by=request.user, **answers),
    )


@login_required
@require_POST
def invite_after_all(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """With its last acceptance this contractor is invited after all."""
    contract = _for_officers(request, uuid)
    services.invite_after_all(contract, by=request.user)
    messages.success(request, _("This company is invited once everything was accepted."))
    return redirect("awards:contract", uuid)


def _form_page(
    request: SignedInRequest,
    contract: Contract,
    form: forms.Form,
    *,
    heading: str,
    lead: str,
    told: str,
    do: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    if is_done(request, form, do):
        messages.success(request, told)
        return redirect("awards:contract", contract.uuid)
    context = {**_around(contract), "form": form, "heading": heading, "lead": lead}
    return render(request, "contracting/form.html", context)


def _for_officers(request: SignedInRequest, uuid: UUID) -> Contract:
    contract = contract_for(request, uuid)
    if not permissions.can_countersign(request.user, contract):
        raise PermissionDenied("contract")
    return contract


def _ending(request: SignedInRequest, uuid: UUID, way: str = "") -> EarlyEnding:
    """An ending that waits for a decision, under a contract that this person may see."""
    found = EarlyEnding.objects.filter(
        contract__in=contracts_visible_to(request.user), state=EarlyEnding.State.PROPOSED
    ).select_related(*PARTIES)
    return get_object_or_404(found.filter(way=way) if way else found, uuid=uuid)


def _around(contract: Contract) -> dict[str, Any]:
    proposal = contract.decision.proposal
    return {"contract": contract, "proposal": proposal, "call": proposal.phase.call}
