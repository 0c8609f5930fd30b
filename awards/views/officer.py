"""The officers' home: their calls, and per call where each phase stands and what can be done."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.desk import desk_of, next_step
from awards.selectors import is_staff_anywhere
from awards.views.fetch import staff_call
from calls.models import Call, Phase
from calls.outages.permissions import can_see_outages
from portal.accounts.requests import SignedInRequest
from portal.accounts.selectors import authorities_of
from portal.clock import portal_now


@login_required
@require_safe
def my_calls(request: SignedInRequest) -> HttpResponse:
    """The calls this person works on, the newest first."""
    if not is_staff_anywhere(request.user):
        raise PermissionDenied("my_calls")
    calls = (
        Call.objects.staffed_by(request.user)
        .select_related("contracting_authority")
        .prefetch_related(Prefetch("phases", Phase.objects.order_by("order")))
    )
    now = portal_now()
    rows = [{"call": call, "next": next_step(call, now)} for call in calls.order_by("-pk")]
    context = {
        "rows": rows,
        "new_url": reverse("calls:new"),
        "texts_url": reverse("lettering:texts") if authorities_of(request.user).exists() else "",
        "outages_url": reverse("calls:outages") if can_see_outages(request.user) else "",
    }
    return render(request, "awards/my_calls.html", context)


@login_required
@require_safe
def workspace(request: SignedInRequest, reference: str) -> HttpResponse:
    """Everything of one call on one page: its phases, their rooms, and what waits on me."""
    call = staff_call(request, reference)
    desk = desk_of(call, request.user)
    return render(request, "awards/workspace.html", {"call": call, "desk": desk})
