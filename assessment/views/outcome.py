"""What comes out: the ranking with its budget line, and the advice."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment import (
    documents,
    outcome,
    permissions,
    selectors,
    services,
    signatures,
    transitions,
)
from assessment.forms import AdviceForm
from assessment.independence.selectors import late_conflicts
from assessment.line.selectors import moves_of
from assessment.models import Advice, Committee
from assessment.results import export
from assessment.selectors import Standing
from assessment.views.fetching import committee_for, page_context
from assessment.waiting import page
from portal.accounts.requests import SignedInRequest, posted

State = Committee.State


@require_GET
@login_required
def ranking(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """The ranking per pot, with the line where the money ends and every exact figure."""
    committee, standing = _ranked(request, reference, code)
    hidden = standing.asked & standing.hidden if standing else frozenset()
    criteria = list(committee.phase.criteria.all())
    stored, moves = outcome.rows_of(committee), moves_of(committee)
    rows = [row for row in stored if row.dossier_id not in hidden]
    page = Paginator(rows, outcome.A_PAGE).get_page(request.GET.get("page"))
    first = (page.number - 1) * outcome.A_PAGE
    context = page_context(
        committee,
        standing=standing,
        ranking=committee.ranking,
        page=page,
        offers=len(rows),
        pots=outcome.pots(
            committee.ranking,
            rows=rows,
            moved=moves[-1].budgets if moves else None,
            first=first,
            last=first + outcome.A_PAGE,
        ),
        criteria=criteria,
        decider=next((c for c in criteria if c.code == committee.ranking.rules["ties"][1]), None),
        hidden=len(hidden),
        late=[one for one in late_conflicts(committee) if one.dossier_id not in hidden],
        moves=moves,
        is_intact=outcome.is_intact(committee.ranking, stored),
        can_write=committee.state == State.RANKED
        and permissions.writes_advice(standing, request.user, committee),
    )
    return render(request, "assessment/ranking.html", context)


@require_GET
@login_required
def ranking_json(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Rules, rows and hash: enough for anybody to compute the ranking again."""
    committee, standing = _ranked(request, reference, code)
    _require_untied(standing)
    answer = JsonResponse(export(committee.ranking), json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{reference}-{code}-rangorde.json"'
    return answer


@require_http_methods(["GET", "POST"])
@login_required
def advice(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """The advice: draft it, or read it once it is approved."""
    committee, standing = _ranked(request, reference, code)
    _require_untied(standing)
    stored = Advice.objects.filter(committee=committee).select_related("approved_by").first()
    may_write = committee.state == State.RANKED and permissions.writes_advice(
        standing, request.user, committee
    )
    if stored is None and not may_write:
        context = page_context(committee, standing=standing)
        return render(request, "assessment/advice.html", context)
    text = stored.text if stored else documents.assembled_advice(committee)
    form = AdviceForm(posted(request), initial={"text": text})
    if request.method == "POST" and form.is_valid():
        services.draft_advice(committee, form.cleaned_data["text"], by=request.user)
        messages.success(request, _("The draft of the advice is saved."))
        return redirect("assessment:advice", reference, code)
    context = page_context(
        committee,
        standing=standing,
        advice=stored,
        blocks=documents.blocks(text),
        form=form if may_write else None,
        can_approve=stored is not None
        and transitions.APPROVE_ADVICE.is_offered(committee, by=request.user),
        unsigned=signatures.missing_signatures(stored) if stored and committee.is_jury else [],
    )
    return render(request, "assessment/advice.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def approve_advice(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Approve the advice in the name of the committee."""
    committee, _standing = _ranked(request, reference, code)
    stored = Advice.objects.filter(committee=committee).first()
    if stored is None:
        raise Http404
    if not permissions.can_approve_advice(request.user, stored):
        raise PermissionDenied("approve_advice")
    if request.method == "POST":
        transitions.approve_advice(stored, by=request.user)
        messages.success(request, _("The advice is approved. The officers have been told."))
        return redirect("assessment:advice", reference, code)
    context = {
        "heading": _("Approve the advice"),
        "consequences": [
            _("The advice becomes final, with the ranking and its hash beside it."),
            _("The officers of the authority get a mail: the decision is theirs."),
            _("The work of the committee in this phase is done."),
        ],
        "irreversible": True,
        "confirm_label": _("Approve the advice"),
        "cancel_url": page("advice", committee),
    }
    return render(request, "layouts/confirm.html", context)


@require_POST
@login_required
def sign_report(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Sign the report of the jury as it stands on the page."""
    committee, _standing = _ranked(request, reference, code)
    stored = get_object_or_404(Advice, committee=committee)
    signatures.sign_report(stored, by=request.user)
    messages.success(request, _("You have signed the report."))
    return redirect("assessment:advice", reference, code)


@require_GET
@login_required
def advice_pdf(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """The approved advice as a document."""
    committee, standing = _ranked(request, reference, code)
    _require_untied(standing)
    if committee.state != State.ADVISED:
        raise Http404
    answer = HttpResponse(documents.advice_pdf(committee), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{reference}-{code}-advies.pdf"'
    return answer


def _ranked(
    request: SignedInRequest, reference: str, code: str
) -> tuple[Committee, Standing | None]:
    """A committee with a ranking, and how the reader stands to it: read once for the page."""
    committee = committee_for(request.user, reference, code)
    standing = selectors.standing_of(request.user, committee)
    if not permissions.sees_outcome(standing, request.user, committee):
        raise PermissionDenied("see_outcome")
    if committee.state not in {State.RANKED, State.ADVISED}:
        raise Http404
    return committee, standing


def _require_untied(standing: Standing | None) -> None:
    """These texts tell of every offer: who is tied to one of them does not read them."""
    if standing is not None and standing.is_kept_away(standing.asked):
        raise PermissionDenied("tied")
