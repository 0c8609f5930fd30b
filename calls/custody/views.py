"""Keeping the keys: try your part, name a deputy, let a holder go, bring two parts together."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from calls.custody import permissions, services
from calls.custody.forms import DeputyForm
from calls.custody.selectors import WITHIN, is_renewal_due, running_renewal
from calls.forms.people import PassphraseForm
from calls.models import Call
from calls.views.fetch import held_call, own_call
from portal.accounts.requests import SignedInRequest, posted
from portal.accounts.stepup import step_up_required
from portal.clock import portal_now
from portal.look.wording import clock_text
from portal.workflow import TransitionRefused


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def try_share(request: SignedInRequest, reference: str) -> HttpResponse:
    """Can you still open? The passphrase is tried on every part that this person holds."""
    call = held_call(request, reference)
    if not permissions.can_use_part(request.user, call):
        raise PermissionDenied("try_share")
    form = PassphraseForm(posted(request), is_new=False)
    if request.method == "POST" and form.is_valid():
        try:
            services.try_share(call, passphrase=form.cleaned_data["passphrase"], by=request.user)
        except TransitionRefused as refusal:
            form.add_error("passphrase", refusal.message)
        else:
            messages.success(request, _("It works: you can still open the vault."))
            return redirect("calls:keys", reference)
    context = {"call": call, "form": form, "holder": call.key_holders.get(user=request.user)}
    return render(request, "custody/try.html", context)


@require_POST
@login_required
def add_deputy(request: SignedInRequest, reference: str) -> HttpResponse:
    """Name a deputy."""
    call = own_call(request, reference)
    form = DeputyForm(request.POST, call=call)
    if not form.is_valid():
        messages.error(request, _("Choose somebody who can be a deputy."))
        return redirect("calls:keys", reference)
    services.add_deputy(call, person=form.cleaned_data["person"], by=request.user)
    messages.success(request, _("Named. The deputy gets a task and a mail to confirm."))
    return redirect("calls:keys", reference)


@require_POST
@login_required
def let_go(request: SignedInRequest, reference: str, person: uuid.UUID) -> HttpResponse:
    """A holder leaves or cannot open any more, or stays after all."""
    call = held_call(request, reference)
    holder = get_object_or_404(call.key_holders.select_related("user"), user__uuid=person)
    keep = "keep" in request.POST
    services.let_go(holder, by=request.user, keep=keep)
    messages.success(
        request,
        _("Noted: nothing changes.")
        if keep
        else _(
            "Noted. Two other holders now bring their parts together; until then nothing changes."
        ),
    )
    return redirect("calls:keys", reference)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@step_up_required
def renew(request: SignedInRequest, reference: str) -> HttpResponse:
    """Start, or confirm what another holder started: the keys come back and are split anew."""
    call = held_call(request, reference)
    if not permissions.can_use_part(request.user, call):
        raise PermissionDenied("renew_shares")
    form = PassphraseForm(posted(request), is_new=False)
    running = running_renewal(call, portal_now())
    is_second = running is not None and running.started_by_id != request.user.pk
    if request.method == "POST" and form.is_valid():
        words = {"passphrase": form.cleaned_data["passphrase"], "by": request.user}
        try:
            if running is not None and is_second:
                services.confirm_renewal(running, proof=request.proof, **words)
                done = _("The keys are right, and everybody has a new part.")
            else:
                services.start_renewal(call, proof=request.proof, **words)
                done = _("Started. Another holder now confirms within ten minutes.")
        except TransitionRefused as refusal:
            form.add_error("passphrase" if refusal.code == "passphrase" else None, refusal.message)
        else:
            messages.success(request, done)
            return redirect("calls:keys", reference)
    context = _renew_context(call, form, started=running if is_second else None)
    return render(request, "layouts/confirm.html", context, status=409 if form.errors else 200)


def _renew_context(call: Call, form: PassphraseForm, *, started: object) -> dict[str, object]:
    consequences = [
        _("The key of each vault that is still closed is put together, checked, and let go again."),
        _("No vault opens, and no offer can be read."),
        _("Everybody who holds a part gets a new one; the old parts are of no use any more."),
    ]
    if is_renewal_due(call):
        consequences.append(_("Deputies who confirmed get a part; who was let go gets none."))
    lead = f"{call.reference} {call}"
    if started is not None:
        until = clock_text(started.started_at + WITHIN, seconds=True)  # type: ignore[attr-defined]
        lead = _("%(name)s started. Confirm before %(until)s.") % {
            "name": started.started_by,  # type: ignore[attr-defined]
            "until": until,
        }
    return {
        "heading": _("Bring two parts of the key together"),
        "lead": lead,
        "consequences": consequences,
        "form": form,
        "confirm_label": _("Confirm with my part") if started else _("Start with my part"),
        "cancel_url": reverse("calls:keys", args=[call.reference]),
    }
