"""Calls run outside the portal: the list, one call with all that was told of it, telling again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from funnel.external import permissions, selectors, services
from funnel.external.forms import CallForm
from funnel.external.models import ExternalCall, Telling
from funnel.external.rules import instrument_names, phase_names
from portal.accounts.requests import SignedInRequest, posted
from portal.ordering import Sorting

METHODS = ["GET", "HEAD", "POST"]
PAGE_SIZE = 50
CALLS = Sorting(
    usual=("-year", "-pk"),
    columns={
        "call": (_lazy("Call"), "title"),
        "authority": (_lazy("Authority"), "call__authority__name"),
        "year": (_lazy("Year"), "year"),
    },
)


@login_required
@require_safe
def calls(request: SignedInRequest) -> HttpResponse:
    """What counts of every call that this person reads."""
    if not permissions.can_register(request.user):
        raise PermissionDenied("external_calls")
    text = request.GET.get("q", "")[:100].replace("\x00", "")
    order = CALLS.asked(request.GET)
    rows = order.of(selectors.counting(request.user, text))
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "order": order,
        "q": text,
        "may_take_in": permissions.can_take_in(request.user),
        "instruments": instrument_names(),
    }
    return render(request, "external/calls.html", context)


@login_required
@require_safe
def call(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One call: what counts, and what was told before or taken back."""
    found = _found(request, uuid)
    rows = selectors.tellings(found)
    context = {
        "call": found,
        "telling": selectors.counts_now(rows),
        "rows": rows,
        "instruments": instrument_names(),
        "phases": phase_names(),
    }
    return render(request, "external/call.html", context)


@login_required
@require_http_methods(METHODS)
def register(request: SignedInRequest) -> HttpResponse:
    """Tell of a call for the first time."""
    if not permissions.can_register(request.user):
        raise PermissionDenied("register_external_call")
    return _tell(request, CallForm(posted(request), by=request.user), None)


@login_required
@require_http_methods(METHODS)
def restate(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Tell of a call again, begun from what counts now."""
    found = _found(request, uuid)
    before = selectors.counts_now(selectors.tellings(found))
    form = CallForm(posted(request), by=request.user, call=found, before=before)
    return _tell(request, form, found)


@login_required
@require_http_methods(METHODS)
def take_back(request: SignedInRequest, uuid: UUID, number: int) -> HttpResponse:
    """Let one telling count no longer."""
    found = _found(request, uuid)
    telling = get_object_or_404(Telling, call=found, pk=number)
    if request.method == "POST":
        services.take_back(telling, by=request.user)
        messages.success(request, _("Taken back. What was told before counts again."))
        return redirect("external:call", uuid)
    context = {
        "heading": _("Take back what was told of this call"),
        "lead": f"{telling.title}, {found.authority}",
        "consequences": [
            _("These figures count no longer. What was told before counts again, if anything."),
            _("They stay on record, with who took them back."),
        ],
        "irreversible": False,
        "confirm_label": _("Take back"),
        "cancel_url": reverse("external:call", args=[uuid]),
    }
    return render(request, "layouts/confirm.html", context)


def _found(request: SignedInRequest, uuid: UUID) -> ExternalCall:
    readable = ExternalCall.objects.readable_by(request.user).select_related("authority")
    return get_object_or_404(readable, uuid=uuid)


def _tell(request: SignedInRequest, form: CallForm, found: ExternalCall | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        telling = services.register(form.told(), by=request.user)
        messages.success(request, _("Registered. These figures count from now on."))
        return redirect("external:call", telling.call.uuid)
    return render(request, "external/tell.html", {"form": form, "call": found})
