"""Time per stage over a selection and of one call, and the norms."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from calls.models import Call
from funnel.permissions import can_read_figures, readable_calls
from funnel.portfolio.fetch import asked
from funnel.timing import holders, pages, selectors, services, stages
from funnel.timing.forms import NormForm, instrument_choices
from funnel.timing.permissions import can_set_norms
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now

PAGE_SIZE = 50


@login_required
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Every stage over the calls that pass the filter, and what is late in them now."""
    chosen = asked(request)
    calls = readable_calls(request.user).filter(pk__in=chosen.rows.order_by().values("call"))
    context = {"form": chosen.form}
    return render(request, "timing/overview.html", context | _of(calls, request))


@login_required
@require_safe
def call(request: SignedInRequest, reference: str) -> HttpResponse:
    """One call."""
    calls = readable_calls(request.user)
    found = get_object_or_404(calls, reference=reference)
    context = {"call": found, **_of(calls.filter(pk=found.pk), request)}
    return render(request, "timing/call.html", context)


@login_required
@require_safe
def norms(request: SignedInRequest) -> HttpResponse:
    """What counts now, and every norm that was ever set."""
    if not can_read_figures(request.user):
        raise PermissionDenied("figures")
    rows = list(selectors.history())
    newest = {(row.stage, row.instrument): row for row in reversed(rows)}
    context = {
        "counting": {row.pk for row in newest.values() if row.days is not None},
        "rows": [(row, names().get(row.instrument, row.instrument)) for row in rows],
        "may_set": can_set_norms(request.user),
    }
    return render(request, "timing/norms.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_norm(request: SignedInRequest) -> HttpResponse:
    """One more norm."""
    if not can_set_norms(request.user):
        raise PermissionDenied("set_stage_norm")
    form = NormForm(posted(request))
    if request.method == "POST" and form.is_valid():
        services.set_norm(form.save(commit=False), by=request.user)
        messages.success(request, _("Set. It counts from now on, also for what runs already."))
        return redirect("timing:norms")
    return render(request, "timing/set_norm.html", {"form": form})


def names() -> dict[str, str]:
    """The name of each instrument, by its code."""
    return dict(instrument_choices())


def _of(calls: QuerySet[Call], request: SignedInRequest) -> dict[str, Any]:
    now, counting = portal_now(), selectors.norms()
    cases = selectors.cases(calls, now)
    held = holders.held_in(calls, reader=request.user)
    page = Paginator(stages.late_first(cases, counting, now), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return {
        "stages": pages.stage_rows(stages.figures_of(cases, counting, now)),
        "page": page,
        "late": pages.late_rows(page.object_list, held, counting, now),
        "overdue": holders.late(held, now)[:PAGE_SIZE],
        "bar": pages.BAR,
    }
