"""Writing to a group: type, look at it with everybody who gets it, send."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from awards.group_mail import services
from awards.group_mail.forms import GroupMailForm
from awards.group_mail.groups import companies_in, is_sealed
from awards.group_mail.models import GroupMail
from awards.permissions import can_manage_contracts
from awards.views.fetch import staff_phase
from calls.models import Phase
from portal.accounts.requests import SignedInRequest, posted
from portal.mail.outbox import text_of
from portal.workflow import TransitionRefused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """The form, the preview, and what was sent before. Only "send" on the preview sends."""
    phase = staff_phase(request, reference, code)
    if not can_manage_contracts(request.user, phase):
        raise PermissionDenied("send_to_group")
    form = GroupMailForm(posted(request), phase=phase)
    preview = None
    if request.method == "POST" and form.is_valid():
        if "send" in request.POST:
            return _send(request, phase, form)
        if "change" not in request.POST:
            preview = _preview(request, phase, form.cleaned_data)
    context = {
        "phase": phase,
        "call": phase.call,
        "form": form,
        "preview": preview,
        "sent": phase.group_mails.select_related("sent_by"),
    }
    return render(request, "group_mail/write.html", context)


def _send(request: SignedInRequest, phase: Phase, form: GroupMailForm) -> HttpResponse:
    try:
        services.send_to_group(phase, by=request.user, **form.cleaned_data)
    except TransitionRefused as refusal:
        form.add_error(None, refusal.message)
        context = {"phase": phase, "call": phase.call, "form": form}
        return render(request, "group_mail/write.html", context, status=409)
    messages.success(request, _("Sent. Each recipient gets a mail of their own."))
    return redirect("group-mail:write", phase.call.reference, phase.code)


def _preview(request: SignedInRequest, phase: Phase, typed: dict[str, Any]) -> dict[str, Any]:
    """The mail as the reader gets it, and who that is, where that may be known."""
    context = {"sent": GroupMail(phase=phase, **typed), "call": phase.call, "to": request.user}
    subject, body = text_of("group_mail", language=request.user.language, context=context)
    companies = None if is_sealed(phase) else list(companies_in(typed["group"], phase))
    group = GroupMail.Group(typed["group"]).label
    return {"subject": subject, "body": body, "companies": companies, "group": group}
