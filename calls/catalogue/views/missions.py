"""The list of missions, kept by the executing agency."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from calls.catalogue import services
from calls.catalogue.forms import MissionForm
from calls.catalogue.models import Mission
from calls.catalogue.permissions import can_keep_missions
from calls.catalogue.selectors import PUBLIC
from portal.accounts.requests import SignedInRequest, posted


@login_required
@require_safe
def missions(request: SignedInRequest) -> HttpResponse:
    """All missions, by theme, with the number of public calls for each."""
    _require_keeper(request)
    rows = Mission.objects.annotate(number=Count("calls", filter=Q(calls__state__in=PUBLIC)))
    return render(request, "catalogue/missions.html", {"missions": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    """A mission that calls can be published for."""
    return _form(request, Mission())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, code: str) -> HttpResponse:
    """Other words for a mission, or no new calls for it any more."""
    _require_keeper(request)
    return _form(request, get_object_or_404(Mission, code=code))


def _form(request: SignedInRequest, mission: Mission) -> HttpResponse:
    _require_keeper(request)
    form = MissionForm(posted(request), instance=mission)
    if request.method == "POST" and form.is_valid():
        services.keep_mission(form.instance, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("calls:missions")
    return render(request, "catalogue/mission.html", {"form": form, "mission": mission})


def _require_keeper(request: SignedInRequest) -> None:
    if not can_keep_missions(request.user):
        raise PermissionDenied("keep_missions")
