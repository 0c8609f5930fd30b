"""One's own page about one's own data, and the pages of operators who answer requests."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive.persons import permissions, selectors, services, transitions
from archive.persons.closing import close_account, needs_factor
from archive.persons.erasing import pseudonym_of
from archive.persons.forms import AskForm, CloseForm, ProposeForm
from archive.persons.models import ErasureRequest, PersonalExport
from portal.accounts.models import StepUp
from portal.accounts.permissions import is_operator
from portal.accounts.requests import SignedInRequest, posted
from portal.accounts.stepup import step_up_required
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.form_pages import is_done
from portal.ratelimit import is_too_often, too_many
from portal.workflow import TransitionRefused

METHODS = ["GET", "HEAD", "POST"]
TRIES_AN_HOUR = 20  # of closing an account, from one network address: each tries a password


@login_required
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """What one can ask, and what came of it."""
    context = {
        "exports": PersonalExport.objects.filter(user=request.user)[:5],
        "requests": ErasureRequest.objects.filter(user=request.user)[:5],
        "moment": portal_now(),
    }
    return render(request, "persons/mine.html", context)


@login_required
@require_POST
def ask_copy(request: SignedInRequest) -> HttpResponse:
    """Ask for a copy; a job makes it."""
    try:
        services.ask_for_copy(request.user)
    except TransitionRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Your copy is being made. You get a mail when it is ready."))
    return redirect("persons:mine")


@login_required
@require_safe
def copy(request: SignedInRequest, uuid: UUID) -> StreamingHttpResponse:
    """The ZIP, for the person alone and for a few days."""
    export = get_object_or_404(
        PersonalExport.objects.select_related("file"),
        uuid=uuid, user=request.user, expires_at__gt=portal_now(),
    )  # fmt: skip
    if export.file is None:
        raise Http404
    record("fetch_personal_export", export, by=request.user)
    return store.response(export.file, "mijn-gegevens.zip")


@login_required
@require_http_methods(METHODS)
def ask_erasure(request: SignedInRequest) -> HttpResponse:
    """What goes, what stays and why; then the request."""
    form = AskForm(posted(request))
    if is_done(request, form, lambda a: services.ask_for_erasure(request.user, words=a["words"])):
        messages.success(request, _("Your request was sent. You get an answer within a month."))
        return redirect("persons:mine")
    context = {
        "form": form,
        "stays": selectors.what_stays(request.user),
        "hindrances": selectors.hindrances(request.user, to=request.user),
    }
    return render(request, "persons/ask_erasure.html", context)


@login_required
@require_http_methods(METHODS)
def close(request: SignedInRequest) -> HttpResponse:
    """Close the own account: with the second factor, or the password of who has none."""
    if needs_factor(request.user):
        return _close_proven(request)
    return _close(request, None)


@step_up_required
def _close_proven(request: SignedInRequest) -> HttpResponse:
    return _close(request, request.proof)


def _close(request: SignedInRequest, proof: StepUp | None) -> HttpResponse:
    form = CloseForm(posted(request), user=request.user, has_proof=proof is not None)
    if request.method == "POST" and is_too_often(request, "close-account", per_hour=TRIES_AN_HOUR):
        return too_many(request)
    if is_done(request, form, lambda _answers: close_account(request.user, proof=proof)):
        logout(request)
        messages.success(request, _("Your account is closed. We sent you a mail about it."))
        return redirect("home")
    context = {
        "form": form,
        "hindrances": selectors.hindrances(request.user, to=request.user),
        "stays": selectors.what_stays(request.user),
    }
    return render(request, "persons/close.html", context)


close.asks_step_up = True  # type: ignore[attr-defined]  # closed to support staff (limits.py)


@login_required
@require_POST
def withdraw(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Stay after all."""
    found = get_object_or_404(ErasureRequest, uuid=uuid, user=request.user)
    try:
        transitions.withdraw(found, by=request.user)
    except TransitionRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Your request was withdrawn."))
    return redirect("persons:mine")


@login_required
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """All requests, for operators."""
    _require_operator(request)
    requests = ErasureRequest.objects.select_related("user", "proposed_by", "decided_by")
    return render(request, "persons/desk.html", {"requests": requests})


@login_required
@require_http_methods(METHODS)
def judge(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One request: what stays, what is in the way, and the proposal."""
    _require_operator(request)
    found = _request(uuid)
    form = ProposeForm(posted(request))
    can_propose = transitions.PROPOSE.is_offered(found, by=request.user)
    if request.method == "POST" and not permissions.can_propose(request.user, found):
        raise PermissionDenied("propose_erasure")
    if is_done(request, form, lambda a: transitions.propose(found, by=request.user, **a)):
        messages.success(request, _("Your proposal waits for a second person."))
        return redirect("persons:desk")
    context = {
        "request_": found,
        "form": form if can_propose else None,
        "pseudonym": pseudonym_of(found.user),
        "stays": selectors.what_stays(found.user),
        "hindrances": selectors.hindrances(found.user),
        "can_decide": transitions.ERASE.is_offered(found, by=request.user),
    }
    return render(request, "persons/judge.html", context)


@login_required
@require_http_methods(METHODS)
@step_up_required
def confirm(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The second person does what was proposed."""
    _require_operator(request)
    found = _request(uuid)
    if not permissions.can_decide(request.user, found):
        raise PermissionDenied("confirm_erasure")
    if request.method == "POST":
        try:
            transitions.confirm(found, by=request.user, proof=request.proof)
        except TransitionRefused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("Done. The person was told by mail."))
        return redirect("persons:judge", found.uuid)
    consequences = [_("The person gets a mail with the answer and the reasons.")]
    if found.erases:
        consequences = [
            _("Name and address become “%(name)s”, everywhere but where the law keeps them.")
            % {"name": pseudonym_of(found.user)},
            _("Login, roles, settings and tasks go."),
            _("The history stays whole: it names people by a number."),
            *consequences,
        ]
    context = {
        "heading": _("Erase this person") if found.erases else _("Refuse the request"),
        "consequences": consequences,
        "irreversible": bool(found.erases),
        "is_destructive": bool(found.erases),
        "confirm_label": _("Confirm"),
        "cancel_url": reverse("persons:judge", args=[found.uuid]),
    }
    return render(request, "layouts/confirm.html", context)


@login_required
@require_POST
def send_back(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The second person does not agree."""
    _require_operator(request)
    try:
        transitions.send_back(_request(uuid), by=request.user)
    except TransitionRefused as refused:
        messages.error(request, refused.message)
    return redirect("persons:judge", uuid)


def _require_operator(request: SignedInRequest) -> None:
    if not is_operator(request.user):
        raise PermissionDenied("erasure_requests")


def _request(uuid: UUID) -> ErasureRequest:
    return get_object_or_404(
        ErasureRequest.objects.select_related("user", "proposed_by", "decided_by"), uuid=uuid
    )
