"""The instrument adviser: questions, an explained suggestion, a call that begins from it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.advice import services
from calls.advice.copying import to_look_at
from calls.advice.documents import justification_pdf as pdf_of
from calls.advice.forms.choosing import AdviserForm, KeepForm, StartForm
from calls.advice.models import CallCopy, Consideration
from calls.advice.records import localised, name_of
from calls.advice.selectors import (
    condition_table,
    justifications_of,
    registered,
    requests_of,
    verdict_rows,
)
from calls.advice.views.fetch import own_call, own_consideration, require_officer
from portal.accounts.requests import SignedInRequest, posted

page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@page
def adviser(request: SignedInRequest) -> HttpResponse:
    """One page of questions; `van` begins with the answers that were given before."""
    require_officer(request)
    form = AdviserForm(posted(request), user=request.user, initial=_given_before(request))
    if request.method == "POST" and form.is_valid():
        made = services.consider(
            answers=form.answers(), authority=form.cleaned_data["authority"], by=request.user
        )
        return redirect("advice:consideration", made.uuid)
    return render(request, "advice/adviser.html", {"form": form})


@login_required
@require_safe
def consideration(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The suggestion, why each instrument fits or not, and their conditions side by side."""
    return _suggestion(request, own_consideration(request, uuid))


@login_required
@require_POST
def keep(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Keep a consideration with a call that is there already."""
    found = own_consideration(request, uuid)
    form = KeepForm(request.POST, user=request.user, consideration=found)
    if not form.is_valid():
        return _suggestion(request, found, form)
    call = form.cleaned_data["call"]
    services.justify(call, consideration=found, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("The choice of the instrument is kept with the call."))
    return redirect("advice:of-call", call.reference)


@login_required
@page
def start(request: SignedInRequest, uuid: UUID, code: str) -> HttpResponse:
    """Begin a call with an instrument of the suggestion, the suggested one or another."""
    found = own_consideration(request, uuid)
    if code not in registered():
        raise Http404
    form = StartForm(posted(request), user=request.user, consideration=found, code=code)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        call = services.start_call(
            found,
            instrument=code,
            reference=data["reference"],
            terms={"title": data["title"], "summary": data["summary"]},
            reason=data.get("reason", ""),
            by=request.user,
        )
        messages.success(request, _("The call is there, with the standard texts filled in."))
        return redirect("calls:edit", call.reference)
    name = name_of(code)[get_language() or "nl"]
    context = {"form": form, "consideration": found, "instrument": name}
    return render(request, "advice/start.html", context)


@login_required
@require_safe
def of_call(request: SignedInRequest, reference: str) -> HttpResponse:
    """Why this call has its instrument, and what the expertise centre said."""
    call = own_call(request, reference)
    justifications = [
        {
            "justification": kept,
            "chosen": localised(name_of(kept.chosen), _language()),
            "record": localised(kept.consideration.record, _language()),
        }
        for kept in justifications_of(call)
    ]
    copy = CallCopy.objects.filter(call=call).select_related("source").first()
    context = {
        "call": call,
        "justifications": justifications,
        "requests": requests_of(call),
        "copy": copy,
        "to_look_at": to_look_at(call, copy.source) if copy else [],
    }
    return render(request, "advice/of_call.html", context)


@login_required
@require_safe
def justification_pdf(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """The justification on paper."""
    call = own_call(request, reference)
    kept = get_object_or_404(
        call.justifications.select_related("consideration__authority", "by"), uuid=uuid
    )
    kept.call = call
    reply = HttpResponse(pdf_of(kept), content_type="application/pdf")
    name = f"{call.reference}-instrumentkeuze.pdf"
    reply["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return reply


def _suggestion(
    request: SignedInRequest, found: Consideration, form: KeepForm | None = None
) -> HttpResponse:
    record = localised(found.record, _language())
    rows = localised(verdict_rows(found), _language())
    context: dict[str, Any] = {
        "consideration": found,
        "record": record,
        "best": next((row for row in rows if row["fit"] == "best"), None),
        "others": [row for row in rows if row["fit"] != "best"],
        "table": condition_table(record),
        "keep_form": form or KeepForm(user=request.user, consideration=found),
    }
    return render(request, "advice/consideration.html", context)


def _given_before(request: SignedInRequest) -> dict[str, Any]:
    try:
        uuid = UUID(request.GET.get("van", ""))
    except ValueError:
        return {}
    earlier = Consideration.objects.visible_to(request.user).filter(uuid=uuid).first()
    return {**earlier.answers, "authority": earlier.authority_id} if earlier else {}


def _language() -> str:
    return get_language() or "nl"
