"""What if the line lay elsewhere? Asked as often as one likes; only a POST with a reason counts."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessment.line import permissions, selectors, services
from assessment.line.forms import LineForm, ReasonForm
from assessment.line.selectors import WhatIf
from assessment.models import Committee
from assessment.ranking import Outcome
from assessment.views.fetching import committee_for, page_context
from portal.accounts.requests import SignedInRequest, posted
from portal.workflow import TransitionRefused

State = Committee.State


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def line(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Try other budgets in the address; a POST with a reason makes them real."""
    committee = _ranked(request, reference, code)
    phase = committee.phase
    now = selectors.budgets_now(phase)
    form = LineForm(request.GET or None, budgets=now, needs_money=phase.needs_money)
    budgets = form.chosen() if form.is_bound and form.is_valid() else now
    may_move = (
        permissions.can_move_line(request.user, committee) and committee.state == State.RANKED
    )
    reason = ReasonForm(posted(request))
    if request.method == "POST":
        if not permissions.can_move_line(request.user, committee):
            raise PermissionDenied("move_line")
        if reason.is_valid() and _moved(request, committee, budgets, reason):
            return redirect("assessment:ranking", reference, code)
    found = selectors.what_if(committee, budgets)
    context = page_context(
        committee,
        form=form,
        reason=reason if may_move and budgets != now else None,
        is_other=budgets != now,
        changes=found.changes,
        pots=[_pot(found, pot, committee, now) for pot in sorted(budgets)],
        total_now=sum(now.values()),
        total=sum(budgets.values()),
    )
    return render(request, "assessment/line/line.html", context)


def _pot(found: WhatIf, pot: str, committee: Committee, now: selectors.Budgets) -> dict[str, Any]:
    """One pot by the other budgets: what it holds, what it leaves, and where the line could lie."""
    phase = committee.phase
    within = [
        place.offer
        for place in found.places
        if place.offer.pot == pot and place.outcome == Outcome.WITHIN_BUDGET
    ]
    by_place = not phase.needs_money
    used = Decimal(len(within)) if by_place else sum((o.price_incl_vat for o in within), Decimal(0))
    outcomes = found.outcomes
    return {
        "theme": pot,
        "name": f"pot_{pot}",
        "before": now[pot],
        "budget": found.budgets[pot],
        "awards": len(within),
        "left": found.budgets[pot] - used,
        "steps": [
            {"number": number, "reference": reference, "needed": needed,
             "outcome": outcomes[reference]}
            for number, (reference, needed) in enumerate(
                selectors.needed_for(found.places, pot, by_place=by_place), start=1
            )
        ],
    }  # fmt: skip


def _ranked(request: SignedInRequest, reference: str, code: str) -> Committee:
    committee = committee_for(request.user, reference, code)
    if not permissions.can_try_line(request.user, committee):
        raise PermissionDenied("try_line")
    if committee.state not in {State.RANKED, State.ADVISED} or committee.is_jury:
        raise Http404
    return committee


def _moved(
    request: SignedInRequest, committee: Committee, budgets: selectors.Budgets, reason: ReasonForm
) -> bool:
    """Move the line, or show on the form why not."""
    try:
        services.move_line(
            committee, budgets, by=request.user, reason=reason.cleaned_data["reason"]
        )
    except TransitionRefused as refusal:
        reason.add_error(None, refusal.message)
        return False
    messages.success(request, _("The line is moved. The ranking shows it, with your reason."))
    return True
