"""The figures of one call, and the offers behind each number; those of all: funnel/portfolio."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from calls.models import Call
from funnel import exports, pages, permissions
from funnel.cofunding.selectors import granted_for
from funnel.figures import STAGES, Funnel
from funnel.sankey import picture
from funnel.selectors import funnel_of, offers_at
from funnel.steps import steps_of_call
from portal.accounts.requests import SignedInRequest
from portal.clock import portal_now


def _call(request: SignedInRequest, reference: str) -> Call:
    calls = permissions.readable_calls(request.user).select_related("contracting_authority")
    return get_object_or_404(calls, reference=reference)


@login_required
@require_safe
def call(request: SignedInRequest, reference: str) -> HttpResponse:
    """One call: the picture, the table beside it, money and time per phase."""
    funnel = funnel_of(_call(request, reference))
    context = {
        "call": funnel.call,
        "funnel": funnel,
        "stand": pages.stand_of(funnel, portal_now()),
        "stages": pages.stages_of(funnel),
        "phases": pages.phase_views(funnel),
        "picture": picture(steps_of_call(funnel)),
        "cofunding": granted_for(funnel.call),
    }
    return render(request, "funnel/call.html", context)


@login_required
@require_safe
def offers(request: SignedInRequest, reference: str, code: str, stage: str) -> HttpResponse:
    """The offers behind one figure; nothing before the vault of the phase was opened."""
    found = _call(request, reference)
    phase = get_object_or_404(found.phases, code=code, opening__opened_at__isnull=False)
    if stage not in STAGES:
        raise Http404
    context = {
        "call": found,
        "phase": phase,
        "label": pages.LABELS[stage],
        "offers": offers_at(phase, stage),
    }
    return render(request, "funnel/offers.html", context)


@login_required
@require_safe
def call_json(request: SignedInRequest, reference: str) -> JsonResponse:
    """One call as JSON."""
    return JsonResponse(exports.as_json(funnel_of(_call(request, reference))))


@login_required
@require_safe
def call_csv(request: SignedInRequest, reference: str) -> StreamingHttpResponse:
    """One call as CSV, a line per phase."""
    return _csv([funnel_of(_call(request, reference))], f"{reference}.csv")


def _csv(funnels: list[Funnel], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        exports.as_csv(funnels), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
