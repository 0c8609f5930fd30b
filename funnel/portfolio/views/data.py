"""The picture and the data of a selection or of one call, to take along."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funnel import drawing, permissions
from funnel.figures import STAGES
from funnel.portfolio import exports, lists, pages
from funnel.portfolio.fetch import asked
from funnel.selectors import funnel_of
from funnel.steps import steps_of_call
from portal.accounts.requests import SignedInRequest

PICTURES = {"svg": "image/svg+xml; charset=utf-8", "png": "image/png"}


@login_required
@require_safe
def portfolio_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The rows of the selection as CSV."""
    rows = lists.every_row(asked(request).rows, lists.ROWS.asked(request.GET))
    return _csv(exports.as_csv(rows), "portfolio.csv")


@login_required
@require_safe
def portfolio_json(request: SignedInRequest) -> StreamingHttpResponse:
    """The totals of the selection and its rows as JSON."""
    chosen = asked(request)
    rows = lists.every_row(chosen.rows, lists.ROWS.asked(request.GET))
    pieces = exports.as_json(chosen.totals(), chosen.form, rows, chosen.progress.as_of)
    return StreamingHttpResponse(pieces, content_type="application/json")


@login_required
@require_safe
def offers_csv(request: SignedInRequest, stage: str) -> StreamingHttpResponse:
    """The offers behind one figure of the selection as CSV."""
    if stage not in STAGES:
        raise Http404
    offers = lists.offers_behind(asked(request).rows, stage)
    return _csv(exports.offers_as_csv(offers.iterator(chunk_size=lists.CHUNK)), f"{stage}.csv")


@login_required
@require_safe
def portfolio_picture(request: SignedInRequest, kind: str) -> HttpResponse:
    """The picture of the selection as SVG or PNG."""
    chosen = asked(request)
    steps = pages.funnel_steps(chosen.totals())
    return _picture(drawing.svg(steps, title=_("Funnel: %s") % chosen.words), "portfolio", kind)


@login_required
@require_safe
def call_picture(request: SignedInRequest, reference: str, kind: str) -> HttpResponse:
    """The picture of one call as SVG or PNG."""
    call = get_object_or_404(permissions.readable_calls(request.user), reference=reference)
    steps = steps_of_call(funnel_of(call))
    return _picture(drawing.svg(steps, title=_("Funnel of %s") % call), reference, kind)


def _picture(svg: str, name: str, kind: str) -> HttpResponse:
    if kind not in PICTURES:
        raise Http404
    body = drawing.png(svg) if kind == "png" else svg.encode()
    disposition = content_disposition_header(True, f"{name}.{kind}") or ""
    return HttpResponse(
        body, content_type=PICTURES[kind], headers={"Content-Disposition": disposition}
    )


def _csv(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
