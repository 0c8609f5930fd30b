"""All calls on one page, the offers behind its figures, and two selections side by side."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from funnel.figures import STAGES
from funnel.pages import LABELS, SEALED_COLUMNS
from funnel.portfolio import lists, pages
from funnel.portfolio.fetch import Asked, asked, selections
from funnel.portfolio.selection import SaveForm
from funnel.sankey import picture
from funnel.steps import LOSS_LABELS, STEP_LABELS
from funnel.summaries.selectors import is_late
from funnel.summaries.totals import Totals
from portal.accounts.requests import SignedInRequest
from portal.clock import portal_now


@login_required
@require_safe
def portfolio(request: SignedInRequest) -> HttpResponse:
    """All calls this person may read the figures of: totals, picture, budgets and the list."""
    chosen, now = asked(request), portal_now()
    order = lists.ROWS.asked(request.GET)
    context = figures_of(chosen) | {
        "page": lists.page_of_rows(chosen.rows, order, after=_place(request)),
        "order": order,
        "save_form": SaveForm(initial={"query": chosen.form.query}),
        "saved_views": request.user.saved_views.all(),
        "now": now,  # one moment for the whole page
        "is_late": is_late(chosen.progress, now),
        "differing": chosen.progress.told.get("differing"),
        "may_report": chosen.reads_all,
        "compare_query": _as_first_side(chosen.form.query),
        "sealed_columns": [LABELS[name] for name in SEALED_COLUMNS],
    }
    return render(request, "funnel/portfolio.html", context)


def figures_of(chosen: Asked) -> dict[str, Any]:
    """What every page about a selection shows."""
    totals, query = chosen.totals(), chosen.form.query
    return {
        "form": chosen.form,
        "query": query,
        "chosen": chosen.form.chosen,
        "totals": totals,
        "stages": pages.stages(totals, query),
        "picture": picture(pages.funnel_steps(totals)),
        "parts": pages.parts(totals),
        "losses": pages.losses(totals),
        "budgets": pages.budgets(totals),
        "as_of": chosen.progress.as_of,
    }


@login_required
@require_safe
def compare(request: SignedInRequest) -> HttpResponse:
    """Two selections beside each other; each has its own fields in the address."""
    sides = selections(request, [(request.GET, "a"), (request.GET, "b")])
    totals = [side.totals() for side in sides]
    context = {
        "sides": list(zip(sides, totals, strict=True)),
        "rows": [
            (label, totals[0][name], totals[1][name])
            for name, label in STEP_LABELS.items()
        ],
        "parts": list(zip(*(pages.parts(each) for each in totals), strict=True)),
        "money": [
            (label, totals[0][name], totals[1][name], basis) for name, label, basis in pages.MONEY
        ],
        "losses": _losses_of_both(*totals),
        "as_of": sides[0].progress.as_of,
    }  # fmt: skip
    return render(request, "portfolio/compare.html", context)


@login_required
@require_safe
def offers(request: SignedInRequest, stage: str) -> HttpResponse:
    """The offers behind one figure of a selection, of opened vaults only."""
    if stage not in STAGES:
        raise Http404
    chosen = asked(request)
    context = {
        "stage": stage,
        "label": STEP_LABELS[stage],
        "query": chosen.form.query,
        "chosen": chosen.form.chosen,
        "total": chosen.totals()[stage],
        "page": lists.page_of_offers(
            lists.offers_behind(chosen.rows, stage), after=_place(request)
        ),
    }
    return render(request, "portfolio/offers.html", context)


def _losses_of_both(first: Totals, second: Totals) -> list[tuple[Any, Any, Any]]:
    """The reasons that either has, in order, with the number of each."""
    found = dict(first.losses()), dict(second.losses())
    return [
        (label, found[0].get(name), found[1].get(name))
        for name, label in LOSS_LABELS.items()
        if name in found[0] or name in found[1]
    ]


def _as_first_side(query: str) -> str:
    """The same selection as the first of the two that are compared."""
    return "&".join(f"a-{part}" for part in query.split("&") if part)


def _place(request: SignedInRequest) -> str:
    return request.GET.get("after", "").replace("\x00", "")[:160]
