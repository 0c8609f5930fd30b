"""Pages about oneself, one's company and one's tasks."""

from datetime import timedelta
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts import kvk as trade_register
from portal.accounts import permissions, services, stepup
from portal.accounts.forms import (
    COLLEAGUE_ROLES,
    ColleagueForm,
    CompanyForm,
    NumbersForm,
    PasskeyStepUpForm,
    RegisterNumberForm,
    StepUpForm,
)
from portal.accounts.models import Organisation
from portal.accounts.registering import company_from, may_ask, tell, tell_of_removed
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.federation.adapter import ACTS_FOR
from portal.opened_links import OpenedLink, opened_by_link
from portal.team.members import members_of
from portal.team.permissions import can_read_mandates
from portal.team.selectors import open_requests
from portal.work.models import Task
from portal.workflow import TransitionRefused

SOON = timedelta(days=3)  # a task due within this time is marked


@require_GET
@login_required
def tasks(request: SignedInRequest) -> HttpResponse:
    """What waits on me, across all roles."""
    context = {"tasks": Task.objects.open_for(request.user), "soon": portal_now() + SOON}
    return render(request, "accounts/tasks.html", context)


@require_GET
@login_required
def companies(request: SignedInRequest) -> HttpResponse:
    """The companies I belong to."""
    mine = Organisation.objects.of(request.user).applicants()
    return render(request, "accounts/companies.html", {"companies": mine})


@require_http_methods(["GET", "POST"])
@login_required
def register_company(request: SignedInRequest) -> HttpResponse:
    """Register one's company."""
    form = CompanyForm(posted(request), may_ask=may_ask(request))
    if request.method == "POST" and (company := company_from(request, form)):
        return redirect("accounts:company", uuid=company.uuid)
    return render(request, "accounts/register_company.html", {"form": form})


