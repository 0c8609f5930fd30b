"""The rounds: a public list and page, and a draft that the funder's people write."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from calls.instruments import instrument_of
from funnel.cofunding import permissions, services, transitions
from funnel.cofunding.forms import RoundForm
from funnel.cofunding.models import FundingRound
from funnel.cofunding.selectors import figures_of, line_of, own_in, status_of
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now

METHODS = ["GET", "HEAD", "POST"]
# What a status from the clock looks like, and its word.
STATUSES = {
    "draft": (gettext_lazy("draft"), "idle"),
    "upcoming": (gettext_lazy("not open yet"), "idle"),
    "open": (gettext_lazy("open"), "live"),
    "closed": (gettext_lazy("closed"), "done"),
}


def round_for(request: HttpRequest, uuid: UUID) -> FundingRound:
    """A round that this person may see, else 404."""
    rounds = FundingRound.objects.visible_to(request.user).select_related("funder")
    return get_object_or_404(rounds, uuid=uuid)


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """All rounds with what was granted, also those from before the portal."""
    now = portal_now()
    rows = figures_of(FundingRound.objects.visible_to(request.user))
    context = {
        "rows": [(row, _status(row.round, now)) for row in rows],
        "may_make": permissions.can_make_round(request.user),
    }
    return render(request, "cofunding/rounds.html", context)


@require_safe
def round_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The rules and the figures of a round for everybody; the line for the funder's people."""
    chosen = round_for(request, uuid)
    user: Any = request.user
    reads = user.is_authenticated and permissions.reads(user, chosen)
    (figures,) = figures_of(FundingRound.objects.filter(pk=chosen.pk))
    context = {
        "round": chosen,
        "figures": figures,
        "status": _status(chosen, portal_now()),
        "instruments": [instrument_of(code).name for code in chosen.instruments],
        "line": line_of(chosen) if reads else None,
        "own": own_in(chosen, user) if user.is_authenticated else None,
        "actions": _actions(chosen, user) if user.is_authenticated else [],
    }
    return render(request, "cofunding/round.html", context)


@login_required
@require_http_methods(METHODS)
def new(request: SignedInRequest) -> HttpResponse:
    """Begin a round."""
    if not permissions.can_make_round(request.user):
        raise PermissionDenied("make_funding_round")
    return _written(request, FundingRound())


@login_required
@require_http_methods(METHODS)
def edit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Change a draft."""
    chosen = round_for(request, uuid)
    if not permissions.gives(request.user, chosen) or chosen.state != FundingRound.State.DRAFT:
        raise PermissionDenied("write_funding_round")
    return _written(request, chosen)


@login_required
@require_http_methods(METHODS)
def publish(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A second person publishes."""
    chosen = round_for(request, uuid)
    if not permissions.can_publish(request.user, chosen):
        raise PermissionDenied("publish_funding_round")
    if request.method == "POST":
        transitions.publish(chosen, by=request.user)
        messages.success(request, _("Published. Everybody can read this round now."))
        return redirect("cofunding:round", uuid)
    context = {
        "heading": _("Publish this round"),
        "lead": chosen.title,
        "consequences": [
            _("Everybody can read it, and authorities can write a request."),
            _("Pot, share, maximum and window stand as they are."),
        ],
        "irreversible": True,
        "confirm_label": _("Publish"),
        "cancel_url": reverse("cofunding:round", args=[uuid]),
    }
    return render(request, "layouts/confirm.html", context)


def _written(request: SignedInRequest, chosen: FundingRound) -> HttpResponse:
    form = RoundForm(posted(request), instance=chosen, by=request.user)
    if request.method == "POST" and form.is_valid():
        saved = services.save_round(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved. A colleague can publish this round."))
        return redirect("cofunding:round", saved.uuid)
    return render(request, "cofunding/round_form.html", {"round": chosen, "form": form})


def _status(round_: FundingRound, now: Any) -> tuple[str, Any, str]:
    code = status_of(round_, now)
    return (code, *STATUSES[code])


def _actions(round_: FundingRound, user: Any) -> list[dict[str, Any]]:
    names = []
    if round_.state == FundingRound.State.DRAFT and permissions.gives(user, round_):
        if transitions.PUBLISH.is_offered(round_, by=user):
            names.append((_("Publish this round"), "publish"))
        names.append((_("Change this round"), "edit"))
    elif round_.closes_at and portal_now() < round_.closes_at and permissions.asks(user):
        names.append((_("Ask co-funding for a call"), "begin"))
    return [
        {
            "label": label,
            "url": reverse(f"cofunding:{name}", args=[round_.uuid]),
            "is_primary": place == 0,
        }
        for place, (label, name) in enumerate(names)
    ]
