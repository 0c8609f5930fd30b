"""Who may do what in one call, asking somebody for a role, and answering."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from calls.models import Call
from calls.permissions import is_officer
from calls.roles import permissions, services
from calls.roles.forms import OfferForm
from calls.roles.models import RoleOffer
from calls.roles.rows import rights_in
from portal.accounts.requests import SignedInRequest, posted
from portal.models import CURRENT
from portal.workflow import TransitionRefused


@require_http_methods(["GET", "POST"])
@login_required
def rights(request: SignedInRequest, reference: str) -> HttpResponse:
    """Everybody on the asking side with what they may do; an officer asks one more."""
    call = get_object_or_404(Call.objects.staffed_by(request.user), reference=reference)
    if not is_officer(request.user, call):
        raise PermissionDenied("rights")
    may_give = permissions.can_give(request.user, call)
    form = OfferForm(call, request.user, posted(request)) if may_give else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied("offer_role")
        if form.is_valid():
            try:
                services.offer(call, by=request.user, **form.cleaned_data)
            except TransitionRefused as refusal:
                form.add_error("last_day", refusal.message)
            else:
                messages.success(request, _("Your colleague gets a mail and can accept."))
                return redirect("roles:rights", reference=reference)
    context = {
        "call": call,
        "rows": rights_in(call),
        "offers": call.role_offers.filter(accepted_at=None, closed_at=None).select_related("user"),
        "form": form,
    }
    return render(request, "roles/rights.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def end(request: SignedInRequest, reference: str, person: str, role: str) -> HttpResponse:
    """Say what ending a role on the call means, and do it."""
    call = get_object_or_404(Call.objects.staffed_by(request.user), reference=reference)
    found = get_object_or_404(
        call.roles.filter(CURRENT).select_related("user", "call"), user__uuid=person, role=role
    )
    if not permissions.can_end(request.user, found):
        raise PermissionDenied("end_call_role")
    if request.method == "POST":
        services.end(found, by=request.user)
        messages.success(request, _("The role has ended."))
        is_left = is_officer(request.user, call)
        return redirect("roles:rights", reference) if is_left else redirect("home")
    name = found.user.name
    context = {
        "heading": _("End a role of %(name)s") % {"name": name},
        "lead": _("%(role)s on call %(reference)s")
        % {"role": found.get_role_display(), "reference": reference},
        "consequences": [
            _("From the next page on, %(name)s can do nothing with this role.") % {"name": name},
            _("What %(name)s wrote, approved and sent stands.") % {"name": name},
        ],
        "confirm_label": _("End the role"),
        "cancel_url": reverse("roles:rights", args=[reference]),
        "is_destructive": True,
    }
    return render(request, "layouts/confirm.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def answer(request: SignedInRequest, uuid: str) -> HttpResponse:
    """Take a role on a call, or say no."""
    offered = get_object_or_404(
        RoleOffer.objects.select_related("call", "offered_by"),
        uuid=uuid,
        user=request.user,
        accepted_at=None,
        closed_at=None,
    )
    if request.method == "POST" and "no" in request.POST:
        services.close(offered, by=request.user)
        messages.success(request, _("You said no. Nothing changes."))
        return redirect("accounts:tasks")
    if request.method == "POST":
        services.accept(offered, by=request.user)
        messages.success(request, _("The role is yours."))
        return redirect("accounts:tasks")
    return render(request, "roles/answer.html", {"offer": offered})


@require_POST
@login_required
def take_back(request: SignedInRequest, uuid: str) -> HttpResponse:
    """Take an offered role back before it is accepted."""
    calls = Call.objects.staffed_by(request.user)
    offered = get_object_or_404(RoleOffer, uuid=uuid, call__in=calls)
    if not permissions.can_take_back(request.user, offered):
        raise PermissionDenied("close_role_offer")
    services.close(offered, by=request.user)
    messages.success(request, _("It is no longer asked."))
    return redirect("roles:rights", reference=offered.call.reference)
