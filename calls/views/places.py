"""Filling in the marked places of the standard text, all on one page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from calls import services
from calls.checklist import gaps_of, open_places
from calls.forms.places import PlacesForm
from calls.models import Call
from calls.steps import steps_of
from calls.views.fetch import own_call
from portal.clock import portal_now
from portal.workflow import TransitionRefused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer what the text asks, and check what the portal filled in."""
    call = own_call(request, reference)
    if call.state != Call.State.DRAFT:
        return redirect("calls:edit", reference)
    form = PlacesForm(request.POST or None, call=call)
    if request.method == "POST" and form.is_valid():
        try:
            call = services.fill_places(
                call,
                answers=form.answers(),
                version=form.cleaned_data["version"],
                by=request.user,
            )
        except (TransitionRefused, ValidationError) as fault:
            form.refuse(fault)
        else:
            return _saved(request, call)
    steps = steps_of(call, gaps_of(call, portal_now()), current="texts")
    return render(request, "calls/places.html", {"call": call, "form": form, "steps": steps})


def _saved(request: HttpRequest, call: Call) -> HttpResponse:
    left = open_places(call)
    if not left:
        messages.success(request, _("Saved. Nothing is left to fill in in the texts."))
        return redirect("calls:edit", call.reference)
    text = ngettext(
        "Saved. %(count)s place is still to be filled in.",
        "Saved. %(count)s places are still to be filled in.",
        left,
    )
    messages.success(request, text % {"count": left})
    return redirect("calls:fill-places", call.reference)
