"""What everybody with a seat does: declare, read, score, hand in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from applications.copies import copy_response
from applications.dossiers.chapters import chapters_before
from applications.dossiers.compared import compared
from applications.dossiers.earlier import earlier_of
from applications.models import Proposal
from applications.reading import files_to_assess, read_opened
from assessment import jury, permissions, scale, selectors, services, transitions
from assessment.admissibility.selectors import answers_beside
from assessment.forms import DeclarationForm, ScoreSheetForm
from assessment.independence.models import Statement
from assessment.jury_forms import InterestsForm
from assessment.models import Committee, Declaration, ScoreSheet
from assessment.panel.models import Abstention
from assessment.progress import SheetRow, seat_rows, sheet_rows
from assessment.selectors import Standing
from assessment.services import ScoreConflict
from assessment.views.fetching import (
    committee_for,
    offer_for,
    page_context,
    sheet_for,
    standing_for,
)
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.files import store
from portal.look.wording import clock_text


@require_GET
@login_required
def mine(request: SignedInRequest) -> HttpResponse:
    """My assessments: each phase in which I judge, and what waits on me there."""
    return render(request, "assessment/mine.html", {"rows": seat_rows(request.user)})


@require_http_methods(["GET", "POST"])
@login_required
def declare(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Names of applicants and partners only; what interest do I have in each?"""
    committee = committee_for(request.user, reference, code)
    standing = standing_for(request.user, committee)
    if standing.seat.accepted_at is None or not standing.has_begun:
        return redirect("panel:invitation", reference, code)
    if committee.names_nobody:
        return _declare_interests(request, committee, standing)
    stated = Statement.objects.filter(user=request.user, call=committee.phase.call)
    if not stated.exists():
        return redirect("independence:interests", reference, code)
    offers = list(
        selectors.admissible(committee.phase)
        .filter(dossier__in=standing.asked)
        .prefetch_related("opened__partners")
        .order_by("dossier__lead__name", "dossier_id")
    )
    declared = {one.dossier_id: one for one in standing.seat.declarations.all()}
    form = DeclarationForm(posted(request), offers=offers, declared=declared)
    if request.method == "POST" and form.is_valid():
        _declare_all(form, standing, request)
        return redirect("assessment:mine")
    context = page_context(committee, form=form, standing=standing, seat=standing.seat)
    return render(request, "assessment/declare.html", context)


def _declare_interests(
    request: SignedInRequest, committee: Committee, standing: Standing
) -> HttpResponse:
    """A jury member sees no names: the own interests are compared with them."""
    form = InterestsForm(posted(request), initial={"interests": standing.seat.interests})
    if request.method == "POST" and form.is_valid():
        matches = jury.declare_interests(
            standing.seat, interests=form.cleaned_data["interests"], by=request.user
        )
        messages.success(
            request,
            _("Declared. The secretary looks at what may be a conflict; the rest is in your list.")
            if matches
            else _("Declared. Nothing you wrote matches a participant."),
        )
        return redirect("assessment:mine")
    context = page_context(committee, form=form, standing=standing, seat=standing.seat)
    return render(request, "assessment/declare_interests.html", context)


