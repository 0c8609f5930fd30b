"""The operator's page of identity providers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.requests import SignedInRequest, posted
from portal.accounts.stepup import step_up_required
from portal.federation import permissions, services
from portal.federation.forms import ProviderForm
from portal.federation.models import IdentityProvider


@require_GET
@login_required
def providers(request: SignedInRequest) -> HttpResponse:
    """All providers."""
    _require_operator(request)
    rows = IdentityProvider.objects.select_related("organisation")
    return render(request, "federation/providers.html", {"providers": rows})


@require_http_methods(["GET", "POST"])
@login_required
def enter(request: SignedInRequest) -> HttpResponse:
    """Enter a provider."""
    _require_operator(request)
    return _edit(request, IdentityProvider())


@require_http_methods(["GET", "POST"])
@login_required
def change(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change a provider, or switch it off."""
    _require_operator(request)
    return _edit(request, get_object_or_404(IdentityProvider, slug=slug))


@step_up_required
def _edit(request: SignedInRequest, provider: IdentityProvider) -> HttpResponse:
    """Whoever points the portal at another provider lets its people in: a fresh factor is asked."""
    form = ProviderForm(posted(request), instance=provider)
    if request.method == "POST" and form.is_valid():
        services.save_provider(
            form.save(commit=False), secret=form.cleaned_data["secret"], by=request.user
        )
        messages.success(request, _("%(name)s is saved.") % {"name": provider.name})
        return redirect("federation:providers")
    return render(request, "federation/provider.html", {"form": form, "provider": provider})


def _require_operator(request: SignedInRequest) -> None:
    if not permissions.can_keep_providers(request.user):
        raise PermissionDenied("keep_providers")
