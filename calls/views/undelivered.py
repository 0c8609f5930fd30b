"""A mail about a call came back: who it was for, why, and that somebody was reached after all."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from calls.forms.people import ReachedForm
from calls.models import Call
from calls.undelivered import TOLD_OFFICERS, reached
from portal.accounts.requests import SignedInRequest, posted
from portal.mail.models import OutgoingMail


@require_http_methods(["GET", "POST"])
@login_required
def undelivered(request: SignedInRequest, uuid: str) -> HttpResponse:
    """What to do about one mail; saying how the person was reached closes the task for all."""
    mail = get_object_or_404(
        OutgoingMail, uuid=uuid, kind__in=TOLD_OFFICERS, state=OutgoingMail.State.RETURNED
    )
    call = Call.objects.staffed_by(request.user).filter(reference=mail.facts.get("call")).first()
    if call is None:
        raise Http404
    form = ReachedForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reached(call, mail, how=form.cleaned_data["how"], by=request.user)
        messages.success(request, _("Written down. The task is closed for your colleagues too."))
        return redirect("accounts:tasks")
    return render(request, "calls/undelivered.html", {"form": form, "mail": mail, "call": call})
