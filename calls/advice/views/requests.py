"""Advice of the expertise centre: asking, talking, advising, closing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.advice import permissions, services, transitions
from calls.advice.forms.requests import AskForm, MessageForm, OutcomeForm
from calls.advice.models import AdviceFile, AdviceRequest, Consideration
from calls.advice.records import localised, name_of
from calls.advice.selectors import open_first
from calls.advice.views.fetch import advice_request, own_call, require_officer
from portal.accounts.models import Membership
from portal.accounts.permissions import has_role
from portal.accounts.requests import SignedInRequest, posted
from portal.files import store

page = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 20


@login_required
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Where officers choose and ask, and advisers find what they were asked."""
    is_officer = has_role(request.user, Membership.Role.OFFICER)
    if not is_officer and not has_role(request.user, Membership.Role.ADVISER):
        raise PermissionDenied("advice")
    considerations = Consideration.objects.visible_to(request.user).select_related(
        "authority", "by"
    )
    requests = open_first(AdviceRequest.objects.visible_to(request.user))
    context = {
        "is_officer": is_officer,
        "requests": Paginator(requests, PER_PAGE).get_page(request.GET.get("page")),
        "considerations": [
            {"consideration": row, "suggested": _name(row.suggested)}
            for row in considerations[:PER_PAGE]
        ],
    }
    return render(request, "advice/desk.html", context)


@login_required
@page
def ask(request: SignedInRequest) -> HttpResponse:
    """A request on a call (`oproep`), on a consideration (`keuze`), or on neither."""
    require_officer(request)
    reference = request.GET.get("oproep", "")
    call = own_call(request, reference) if reference else None
    form = AskForm(posted(request), request.FILES or None, user=request.user, call=call)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = services.ask_advice(
            agency=data["agency"],
            authority=data.get("authority") or call.contracting_authority,  # type: ignore[union-attr]
            subject=data["subject"],
            text=data["text"],
            call=call,
            consideration=_consideration(request),
            uploads=data["attachments"],
            by=request.user,
        )
        messages.success(request, _("Your question is with the expertise centre."))
        return redirect("advice:request", made.uuid)
    return render(request, "advice/ask.html", {"form": form, "call": call})


@login_required
@require_safe
def request_page(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The conversation, where it stands, and what can be done."""
    return _page(request, advice_request(request, uuid))


@login_required
@require_POST
def send(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Add a message."""
    found = advice_request(request, uuid)
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, message_form=form)
    services.send_message(
        found,
        text=form.cleaned_data["text"],
        uploads=form.cleaned_data["attachments"],
        by=request.user,
    )
    messages.success(request, _("Your message was sent."))
    return redirect("advice:request", uuid)


@login_required
@require_POST
def take_up(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """An adviser takes the request."""
    transitions.take_up(advice_request(request, uuid), by=request.user)
    messages.success(request, _("You take this request. Your colleagues see that you do."))
    return redirect("advice:request", uuid)


@login_required
@require_POST
def advise(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Give the advice."""
    found = advice_request(request, uuid)
    if not permissions.is_adviser(request.user, found):
        raise PermissionDenied("advise")
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, outcome_form=form)
    transitions.advise(found, outcome=form.cleaned_data["outcome"], by=request.user)
    messages.success(request, _("The officer has your advice."))
    return redirect("advice:request", uuid)


@login_required
@require_POST
def close(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Whoever asked is done with it."""
    transitions.close(advice_request(request, uuid), by=request.user)
    messages.success(request, _("The request is closed."))
    return redirect("advice:request", uuid)


@login_required
@require_safe
def file(request: SignedInRequest, uuid: UUID, file_uuid: UUID) -> StreamingHttpResponse:
    """A file of a message, for who reads the conversation."""
    found = get_object_or_404(
        AdviceFile.objects.select_related("file"),
        message__request=advice_request(request, uuid),
        file__uuid=file_uuid,
    )
    return store.response(found.file, found.file_name)


def _page(request: SignedInRequest, found: AdviceRequest, **forms: Any) -> HttpResponse:
    user = request.user
    is_adviser = permissions.is_adviser(user, found)
    context = {
        "request_": found,
        "thread": found.messages.select_related("by").prefetch_related("files__file"),
        "is_adviser": is_adviser,
        "may_take_up": transitions.TAKE_UP.is_offered(found, by=user),
        "may_advise": transitions.ADVISE.is_offered(found, by=user),
        "may_close": transitions.CLOSE.is_offered(found, by=user),
        "is_open": found.state != AdviceRequest.State.CLOSED,
        "message_form": MessageForm(),
        "outcome_form": OutcomeForm(),
        **_considered(found.consideration),
        **forms,
    }
    return render(request, "advice/request.html", context)


def _consideration(request: SignedInRequest) -> Consideration | None:
    try:
        uuid = UUID(request.GET.get("keuze", ""))
    except ValueError:
        return None
    return Consideration.objects.visible_to(request.user).filter(uuid=uuid).first()


def _considered(consideration: Consideration | None) -> dict[str, Any]:
    """What was answered and suggested, for an adviser who cannot see the authority's own pages."""
    if consideration is None:
        return {}
    answers = localised(consideration.record["answers"], get_language() or "nl")
    return {"suggested": _name(consideration.suggested), "answers": answers}


def _name(code: str) -> str:
    return str(localised(name_of(code), get_language() or "nl")) if code else ""
