"""The step in which a call says who keeps the rights on the results (REQ-02 (d))."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from calls import services
from calls.checklist import gaps_of
from calls.forms.rights import RightsForm
from calls.models import Call
from calls.steps import steps_of
from calls.views.fetch import own_call
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.workflow import TransitionRefused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rights(request: SignedInRequest, reference: str) -> HttpResponse:
    """Choose an arrangement; its sentence goes into the text."""
    call = own_call(request, reference)
    if call.state != Call.State.DRAFT:
        return redirect("calls:edit", reference)
    form = RightsForm(posted(request), call=call)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.choose_rights(
                call, rights=data["rights"], version=data["version"], by=request.user
            )
        except TransitionRefused as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Saved."))
            return redirect("calls:edit-texts", reference)
    steps = steps_of(call, gaps_of(call, portal_now()), current="rights")
    return render(request, "calls/edit_rights.html", {"call": call, "form": form, "steps": steps})
