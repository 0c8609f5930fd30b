"""Saving a selection under a name, and throwing it away."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funnel.permissions import can_read_figures
from funnel.portfolio import services
from funnel.portfolio.selection import SaveForm
from portal.accounts.requests import SignedInRequest


@require_POST
@login_required
def save(request: SignedInRequest) -> HttpResponse:
    """Keep the selection that is on the page; without a name one is told so."""
    if not can_read_figures(request.user):
        raise PermissionDenied("figures")
    form = SaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 80 characters."))
        return redirect("funnel:portfolio")
    query = QueryDict(form.cleaned_data["query"]).urlencode()
    services.save_view(name=form.cleaned_data["name"], query=query, by=request.user)
    messages.success(request, _("The view is saved."))
    return redirect(f"{reverse('funnel:portfolio')}?{query}")


@require_POST
@login_required
def delete(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Throw one's own view away."""
    if not can_read_figures(request.user):
        raise PermissionDenied("figures")
    services.delete_view(uuid, by=request.user)
    messages.success(request, _("The view is deleted."))
    return redirect("funnel:portfolio")
