"""Linking a contest or hackathon to the call that follows it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from calls.follow_up import link_follow_up
from calls.forms.follow_up import FollowUpForm
from calls.permissions import can_link_follow_up
from calls.views.fetch import staff_call
from portal.accounts.requests import SignedInRequest, posted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: SignedInRequest, reference: str) -> HttpResponse:
    """Choose the published call that follows, so that everybody finds it from this one."""
    call = staff_call(request, reference)
    if not can_link_follow_up(request.user, call):
        raise PermissionDenied("link_follow_up")
    form = FollowUpForm(posted(request), call=call)
    if request.method == "POST" and form.is_valid():
        link_follow_up(call, to=form.cleaned_data["follow_up_call"], by=request.user)
        messages.success(request, _("Saved. The page of this call names the one that follows."))
        return redirect("calls:detail", reference)
    context = {
        "call": call,
        "form": form,
        "cancel_url": reverse("awards:workspace", args=[reference]),
    }
    return render(request, "calls/link_follow_up.html", context)
