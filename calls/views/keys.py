"""The keys of the vault: officers choose who holds them, and each holder confirms."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from calls import permissions, services
from calls.checklist import gaps_of
from calls.custody.forms import DeputyForm
from calls.custody.permissions import can_use_part
from calls.custody.selectors import is_renewal_due, kept_phases, rehearsed
from calls.forms.people import HoldersForm, PassphraseForm
from calls.models import Call
from calls.steps import steps_of
from calls.views.fetch import held_call, own_call
from portal.accounts.models import HolderKey, User
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.workflow import TransitionRefused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who holds a share and who has confirmed; a POST is one's own confirmation."""
    call = held_call(request, reference)
    form = _confirm_form(call, request.user, posted(request))
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            services.confirm_holder(
                call, passphrase=form.cleaned_data["passphrase"], by=request.user
            )
        except TransitionRefused as refusal:
            form.add_error("passphrase", refusal.message)
        else:
            messages.success(request, _("Confirmed. Keep your passphrase until the vault is open."))
            return redirect("calls:keys", reference)
    return _page(request, call, confirm_form=form)


@login_required
@require_POST
def choose(request: SignedInRequest, reference: str) -> HttpResponse:
    """Choose the holders; choosing again starts the confirming over."""
    call = own_call(request, reference)
    form = HoldersForm(request.POST, call=call)
    if not form.is_valid():
        return _page(
            request, call, choose_form=form, confirm_form=_confirm_form(call, request.user)
        )
    chosen = form.cleaned_data
    services.choose_holders(
        call,
        officers=[chosen["first"], chosen["second"]],
        escrow=chosen["escrow"],
        by=request.user,
    )
    messages.success(request, _("Chosen. Each of them gets a task and a mail to confirm."))
    return redirect("calls:keys", reference)


def _confirm_form(call: Call, user: User, data: Any = None) -> PassphraseForm | None:
    """The form of who was chosen and has not confirmed yet."""
    if not call.key_holders.filter(user=user, confirmed_at=None).exists():
        return None
    return PassphraseForm(data, is_new=not HolderKey.objects.filter(user=user).exists())


def _page(
    request: SignedInRequest,
    call: Call,
    *,
    confirm_form: PassphraseForm | None,
    choose_form: HoldersForm | None = None,
) -> HttpResponse:
    may_edit = permissions.can_edit_call(request.user, call)
    may_choose = may_edit and call.state == Call.State.DRAFT
    holders = list(call.key_holders.select_related("user"))
    gaps = gaps_of(call, portal_now()) if may_edit else []
    is_kept = call.state == Call.State.PUBLISHED and kept_phases(call).exists()
    context = {
        "call": call,
        "holders": holders,
        "is_kept": is_kept,
        "may_use_part": is_kept and can_use_part(request.user, call),
        "is_renewal_due": is_kept and is_renewal_due(call),
        "rehearsed": rehearsed(call),
        "deputy_form": DeputyForm(call=call) if is_kept and may_edit else None,
        "are_made": bool(holders) and all(holder.confirmed_at for holder in holders),
        "confirm_form": confirm_form,
        "choose_form": (choose_form or HoldersForm(call=call)) if may_choose else None,
        "may_edit": may_edit,
        "steps": steps_of(call, gaps, current="keys") if may_edit else [],
    }
    return render(request, "calls/keys.html", context)
