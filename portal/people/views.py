"""The people of an authority, agency, ministry or the platform, as its administrator sees them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.models import Membership, Organisation
from portal.accounts.requests import SignedInRequest, posted
from portal.models import CURRENT
from portal.people import permissions, services
from portal.people.forms import EnterForm, InviteForm, PersonForm
from portal.people.selectors import administered_by, askers, role_rows
from portal.workflow import TransitionRefused


@require_GET
@login_required
def organisations(request: SignedInRequest) -> HttpResponse:
    """Whose people I manage; for an operator every organisation that asks."""
    mine = administered_by(request.user)
    may_enter = permissions.can_enter_organisations(request.user)
    if not may_enter and not mine.exists():
        raise PermissionDenied("organisations")
    context = {"mine": mine, "all": askers() if may_enter else [], "may_enter": may_enter}
    return render(request, "people/organisations.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def enter(request: SignedInRequest) -> HttpResponse:
    """Enter a new authority, agency or ministry with its first administrator."""
    if not permissions.can_enter_organisations(request.user):
        raise PermissionDenied("enter_organisation")
    form = EnterForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_organisation(by=request.user, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error("name", refusal.message)
        else:
            _tell_sent(request, form.cleaned_data["admin_email"])
            return redirect("people:organisations")
    return render(request, "people/enter.html", {"form": form})


@require_http_methods(["GET", "POST"])
@login_required
def first(request: SignedInRequest, uuid: str) -> HttpResponse:
    """Invite the administrator of an organisation that has none."""
    if not permissions.can_enter_organisations(request.user):
        raise PermissionDenied("invite_first")
    organisation = get_object_or_404(askers(), uuid=uuid)
    if not permissions.can_invite_first(request.user, organisation):
        raise PermissionDenied("invite_first")
    form = PersonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        services.invite_first(organisation, by=request.user, **form.cleaned_data)
        _tell_sent(request, form.cleaned_data["email"])
        return redirect("people:organisations")
    return render(request, "people/first.html", {"form": form, "organisation": organisation})


@require_http_methods(["GET", "POST"])
@login_required
def people(request: SignedInRequest, uuid: str) -> HttpResponse:
    """Who has which role at one organisation, and inviting somebody."""
    organisation = _organisation_or_404(request, uuid)
    form = InviteForm(organisation, request.user, posted(request))
    if request.method == "POST" and form.is_valid():
        services.invite(organisation, by=request.user, **form.cleaned_data)
        _tell_sent(request, form.cleaned_data["email"])
        return redirect("people:people", uuid=uuid)
    context = {
        "organisation": organisation,
        "rows": role_rows(organisation),
        "invitations": organisation.invitations.filter(accepted_at=None).order_by("invited_at"),
        "form": form,
    }
    return render(request, "people/people.html", context)


@require_POST
@login_required
def withdraw_invitation(request: SignedInRequest, uuid: str) -> HttpResponse:
    """Take an invitation back that was not accepted."""
    organisation = _organisation_or_404(request, uuid)
    email = request.POST.get("email", "")
    if services.withdraw_invitation(organisation, email=email, by=request.user):
        messages.success(request, _("The invitation is taken back: its link works no more."))
    return redirect("people:people", uuid=uuid)


@require_http_methods(["GET", "POST"])
@login_required
def end_role(request: SignedInRequest, uuid: str, person: str, role: str) -> HttpResponse:
    """Say what ending a role means, and do it."""
    staff = Organisation.objects.exclude(kind__in=Organisation.APPLICANTS)
    organisation = get_object_or_404(staff.of(request.user), uuid=uuid)
    membership = get_object_or_404(
        organisation.memberships.filter(CURRENT).select_related("user", "organisation"),
        user__uuid=person,
        role=role,
    )
    if not permissions.can_end_role(request.user, membership):
        raise PermissionDenied("end_role")
    back = reverse("people:people", args=[uuid])
    if request.method == "POST":
        services.end_role(membership, by=request.user)
        messages.success(request, _("The role has ended."))
        is_left = permissions.can_manage_people(request.user, organisation)
        return redirect(back if is_left else "home")
    return render(request, "layouts/confirm.html", _ending(membership, back))


def _ending(membership: Membership, back: str) -> dict[str, object]:
    name, role = membership.user.name, membership.get_role_display()
    return {
        "heading": _("End a role of %(name)s") % {"name": name},
        "lead": _("%(role)s at %(organisation)s")
        % {"role": role, "organisation": membership.organisation.name},
        "consequences": [
            _("From the next page on, %(name)s can do nothing with this role.") % {"name": name},
            _("What %(name)s wrote, approved and sent stands.") % {"name": name},
            _("Roles on single calls do not end with it. End those on the page of the call."),
        ],
        "confirm_label": _("End the role"),
        "cancel_url": back,
        "is_destructive": True,
    }


def _organisation_or_404(request: SignedInRequest, uuid: str) -> Organisation:
    """One of those whose people one manages; to the rest it is not there."""
    return get_object_or_404(administered_by(request.user), uuid=uuid)


def _tell_sent(request: SignedInRequest, email: str) -> None:
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": email})
