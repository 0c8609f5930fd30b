"""Authorisations of a company's intermediaries, and requests to join it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import has_role
from portal.accounts.requests import SignedInRequest
from portal.clock import portal_today
from portal.files import store
from portal.models import CURRENT
from portal.ratelimit import is_too_often
from portal.team import permissions, services
from portal.team.forms import AnswerJoinForm, MandateForm
from portal.team.models import JoinRequest, Mandate
from portal.team.selectors import intermediaries_of
from portal.workflow import TransitionRefused

ASKED_AN_HOUR = 10


@require_http_methods(["GET", "POST"])
@login_required
def mandates(request: SignedInRequest, uuid: str) -> HttpResponse:
    """The authorisations on file, and adding one."""
    company = _company_or_404(request, uuid)
    if not permissions.can_read_mandates(request.user, company):
        raise PermissionDenied("read_mandates")
    people = _people(request.user, company)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = MandateForm(people, *given) if people.exists() else None
    if request.method == "POST" and form is not None and form.is_valid():
        data = dict(form.cleaned_data)
        services.add_mandate(
            company, data.pop("intermediary"), upload=data.pop("file"), by=request.user, **data
        )
        messages.success(request, _("The authorisation is on file."))
        return redirect("team:mandates", uuid=company.uuid)
    rows = company.mandates.select_related("intermediary", "withdrawn_by", "file")
    context = {
        "company": company,
        "mandates": [each for each in rows if permissions.can_read_mandate(request.user, each)],
        "today": portal_today(),
        "form": form,
    }
    return render(request, "team/mandates.html", context)


@require_safe
@login_required
def mandate_file(request: SignedInRequest, uuid: str, mandate: str) -> StreamingHttpResponse:
    """The signed authorisation itself."""
    found = _mandate_or_404(request, uuid, mandate)
    return store.response(found.file, found.file_name)


@require_POST
@login_required
def withdraw_mandate(request: SignedInRequest, uuid: str, mandate: str) -> HttpResponse:
    """Take an authorisation back."""
    found = _mandate_or_404(request, uuid, mandate)
    services.withdraw_mandate(found, by=request.user)
    messages.success(request, _("The authorisation is withdrawn."))
    if not Organisation.objects.of(request.user).filter(pk=found.organisation_id).exists():
        return redirect("accounts:companies")  # who gave up their own is not of the company now
    return redirect("team:mandates", uuid=uuid)


@require_http_methods(["GET", "POST"])
@login_required
def end_membership(request: SignedInRequest, uuid: str, person: str, role: str) -> HttpResponse:
    """Somebody leaves the company, after saying what that means."""
    company = _company_or_404(request, uuid)
    rows = company.memberships.filter(CURRENT).select_related("user", "organisation")
    found = get_object_or_404(rows, user__uuid=person, role=role)
    if not permissions.can_end_membership(request.user, found):
        raise PermissionDenied("end_membership")
    if request.method == "POST":
        services.end_membership(found, by=request.user)
        messages.success(request, _("The access has ended."))
        if found.user_id == request.user.pk:
            return redirect("accounts:companies")
        return redirect("accounts:company", uuid=uuid)
    context = {
        "heading": _("End the access of %(name)s") % {"name": found.user.name},
        "lead": company.name,
        "consequences": [
            _("%(name)s sees nothing of this company any more, as %(role)s.")
            % {"name": found.user.name, "role": found.get_role_display()},
            _("What was written and sent stands."),
            _("You can invite this person again."),
        ],
        "confirm_label": _("End the access"),
        "cancel_url": reverse("accounts:company", args=[uuid]),
        "is_destructive": True,
    }
    return render(request, "layouts/confirm.html", context)


@require_POST
@login_required
def ask_to_join(request: SignedInRequest) -> HttpResponse:
    """Ask to be let into the company that has this KvK number here."""
    if is_too_often(request, "join", per_hour=ASKED_AN_HOUR):
        messages.error(request, _("You asked this often. Try again in an hour."))
        return redirect("accounts:companies")
    try:
        services.ask_to_join(request.POST.get("kvk", "")[:8], by=request.user)
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, _("Your request is on its way. You get a mail as soon as it is answered.")
        )
    return redirect("accounts:companies")


@require_POST
@login_required
def answer_join_request(request: SignedInRequest, uuid: str, asked: str) -> HttpResponse:
    """Let somebody in, or refuse."""
    company = _company_or_404(request, uuid)
    if not permissions.can_answer_join_request(request.user, company):
        raise PermissionDenied("answer_join_request")
    found = get_object_or_404(JoinRequest.objects.filter(organisation=company), uuid=asked)
    form = AnswerJoinForm(request.POST)
    if not form.is_valid() or "role" not in request.POST:
        messages.error(request, _("Choose what this person may do, or refuse."))
        return redirect("accounts:company", uuid=uuid)
    try:
        services.answer_join_request(found, role=form.cleaned_data["role"], by=request.user)
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Your answer is kept."))
    return redirect("accounts:company", uuid=uuid)


def _people(user: User, company: Organisation) -> QuerySet[User]:
    """For whom this person can add an authorisation."""
    people = intermediaries_of(company)
    if has_role(user, Membership.Role.SIGNATORY, organisation=company):
        return people
    return people.filter(pk=user.pk)


def _company_or_404(request: SignedInRequest, uuid: str) -> Organisation:
    return get_object_or_404(Organisation.objects.of(request.user).applicants(), uuid=uuid)


def _mandate_or_404(request: SignedInRequest, uuid: str, mandate: str) -> Mandate:
    company = _company_or_404(request, uuid)
    rows = company.mandates.select_related("file", "organisation", "intermediary")
    found = get_object_or_404(rows, uuid=mandate)
    if not permissions.can_read_mandate(request.user, found):
        raise PermissionDenied("read_mandate")
    return found
