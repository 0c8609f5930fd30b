"""The officers' pages of outages: the list, a proposal, and the second officer's word."""

import csv
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from calls.outages import permissions, stretches, transitions
from calls.outages.forms import OutageForm
from calls.outages.models import Outage
from calls.outages.selectors import extendable_by, outages_of, touched_by
from portal.accounts.requests import SignedInRequest
from portal.files import store
from portal.look.wording import moment_text
from portal.workflow import TransitionRefused

page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def outages(request: SignedInRequest) -> HttpResponse:
    """The outages that touched my calls, the newest first."""
    _require_officer(request)
    context = {"outages": outages_of(request.user).prefetch_related("touched__phase__call")}
    return render(request, "calls/outages/list.html", context)


@login_required
@page
def propose(request: SignedInRequest) -> HttpResponse:
    """Write down an outage and propose a later deadline for all that it touched."""
    _require_officer(request)
    if request.method == "POST":
        form = OutageForm(request.POST, request.FILES, user=request.user)
    else:
        form = OutageForm(user=request.user, initial=_drafted(request))
    if request.method == "POST" and form.is_valid():
        try:
            outage = transitions.propose(by=request.user, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message.split("\n"))
        else:
            messages.success(request, _("Your colleagues have a task to check the extension."))
            return redirect("calls:outage", outage.uuid)
    return render(request, "calls/outages/propose.html", {"form": form})


@login_required
@require_safe
def measured(request: SignedInRequest) -> HttpResponse:
    """When the portal did not work near a deadline, and which of my phases were open then."""
    _require_officer(request)
    mine = extendable_by(request.user)
    found = [
        {
            "stretch": stretch,
            "touched": stretches.touched(stretch, mine),
            "query": urlencode(
                {"began": stretch.began_at.isoformat(), "ended": stretch.ended_at.isoformat()}
            ),
        }
        for stretch in stretches.stretches()
    ]
    return render(request, "calls/outages/measured.html", {"found": found})