@require_GET
@login_required
def offers(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """My offers against the criteria, with my own scores and what is still missing."""
    committee = committee_for(request.user, reference, code)
    standing = standing_for(request.user, committee)
    if not standing.has_declared:
        return redirect("assessment:declare", reference, code)
    rows = sheet_rows(standing)
    context = page_context(
        committee,
        standing=standing,
        criteria=list(committee.phase.criteria.all()),
        rows=rows,
        readable=None if standing.seat.votes else list(selectors.readable_offers(standing)),
        ready=[row for row in rows if row.is_ready],
        handed_in=sum(row.is_handed_in for row in rows),
        hidden=len(standing.asked & standing.ties),
        pending=len(standing.asked & (standing.pending - standing.ties)),
        abstentions=Abstention.objects.filter(
            sheet__seat=standing.seat, sheet__proposal__in=selectors.readable_offers(standing)
        ).select_related("sheet__proposal__dossier__lead", "sheet__proposal__opened"),
        is_open=committee.state in transitions.OPEN_FOR_SCORES,
    )
    return render(request, "assessment/offers.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def score(request: SignedInRequest, reference: str, code: str, dossier: str) -> HttpResponse:
    """One offer beside its score sheet; saved while it is written."""
    committee = committee_for(request.user, reference, code)
    standing = standing_for(request.user, committee)
    proposal = offer_for(standing, dossier)
    sheet = sheet_for(standing, proposal)
    form = None
    if sheet is not None:
        form = ScoreSheetForm(posted(request), sheet=sheet)
        if request.method == "POST":
            answer = _save(request, sheet, form)
            if answer is not None:
                return answer
    return render(request, "assessment/score.html", _score_context(standing, proposal, sheet, form))


@require_http_methods(["GET", "POST"])
@login_required
def hand_in(request: SignedInRequest, reference: str, code: str, dossier: str) -> HttpResponse:
    """Hand in one sheet, as a step of its own."""
    committee = committee_for(request.user, reference, code)
    standing = standing_for(request.user, committee)
    proposal = offer_for(standing, dossier)
    sheet = get_object_or_404(ScoreSheet, seat=standing.seat, proposal=proposal)
    if request.method == "POST":
        transitions.hand_in(sheet, by=request.user)
        messages.success(request, _("The scores of %(offer)s are handed in.") % {"offer": proposal})
        return redirect("assessment:offers", reference, code)
    row = next(one for one in sheet_rows(standing) if one.sheet.pk == sheet.pk)
    return _confirm_handing_in(request, committee, [row], back=("assessment:score", dossier))


@require_http_methods(["GET", "POST"])
@login_required
def hand_in_all(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Hand in every sheet that is complete."""
    committee = committee_for(request.user, reference, code)
    standing = standing_for(request.user, committee)
    ready = [row for row in sheet_rows(standing) if row.is_ready]
    if not ready:
        messages.info(request, _("There is no complete score sheet to hand in."))
        return redirect("assessment:offers", reference, code)
    if request.method == "POST":
        with transaction.atomic():
            for row in ready:
                transitions.hand_in(row.sheet, by=request.user)
        done = ngettext(
            "%(count)s score sheet is handed in.", "%(count)s score sheets are handed in.",
            len(ready),
        )  # fmt: skip
        messages.success(request, done % {"count": len(ready)})
        return redirect("assessment:offers", reference, code)
    return _confirm_handing_in(request, committee, ready, back=("assessment:offers",))


@require_GET
@login_required
def file(
    request: SignedInRequest, dossier: str, code: str, question: str
) -> HttpResponse | StreamingHttpResponse:
    """A file of an offer, for a member who may read that offer."""
    proposal = get_object_or_404(
        Proposal.objects.filter(phase__committee__in=Committee.objects.visible_to(request.user)),
        dossier__reference=dossier,
        phase__code=code,
    )
    committee = proposal.phase.committee
    opened = offer_for(standing_for(request.user, committee), dossier).opened
    found = get_object_or_404(opened.files.select_related("file"), question=question)
    asked = files_to_assess(proposal.phase, anonymously=committee.hides_names).get(question)
    if asked is None and committee.hides_names:
        raise Http404
    if asked is not None and (asked.page_limit or asked.anonymous):
        return copy_response(found, asked, anonymously=committee.hides_names)
    return store.response(found.file, found.file_name)


@transaction.atomic
def _declare_all(form: DeclarationForm, standing: Standing, request: SignedInRequest) -> None:
    for dossier, kind, explanation in form.answers(form.cleaned_data):
        if kind:
            services.declare(
                standing.seat, dossier, kind=kind, explanation=explanation, by=request.user
            )
    answers = [kind for _dossier, kind, _text in form.answers(form.cleaned_data)]
    if Declaration.Kind.BARRED in answers:
        text = _("Thank you. You see no offer that competes with the one of your heavy interest.")
    else:
        text = _("Thank you. You can now read the offers.")
    messages.success(request, text)


def _save(request: SignedInRequest, sheet: ScoreSheet, form: ScoreSheetForm) -> HttpResponse | None:
    """Save what is typed; None lets the page show the form again with its errors."""
    is_autosave = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    form.is_valid()
    try:
        services.save_scores(
            sheet,
            form.entries(request.POST.get("version", "")),
            by=request.user,
            overwrite=request.POST.get("overwrite") == "1",
        )
    except ScoreConflict as conflict:
        latest = max(score.saved_at for score in conflict.scores)
        if is_autosave:
            answer = _saved_answer(sheet, clock_text(latest, seconds=True))
            return JsonResponse({**answer, "who": request.user.name}, status=409)
        form.add_error(
            None,
            _("These scores were changed elsewhere at %(time)s. Your text is still here; save "
              "again to keep it.") % {"time": clock_text(latest, seconds=True)},
        )  # fmt: skip
        return None
    if is_autosave:
        answer = _saved_answer(sheet, clock_text(portal_now(), seconds=True))
        return JsonResponse(
            {**answer, **({"errors": form.errors} if form.errors else {})},
            status=422 if form.errors else 200,
        )
    if form.errors:
        return None
    messages.success(request, _("Saved. Your scores are not handed in yet."))
    return redirect(request.path)


def _saved_answer(sheet: ScoreSheet, saved_at: str) -> dict[str, Any]:
    fresh = ScoreSheet.objects.get(pk=sheet.pk)
    return {"version": ScoreSheetForm(sheet=fresh).version, "saved_at": saved_at}


def _score_context(
    standing: Standing,
    proposal: Proposal,
    sheet: ScoreSheet | None,
    form: ScoreSheetForm | None,
) -> dict[str, Any]:
    committee = standing.seat.committee
    rows = sheet_rows(standing)
    index = next((i for i, row in enumerate(rows) if row.sheet.proposal_id == proposal.pk), None)
    saved = [score.saved_at for score in form.scores.values()] if form else []
    return page_context(
        committee,
        proposal=proposal,
        opened=proposal.opened,
        offer=compared(
            read_opened(
                proposal.opened, file_url="assessment:file", anonymously=committee.hides_names
            ),
            earlier_of(proposal.dossier, proposal.phase),
        ),
        chapters=chapters_before(proposal.dossier, proposal.phase),
        clarifications=answers_beside(committee, proposal),
        sheet=sheet,
        row=rows[index] if index is not None else None,
        previous=rows[index - 1] if index else None,
        following=rows[index + 1] if index is not None and index + 1 < len(rows) else None,
        form=form,
        anchors=scale.anchors(committee.phase),
        saved_at=max(saved, default=None),
        can_write=sheet is not None
        and sheet.state == ScoreSheet.State.DRAFT
        and committee.state in transitions.OPEN_FOR_SCORES
        and permissions.can_score(standing.seat.user, sheet),
    )


def _confirm_handing_in(
    request: SignedInRequest, committee: Committee, rows: list[SheetRow], *, back: tuple[str, ...]
) -> HttpResponse:
    place = [committee.phase.call.reference, committee.phase.code]
    context = page_context(
        committee, rows=rows, criteria=list(committee.phase.criteria.all()),
        back=back[0], place=[*place, *back[1:]],
    )  # fmt: skip
    return render(request, "assessment/hand_in.html", context)
