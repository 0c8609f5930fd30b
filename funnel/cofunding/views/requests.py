"""A request: written, sent, taken back and reported on by the authority that asks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from funnel.cofunding import permissions, services, transitions
from funnel.cofunding.amounts import ZERO
from funnel.cofunding.forms import BeginForm, ReportForm, RequestForm
from funnel.cofunding.models import (
    FundingDecision,
    FundingLetter,
    FundingReport,
    FundingRequest,
)
from funnel.cofunding.selectors import (
    decisions_of,
    granted_to,
    next_in,
    paid_of,
    phase_budgets,
)
from funnel.cofunding.views.rounds import round_for
from portal.accounts.requests import SignedInRequest, posted
from portal.files import store
from portal.workflow import TransitionRefused

METHODS = ["GET", "HEAD", "POST"]
State, Decided = FundingRequest.State, FundingDecision.State


def request_for(request: SignedInRequest, uuid: UUID) -> FundingRequest:
    """A request that this person may see, else 404."""
    found = FundingRequest.objects.visible_to(request.user).select_related(
        "round__funder", "call__contracting_authority", "submitted_by"
    )
    return get_object_or_404(found, uuid=uuid)


@login_required
@require_http_methods(METHODS)
def begin(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Choose the call for which the authority asks."""
    chosen = round_for(request, uuid)
    if not permissions.asks(request.user):
        raise PermissionDenied("begin_funding_request")
    form = BeginForm(posted(request), round_=chosen, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.begin(chosen, form.cleaned_data["call"], by=request.user)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("cofunding:write", made.uuid)
    has_calls = form.fields["call"].queryset.exists()  # type: ignore[attr-defined]
    context = {"round": chosen, "form": form, "has_calls": has_calls}
    return render(request, "cofunding/begin.html", context)


@login_required
@require_safe
def request_page(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What was asked, where it stands, and what was paid and reported since."""
    chosen = request_for(request, uuid)
    user = request.user
    decisions = decisions_of(chosen)
    if not permissions.can_decide(user, chosen):  # what is only proposed is no news yet
        decisions = [each for each in decisions if each.state == Decided.APPROVED]
    granted, paid = granted_to(chosen), paid_of(chosen)
    report = FundingReport.objects.filter(request=chosen).first()
    context = {
        "request_": chosen,
        "round": chosen.round,
        "call": chosen.call,
        "decisions": decisions,
        "payments": list(chosen.payments.all()),
        "granted": granted,
        "paid": paid,
        "to_come_back": max(paid - granted, ZERO),
        "report": report,
        "missing": transitions.missing_of(chosen) if chosen.state == State.DRAFT else [],
        "is_next": chosen.state == State.SUBMITTED and next_in(chosen.round) == chosen,
        "actions": _actions(chosen, decisions, report, user),
    }
    return render(request, "cofunding/request.html", context)


@login_required
@require_http_methods(METHODS)
def write(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write the request; what is typed is kept, also when the round has closed meanwhile."""
    chosen = _own(request, uuid)
    if chosen.state != State.DRAFT:
        return redirect("cofunding:request", uuid)
    initial = {name: getattr(chosen, name) for name in services.WRITTEN}
    form = RequestForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        services.write(chosen, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. It is not sent yet."))
        return redirect("cofunding:request", uuid)
    context = {"request_": chosen, "form": form, "budgets": phase_budgets(chosen.call)}
    return render(request, "cofunding/write.html", context)


@login_required
@require_http_methods(METHODS)
def submit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Send it: from that moment it has its place in the line."""
    chosen = _own(request, uuid)
    if request.method == "POST":
        sent = transitions.submit(chosen, by=request.user)
        messages.success(request, _("Received. You get a mail with the moment of receipt."))
        return redirect("cofunding:request", sent.uuid)
    context = {
        "heading": _("Send this request"),
        "lead": str(chosen),
        "consequences": [
            _("The moment at which we receive it decides your place in the line."),
            _("You can no longer change it. Taking it back and sending it again is a new place."),
            _("The funder reads it from now on."),
        ],
        "confirm_label": _("Send"),
        "cancel_url": reverse("cofunding:request", args=[uuid]),
    }
    return render(request, "layouts/confirm.html", context)


@login_required
@require_http_methods(METHODS)
def withdraw(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take it back."""
    chosen = _own(request, uuid)
    if request.method == "POST":
        transitions.withdraw(chosen, by=request.user)
        messages.success(request, _("You took this request back."))
        return redirect("cofunding:request", uuid)
    context = {
        "heading": _("Take this request back"),
        "lead": str(chosen),
        "consequences": [
            _("It loses its place in the line."),
            _("You can write a new one for this call while the round is open."),
        ],
        "irreversible": True,
        "confirm_label": _("Take it back"),
        "cancel_url": reverse("cofunding:request", args=[uuid]),
    }
    return render(request, "layouts/confirm.html", context)


@login_required
@require_safe
def letter(request: SignedInRequest, uuid: UUID, number: str) -> StreamingHttpResponse:
    """The letter with a decision."""
    letters = FundingLetter.objects.filter(decision__request=request_for(request, uuid))
    made = get_object_or_404(letters, number=number)
    return store.response(made.file, f"{made.number}.pdf", inline=True)


@login_required
@require_http_methods(METHODS)
def report(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Hand the report in."""
    chosen = _own(request, uuid)
    asked = get_object_or_404(FundingReport, request=chosen)
    form = ReportForm(posted(request), request.FILES or None, initial={"text": asked.text})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            transitions.hand_in(asked, text=data["text"], upload=data["file"], by=request.user)
        except store.VirusFound as found:
            form.add_error("file", found.message)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Handed in. The funder has been asked to read it."))
            return redirect("cofunding:request", uuid)
    context = {"request_": chosen, "report": asked, "form": form}
    return render(request, "cofunding/report.html", context)


@login_required
@require_safe
def report_file(request: SignedInRequest, uuid: UUID) -> StreamingHttpResponse:
    """The file of the report, for both sides."""
    chosen = request_for(request, uuid)
    found = get_object_or_404(FundingReport, request=chosen, file__isnull=False)
    assert found.file is not None  # noqa: S101  the query says so
    return store.response(found.file, found.file_name)


def _own(request: SignedInRequest, uuid: UUID) -> FundingRequest:
    chosen = request_for(request, uuid)
    if not permissions.can_write(request.user, chosen):
        raise PermissionDenied("write_funding_request")
    return chosen


def _actions(
    chosen: FundingRequest,
    decisions: list[FundingDecision],
    report: FundingReport | None,
    user: Any,
) -> list[dict[str, Any]]:
    """What this person can do now, the most usual first."""
    own = _own_actions(chosen, report, user)
    names = own if permissions.can_write(user, chosen) else []
    if permissions.can_decide(user, chosen):
        names = _givers_actions(chosen, decisions, report, user)
    return [
        {
            "label": label,
            "url": reverse(f"cofunding:{name}", args=[chosen.uuid]),
            "is_primary": place == 0,
            "is_post": name in {"turn-down", "accept-report"},
        }
        for place, (label, name) in enumerate(names)
    ]


def _own_actions(
    chosen: FundingRequest, report: FundingReport | None, user: Any
) -> list[tuple[str, str]]:
    names = []
    if transitions.SUBMIT.is_offered(chosen, by=user):
        is_whole = not transitions.missing_of(chosen)
        names = [(_("Write the request"), "write")]
        names.insert(0 if is_whole else 1, (_("Send this request"), "submit"))
    if report is not None and transitions.HAND_IN.is_offered(report, by=user):
        names.append((_("Hand in the report"), "report"))
    if transitions.WITHDRAW.is_offered(chosen, by=user):
        names.append((_("Take this request back"), "withdraw"))
    return names


def _givers_actions(
    chosen: FundingRequest,
    decisions: list[FundingDecision],
    report: FundingReport | None,
    user: Any,
) -> list[tuple[str, str]]:
    names = []
    if not decisions and chosen.state == State.SUBMITTED and next_in(chosen.round) == chosen:
        names.append((_("Propose a decision"), "propose"))
    elif decisions and transitions.APPROVE.is_offered(decisions[-1], by=user):
        names += [(_("Read and decide"), "approve"), (_("Do not agree"), "turn-down")]
    granted, paid = granted_to(chosen), paid_of(chosen)
    if paid > granted:
        names.append((_("Write down what came back"), "receive-back"))
    if chosen.state == State.GRANTED:
        if report is not None and transitions.ACCEPT.is_offered(report, by=user):
            names.append((_("Accept the report"), "accept-report"))
            names.append((_("Send the report back"), "send-back-report"))
        if paid < granted:
            names.append((_("Write down a payment"), "pay"))
        if report is None:
            names.append((_("Ask a report"), "ask-report"))
        if decisions[-1].state == Decided.APPROVED:
            names.append((_("Lower or take back"), "lower"))
    return names
