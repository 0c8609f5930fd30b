"""The page of one's calendar, and the calendar itself."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.requests import SignedInRequest
from portal.calendars import services
from portal.calendars.documents import task_calendar
from portal.calendars.permissions import can_have_calendar
from portal.calendars.selectors import calendar_of, holder_of
from portal.clock import portal_now


@require_safe
@login_required
def mine(request: SignedInRequest) -> HttpResponse:
    """Whether I have an address, since when, and how to get a new one or stop."""
    return _page(request)


@require_POST
@login_required
@never_cache
def make(request: SignedInRequest) -> HttpResponse:
    """A new address; this page is the only one that shows it."""
    secret = services.make_calendar(request.user)
    address = settings.SITE_URL + reverse("calendars:tasks", args=[secret])
    return _page(request, address=address)


@require_POST
@login_required
def end(request: SignedInRequest) -> HttpResponse:
    """Stop the address."""
    services.end_calendar(request.user)
    messages.success(request, _("The address of your calendar does not work any more."))
    return redirect("calendars:mine")


@require_safe
def tasks(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whose secret it is."""
    user = holder_of(secret)
    if user is None:
        raise Http404
    response = HttpResponse(
        task_calendar(user, portal_now()), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="trechter.ics"'
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _page(request: SignedInRequest, *, address: str = "") -> HttpResponse:
    context = {
        "calendar": calendar_of(request.user),
        "may_have": can_have_calendar(request.user),
        "address": address,
    }
    return render(request, "calendars/mine.html", context)