@require_http_methods(["GET", "POST"])
@login_required
def company(request: SignedInRequest, uuid: str) -> HttpResponse:
    """One company: its people, and inviting a colleague."""
    mine = Organisation.objects.of(request.user).applicants()
    company = get_object_or_404(mine, uuid=uuid)
    may_invite = permissions.can_invite_colleague(request.user, company)
    form = ColleagueForm(posted(request))
    if request.method == "POST":
        if not may_invite:
            raise PermissionDenied("invite_colleague")
        if form.is_valid():
            services.invite_colleague(company, by=request.user, **form.cleaned_data)
            messages.success(
                request,
                _("The invitation is on its way to %(email)s.")
                % {"email": form.cleaned_data["email"]},
            )
            return redirect("accounts:company", uuid=company.uuid)
    context = {
        "company": company,
        "acts_here": request.session.get(ACTS_FOR) == str(company.uuid),
        "members": members_of(company, request.user),
        "invitations": company.invitations.open().order_by("invited_at"),
        "form": form if may_invite else None,
        "join_requests": open_requests(company) if may_invite else [],
        "join_roles": COLLEAGUE_ROLES,
        "may_read_mandates": can_read_mandates(request.user, company),
        "may_check": trade_register.is_on()
        and permissions.can_check_register_number(request.user, company),
        "may_change_numbers": permissions.can_change_numbers(request.user, company),
        "lacks_number": permissions.can_add_register_number(request.user, company),
    }
    return render(request, "accounts/company.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def register_number(request: SignedInRequest, uuid: str) -> HttpResponse:
    """The number in the trade register, for a company that had none when it came here."""
    company = get_object_or_404(Organisation.objects.of(request.user), uuid=uuid)
    if not permissions.can_add_register_number(request.user, company):
        raise PermissionDenied("add_register_number")
    form = RegisterNumberForm(posted(request), may_ask=may_ask(request))
    if request.method == "POST" and form.is_valid():
        try:
            known = services.add_register_number(
                company, by=request.user, register=form.register, **form.cleaned_data
            )
        except TransitionRefused as refusal:
            form.add_error("kvk", refusal.message)
        else:
            messages.success(request, _("The KvK number is added."))
            tell(request, form.register)
            tell_of_removed(request, company, known)
            return redirect("accounts:company", uuid=company.uuid)
    return render(request, "accounts/register_number.html", {"company": company, "form": form})


@require_POST
@login_required
def check_number(request: SignedInRequest, uuid: str) -> HttpResponse:
    """Ask the trade register once more, for a number that it could not confirm before."""
    company = get_object_or_404(Organisation.objects.of(request.user), uuid=uuid)
    if not permissions.can_check_register_number(request.user, company):
        raise PermissionDenied("check_register_number")
    register = trade_register.unknown(company.kvk)
    if may_ask(request):
        register = trade_register.look_up(company.kvk)
    known = services.check_register_number(company, register=register, by=request.user)
    tell(request, register)
    tell_of_removed(request, company, known)
    return redirect("accounts:company", uuid=company.uuid)


@require_http_methods(["GET", "POST"])
@login_required
def change_numbers(request: SignedInRequest, uuid: str) -> HttpResponse:
    """The company's numbers with the tax authority and its bank."""
    company = get_object_or_404(Organisation.objects.of(request.user), uuid=uuid)
    if not permissions.can_change_numbers(request.user, company):
        raise PermissionDenied("change_numbers")
    stored = {"rsin": company.rsin, "vat_id": company.vat_id, "iban": company.iban}
    form = NumbersForm(posted(request), initial=stored).of(company)
    if request.method == "POST" and form.is_valid():
        services.change_numbers(company, by=request.user, **form.cleaned_data)
        messages.success(request, _("The numbers are saved."))
        return redirect("accounts:company", uuid=company.uuid)
    return render(request, "accounts/change_numbers.html", {"company": company, "form": form})


@require_http_methods(["GET", "POST"])
@opened_by_link(services.find_invitation)
@login_required
def accept_invitation(request: SignedInRequest, link: OpenedLink) -> HttpResponse:
    """Accept an invitation after logging in with the invited address."""
    invitation = services.find_invitation(link.secret)
    if invitation is None:
        raise Http404
    if request.method == "POST":
        services.accept_invitation(invitation, by=request.user)
        messages.success(
            request, _("You now work for %(name)s.") % {"name": invitation.organisation.name}
        )
        return redirect("home")
    is_for_me = permissions.can_accept_invitation(request.user, invitation)
    return render(
        request,
        "accounts/accept_invitation.html",
        {
            "invitation": invitation,
            "is_for_me": is_for_me,
            "is_staff": invitation.organisation.kind not in Organisation.APPLICANTS,
        },
        status=200 if is_for_me else 403,
    )


@require_http_methods(["GET", "POST"])
@login_required
def step_up(request: SignedInRequest) -> HttpResponse:
    """Confirm with a fresh code, then go on to where one was."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("home")
    with_passkey = "credential" in request.POST
    form = StepUpForm(None if with_passkey else posted(request))
    passkey_form = PasskeyStepUpForm(request.POST if with_passkey else None)
    given = passkey_form if with_passkey else form
    if request.method == "POST" and given.is_valid():
        try:
            _prove(request, given.cleaned_data)
        except stepup.WrongCode:
            given.add_error(
                None if with_passkey else "code",
                _("This passkey does not fit. Try again.")
                if with_passkey
                else _("This is not the present code. A code counts once: wait for the next one."),
            )
        else:
            return redirect(target)
    has_passkey = is_mfa_enabled(request.user, [stepup.PASSKEY])
    context = {
        "form": form,
        "has_app": is_mfa_enabled(request.user, [stepup.TOTP]),
        "has_passkey": has_passkey,
        "passkey_form": passkey_form,
        "options": stepup.passkey_challenge(request.user) if has_passkey else None,
    }
    return render(request, "accounts/step_up.html", context)


def _prove(request: SignedInRequest, given: dict[str, Any]) -> None:
    session_key = request.session.session_key or ""
    if "credential" in given:
        stepup.prove_with_passkey(
            request.user, session_key=session_key, credential=given["credential"]
        )
    else:
        stepup.prove(request.user, session_key=session_key, code=given["code"])
