"""Who acts for me, for whom I act, and asking a colleague."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from calls.delegation import services
from calls.delegation.forms import AskForm
from calls.delegation.models import Delegation
from calls.delegation.selectors import of_person, offices_of
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.workflow import TransitionRefused


@require_http_methods(["GET", "POST"])
@login_required
def mine(request: SignedInRequest) -> HttpResponse:
    """What I gave and hold; an officer can ask a colleague."""
    form = AskForm(request.user, posted(request)) if offices_of(request.user).exists() else None
    if request.method == "POST" and form is not None and form.is_valid():
        organisation, data = form.asked()
        try:
            services.ask(organisation, by=request.user, **data)  # type: ignore[arg-type]
        except TransitionRefused as refusal:
            form.add_error("last_day" if refusal.code == "day" else "delegate", refusal.message)
        else:
            messages.success(request, _("Your colleague gets a mail and can accept."))
            return redirect("delegation:mine")
    rows = list(of_person(request.user))
    now = portal_now()
    context = {"rows": [(row, row.until > now) for row in rows], "form": form}
    return render(request, "delegation/mine.html", context)


@require_POST
@login_required
def accept(request: SignedInRequest, uuid: str) -> HttpResponse:
    """Begin to act for somebody."""
    services.accept(_own_or_404(request, uuid), by=request.user)
    messages.success(request, _("You act for your colleague from now on."))
    return redirect("delegation:mine")


@require_POST
@login_required
def end(request: SignedInRequest, uuid: str) -> HttpResponse:
    """Stop it, or say no."""
    services.end(_own_or_404(request, uuid), by=request.user)
    messages.success(request, _("It has ended. What was done in that time stands."))
    return redirect("delegation:mine")


def _own_or_404(request: SignedInRequest, uuid: str) -> Delegation:
    return get_object_or_404(of_person(request.user), uuid=uuid)