@login_required
@require_safe
def ledger(request: SignedInRequest) -> HttpResponse | StreamingHttpResponse:
    """The minutes around a stretch as CSV: the evidence that goes with a proposal."""
    _require_officer(request)
    stretch = _stretch(request)
    if stretch is None:
        return redirect("calls:outage-measured")
    heads: list[object] = [
        _("Minute"), _("Call"), _("Portal"), _("Milliseconds"), _("Log-ins"), _("Saved parts"),
        _("Files received"), _("Refused attempts"),
    ]  # fmt: skip
    rows: list[list[object]] = [heads, *stretches.evidence_rows(stretch, request.user)]
    writer = csv.writer(_Echo())
    reply = StreamingHttpResponse(
        (writer.writerow(row) for row in rows), content_type="text/csv; charset=utf-8"
    )
    name = f"storing-{stretch.began_at:%Y%m%d-%H%M}.csv"
    reply["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


class _Echo:
    """What a CSV writer writes is given back at once."""

    def write(self, line: str) -> str:
        return line


@login_required
@require_safe
def outage(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One outage: what happened, the evidence, and which deadlines it moves."""
    chosen = _fetch(request, uuid)
    context = {
        "outage": chosen,
        "touched": touched_by(chosen),
        "actions": _actions(chosen, request),
    }
    return render(request, "calls/outages/outage.html", context)


@login_required
@require_safe
def evidence(request: SignedInRequest, uuid: UUID) -> StreamingHttpResponse:
    """The file that shows the outage."""
    chosen = _fetch(request, uuid)
    return store.response(chosen.evidence, chosen.evidence_name)


@login_required
@page
def extend(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Move every deadline, as the second officer."""
    chosen = _fetch(request, uuid)
    if not permissions.can_approve_outage(request.user, chosen):
        raise PermissionDenied("extend_for_outage")
    if request.method == "POST":
        transitions.extend(chosen, by=request.user)
        messages.success(request, _("The deadlines have moved. Everybody involved is told."))
        return redirect("calls:outage", uuid)
    touched = touched_by(chosen)
    moment = moment_text(chosen.to, seconds=False)
    consequences = [
        _("%(phase)s closes on %(moment)s.") % {"phase": row.phase, "moment": moment}
        for row in touched
    ]
    context = {
        "heading": _("Move the deadlines after the outage"),
        "consequences": [
            *consequences,
            _("Offers that had lapsed can go on. Offers that were sent stay as they are."),
            _("Everybody involved is told once, by mail."),
            _("You approve what your colleague proposed. Your name is kept with it."),
        ],
        "irreversible": True,
        "confirm_label": _("Move the deadlines"),
        "cancel_url": reverse("calls:outage", args=[uuid]),
    }
    return render(request, "layouts/confirm.html", context)


@login_required
@page
def drop(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Leave the deadlines as they are."""
    chosen = _fetch(request, uuid)
    if not permissions.can_extend_for_outage(request.user, chosen):
        raise PermissionDenied("drop_outage")
    if request.method == "POST":
        transitions.drop(chosen, by=request.user)
        messages.success(request, _("The deadlines stay as they are."))
        return redirect("calls:outage", uuid)
    context = {
        "heading": _("Leave the deadlines as they are"),
        "consequences": [_("The proposal is kept, but can no longer be carried out.")],
        "irreversible": True,
        "confirm_label": _("Leave the deadlines as they are"),
        "cancel_url": reverse("calls:outage", args=[uuid]),
    }
    return render(request, "layouts/confirm.html", context)


def _stretch(request: SignedInRequest) -> stretches.Stretch | None:
    """The stretch that an address names."""
    try:
        began, ended = (
            datetime.fromisoformat(request.GET.get(name, "")) for name in ("began", "ended")
        )
    except ValueError:
        return None
    if began.tzinfo is None or ended.tzinfo is None or not began < ended:
        return None
    return stretches.Stretch(began, ended)


def _drafted(request: SignedInRequest) -> dict[str, Any]:
    """What the ledger proposes; an officer reads it, changes it and adds the evidence."""
    stretch = _stretch(request)
    if stretch is None:
        return {}
    touched = stretches.touched(stretch, extendable_by(request.user))
    text = _(
        "From %(began)s until %(ended)s the portal did not work, or not for everybody: %(minutes)s"
        " minutes by its own measurement, which is added. Offers could not be saved or sent then."
    )
    return {
        "description": text
        % {
            "began": moment_text(stretch.began_at, seconds=False),
            "ended": moment_text(stretch.ended_at, seconds=False),
            "minutes": stretch.minutes,
        },
        "began_at": stretch.began_at,
        "ended_at": stretch.ended_at,
        "phases": [str(phase.pk) for phase in touched],
        "to": stretches.new_deadline(stretch, touched),
    }


def _require_officer(request: SignedInRequest) -> None:
    if not permissions.can_see_outages(request.user):
        raise PermissionDenied("outages")


def _fetch(request: SignedInRequest, uuid: UUID) -> Outage:
    """An outage of my calls, for who may move their deadlines; 404 for anybody else."""
    chosen = get_object_or_404(outages_of(request.user), uuid=uuid)
    if not permissions.can_extend_for_outage(request.user, chosen):
        raise PermissionDenied("outage")
    return chosen


def _actions(chosen: Outage, request: SignedInRequest) -> list[dict[str, Any]]:
    if chosen.state != Outage.State.PROPOSED:
        return []
    move: dict[str, Any] = {
        "label": _("Move the deadlines"),
        "url": reverse("calls:extend-for-outage", args=[chosen.uuid]),
        "is_primary": True,
    }
    if not transitions.EXTEND.is_offered(chosen, by=request.user):
        move["blocked_because"] = _("You proposed this, so a colleague carries it out.")
    leave = reverse("calls:drop-outage", args=[chosen.uuid])
    return [move, {"label": _("Leave the deadlines as they are"), "url": leave}]
