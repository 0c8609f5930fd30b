"""What holds the contracts of a phase: four small forms of the room after the letters."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards.holds import forms as holds_forms
from awards.holds import selectors, services
from awards.models import DecisionSet
from awards.permissions import can_manage_contracts
from awards.standstill import last_end
from awards.views.fetch import decision_set_of, staff_phase
from portal.accounts.requests import SignedInRequest, posted
from portal.form_pages import is_done

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(METHODS)
def register(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Proceedings were started."""
    decision_set = _set_for_officers(request, reference, code)
    form = holds_forms.LitigationForm(posted(request), decision_set=decision_set)
    return _form_page(
        request,
        decision_set,
        form,
        heading=_("Write down proceedings"),
        lead=_("From now on nobody signs a contract of this phase, until you write the judgment."),
        do=lambda answers: services.register_litigation(decision_set, by=request.user, **answers),
    )


@login_required
@require_http_methods(METHODS)
def judgment(request: SignedInRequest, reference: str, code: str, uuid: UUID) -> HttpResponse:
    """The proceedings ended."""
    decision_set = _set_for_officers(request, reference, code)
    litigation = get_object_or_404(selectors.litigation_of(decision_set), uuid=uuid, ended_at=None)
    return _form_page(
        request,
        decision_set,
        holds_forms.JudgmentForm(posted(request)),
        heading=_("Write down the judgment"),
        lead=str(litigation),
        do=lambda answers: services.end_litigation(litigation, by=request.user, **answers),
    )


@login_required
@require_http_methods(METHODS)
def report(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """A letter did not arrive."""
    decision_set = _set_with_term(request, reference, code)
    form = holds_forms.ReturnForm(
        posted(request),
        decision_set=decision_set,
        initial={"letter": next(iter(selectors.unsent_letters(decision_set)), None)},
    )
    return _form_page(
        request,
        decision_set,
        form,
        heading=_("Write down a letter that did not arrive"),
        lead=_("From now on nobody signs a contract of this phase, until it was delivered again."),
        do=lambda answers: services.report_return(by=request.user, **answers),
    )


@login_required
@require_http_methods(METHODS)
def settle(request: SignedInRequest, reference: str, code: str, uuid: UUID) -> HttpResponse:
    """It was delivered again."""
    decision_set = _set_with_term(request, reference, code)
    returned = get_object_or_404(selectors.returns_of(decision_set), uuid=uuid, settled_at=None)
    return _form_page(
        request,
        decision_set,
        holds_forms.SettleForm(posted(request)),
        heading=_("Delivered again"),
        lead=str(returned.letter.decision.proposal.dossier.lead),
        do=lambda answers: services.settle_return(returned, by=request.user, **answers),
    )


def _form_page(
    request: SignedInRequest,
    decision_set: DecisionSet,
    form: forms.Form | forms.ModelForm,
    *,
    heading: str,
    lead: str,
    do: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """One form; back to the room once it was written down."""
    place = _place(decision_set)
    if is_done(request, form, do):
        messages.success(request, _("Written down."))
        return redirect("remedies:room", place["call"].reference, place["phase"].code)
    context = {**place, "form": form, "heading": heading, "lead": lead}
    return render(request, "holds/form.html", context)


def _place(decision_set: DecisionSet) -> dict[str, Any]:
    return {"call": decision_set.phase.call, "phase": decision_set.phase}


def _set_for_officers(request: SignedInRequest, reference: str, code: str) -> DecisionSet:
    """The decisions of a phase that everybody was told, for its officers."""
    decision_set = decision_set_of(staff_phase(request, reference, code))
    if decision_set.released_at is None:
        raise Http404
    if not can_manage_contracts(request.user, decision_set.phase):
        raise PermissionDenied("holds")
    return decision_set


def _set_with_term(request: SignedInRequest, reference: str, code: str) -> DecisionSet:
    """The same, where a letter that did not arrive keeps a standstill open."""
    decision_set = _set_for_officers(request, reference, code)
    if last_end(decision_set) is None:
        raise Http404
    return decision_set
