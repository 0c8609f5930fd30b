"""The vault of a phase: sealed, opened by two people, and the record of that."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from applications import permissions, transitions
from applications.actions import vault_actions
from applications.closings import opening_by_hash
from applications.documents import opening_context, opening_record_pdf
from applications.forms import PassphraseForm
from applications.models import Opening
from applications.selectors import opening_of
from calls.models import Call, Phase
from portal.accounts.permissions import is_auditor
from portal.accounts.requests import SignedInRequest
from portal.accounts.stepup import step_up_required
from portal.clock import portal_now
from portal.workflow import TransitionRefused

RETRY = {"passphrase", "started", "expired", "early", "step_up"}


def phase_or_404(user: Any, call: str, code: str) -> Phase:
    """A phase that takes offers, of a call on which this person works; auditors see all."""
    visible = Phase.objects.exclude(call__state=Call.State.DRAFT).exclude(public_key=None)
    if not is_auditor(user):
        visible = visible.filter(
            Q(call__in=Call.objects.staffed_by(user)) | Q(call__key_holders__user=user)
        )
    return get_object_or_404(
        visible.select_related("call__contracting_authority").distinct(),
        call__reference=call,
        code=code,
    )


def _vault_or_403(user: Any, call: str, code: str) -> Phase:
    phase = phase_or_404(user, call, code)
    if not permissions.can_see_vault(user, phase):
        raise PermissionDenied("vault")
    return phase


@require_safe
@login_required
def vault(request: SignedInRequest, call: str, code: str) -> HttpResponse:
    """Where the vault stands. Before the opening it tells nothing of offers, not their number."""
    phase = _vault_or_403(request.user, call, code)
    now = portal_now()
    opening = opening_of(phase)
    is_started = (
        opening is not None
        and opening.opened_at is None
        and now <= opening.started_at + transitions.CONFIRM_WITHIN
    )
    context = {
        "phase": phase,
        "call": phase.call,
        "now": now,
        "opening": opening,
        "is_started": is_started,
        "confirm_until": opening.started_at + transitions.CONFIRM_WITHIN if opening else None,
        "is_over": phase.closes_at is not None and now >= phase.closes_at,
        "holders": phase.call.key_holders.select_related("user"),
        "actions": vault_actions(phase, opening, request.user, now=now),
        "may_read_history": permissions.can_read_history(request.user, phase),
    }
    return render(request, "applications/vault.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
@step_up_required
def start(request: SignedInRequest, call: str, code: str) -> HttpResponse:
    """The first of two people."""
    phase = _vault_or_403(request.user, call, code)
    if not permissions.can_open_vault(request.user, phase):
        raise PermissionDenied("open_vault")
    form = PassphraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            transitions.start_opening(
                phase,
                by=request.user,
                passphrase=form.cleaned_data["passphrase"],
                proof=request.proof,
            )
        except TransitionRefused as refusal:
            _show_again(request, form, refusal)
        else:
            messages.success(
                request, _("Started. A second holder now confirms within ten minutes.")
            )
            return redirect("applications:vault", call, code)
    return _confirm_page(
        request,
        phase,
        form,
        heading=_("Start the opening of the vault"),
        label=_("Start"),
        consequences=[
            _("Nothing opens yet. A second holder of a key must confirm within ten minutes."),
            _("The other holders get a mail now."),
            _("Your name and the time stand in the record of the opening."),
        ],
    )


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
@step_up_required
def confirm(request: SignedInRequest, call: str, code: str) -> HttpResponse:
    """The second person: here the offers become readable."""
    phase = _vault_or_403(request.user, call, code)
    opening = opening_of(phase)
    if not permissions.can_open_vault(request.user, phase):
        raise PermissionDenied("open_vault")
    if opening is None:
        raise Http404
    form = PassphraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            transitions.confirm_opening(
                opening,
                by=request.user,
                passphrase=form.cleaned_data["passphrase"],
                proof=request.proof,
            )
        except TransitionRefused as refusal:
            _show_again(request, form, refusal)
        else:
            messages.success(request, _("The vault is open."))
            return redirect("applications:opening-record", call, code)
    return _confirm_page(
        request,
        phase,
        form,
        heading=_("Confirm the opening of the vault"),
        label=_("Open the vault"),
        lead=_("%(name)s started the opening.") % {"name": opening.started_by},
        consequences=[
            _("Every offer that was received in time becomes readable for the officers."),
            _("Each applicant gets a mail that the own offer was opened."),
            _("One hash over all receipts is fixed, against which each receipt can be checked."),
            _("Both your names and the time stand in the record of the opening."),
        ],
        irreversible=True,
    )


@require_safe
@login_required
def record(request: SignedInRequest, call: str, code: str) -> HttpResponse:
    """Time, both people, each receipt with its hash, withdrawals and refused attempts."""
    opening = _opened_or_404(request, call, code)
    return render(request, "applications/opening_record.html", opening_context(opening))


@require_safe
@login_required
def record_pdf(request: SignedInRequest, call: str, code: str) -> HttpResponse:
    """The same record as a document."""
    opening = _opened_or_404(request, call, code)
    response = HttpResponse(
        opening_record_pdf(opening, request.user.language), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'attachment; filename="{call}-{code}.pdf"'
    return response


@require_safe
@login_required
def record_json(request: SignedInRequest, call: str, code: str) -> HttpResponse:
    """The same record by hash, for the stand-alone verifier (portal/audit/verify.py)."""
    opening = _opened_or_404(request, call, code)
    response = HttpResponse(
        json.dumps(opening_by_hash(opening), indent=2) + "\n", content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="{call}-{code}-opening.json"'
    return response


def _opened_or_404(request: SignedInRequest, call: str, code: str) -> Opening:
    opening = opening_of(_vault_or_403(request.user, call, code))
    if opening is None or opening.opened_at is None:
        raise Http404
    return opening


def _show_again(request: SignedInRequest, form: PassphraseForm, refusal: TransitionRefused) -> None:
    """What the person can mend stands in the form; anything else goes its general way."""
    if refusal.code not in RETRY:
        raise refusal
    request.refusal_code = refusal.code  # for the line in the history
    form.add_error("passphrase" if refusal.code == "passphrase" else None, refusal.message)


def _confirm_page(
    request: SignedInRequest,
    phase: Phase,
    form: PassphraseForm,
    *,
    heading: str,
    label: str,
    consequences: list[str],
    lead: str = "",
    irreversible: bool = False,
) -> HttpResponse:
    context = {
        "heading": heading,
        "lead": lead or str(phase),
        "consequences": consequences,
        "irreversible": irreversible,
        "form": form,
        "confirm_label": label,
        "cancel_url": reverse("applications:vault", args=[phase.call.reference, phase.code]),
    }
    return render(request, "layouts/confirm.html", context, status=409 if form.errors else 200)
