"""After the letters: the company's page beside its letter, and the officers' room of a phase."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.documents import scores_of
from awards.holds import selectors as holds
from awards.models import Decision, DecisionSet, Letter
from awards.remedies import forms as remedy_forms
from awards.remedies import permissions, selectors, services
from awards.remedies.models import Complaint, DebriefRequest
from awards.revisions.models import Reinstatement
from awards.revisions.selectors import awarded_to_others, reinstated
from awards.selectors import letters_for_company
from awards.standstill import days_of, ends_at, last_end
from awards.views.fetch import decision_set_of, staff_phase
from calls.procedures import is_part_2
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.form_pages import is_done

METHODS = ["GET", "HEAD", "POST"]
Answers = dict[str, Any]


@login_required
@require_safe
def mine(request: SignedInRequest, dossier: str, code: str) -> HttpResponse:
    """One's own letter, and what was asked, complained and brought to court since."""
    letter = _own_letter(request, dossier, code)
    decision, now = letter.decision, portal_now()
    until = selectors.may_ask_until(letter)
    debriefs = list(decision.debriefs.select_related("asked_by", "answered_by"))
    waits = any(debrief.answered_at is None for debrief in debriefs)
    writes = permissions.can_ask(request.user, decision)
    context = {
        **_of_letter(letter),
        "until": until,
        "may_ask": writes and now < until and not waits,
        "is_over": now >= until,
        "writes": writes,
        "debriefs": debriefs,
        "complaints": decision.complaints.select_related("registered_by", "answered_by"),
        "litigation": decision.litigation.all(),
        "standstill_ends": ends_at(decision),
        "changed": reinstated(decision),
        "lapse": getattr(decision, "lapse", None),
        "others": _later_awards(decision),
        "now": now,
    }
    return render(request, "remedies/mine.html", context)


@login_required
@require_http_methods(METHODS)
def ask(request: SignedInRequest, dossier: str, code: str) -> HttpResponse:
    """Ask for an explanation."""
    letter = _own_letter(request, dossier, code, writes=True)
    return _form_page(
        request,
        remedy_forms.AskForm(posted(request)),
        "remedies/ask.html",
        {**_of_letter(letter), "until": selectors.may_ask_until(letter)},
        do=lambda answers: services.ask_debrief(letter, by=request.user, **answers),
        done=_("Asked. You get a mail as soon as there is an answer."),
        to=("remedies:mine", dossier, code),
    )


@login_required
@require_http_methods(METHODS)
def complain(request: SignedInRequest, dossier: str, code: str) -> HttpResponse:
    """Complain about how the procedure went."""
    letter = _own_letter(request, dossier, code, writes=True)
    return _form_page(
        request,
        remedy_forms.ComplaintForm(posted(request)),
        "remedies/complain.html",
        _of_letter(letter),
        do=lambda answers: services.complain(letter.decision, by=request.user, **answers),
        done=_("Sent. You get a mail as soon as there is an answer."),
        to=("remedies:mine", dossier, code),
    )


@login_required
@require_safe
def room(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Everything that happened after the letters of a phase, and what is late."""
    decision_set = _set_for_officers(request, reference, code)
    until = last_end(decision_set)
    in_the_way = holds.litigation_sentences(decision_set)
    context = {
        **_of_set(decision_set),
        "until": until,
        "holds": in_the_way + (holds.return_sentences(decision_set) if until else []),
        "debriefs": selectors.debriefs_of(decision_set),
        "complaints": selectors.complaints_of(decision_set),
        "litigation": holds.litigation_of(decision_set),
        "unsent": holds.unsent_letters(decision_set) if until else [],
        "returns": holds.returns_of(decision_set) if until else [],
        "now": portal_now(),
    }
    return render(request, "remedies/room.html", context)


@login_required
@require_http_methods(METHODS)
def debrief(request: SignedInRequest, reference: str, code: str, uuid: UUID) -> HttpResponse:
    """One request, with the scores of the offer at hand, and the answer to it."""
    decision_set = _set_for_officers(request, reference, code)
    asked: DebriefRequest = get_object_or_404(selectors.debriefs_of(decision_set), uuid=uuid)
    context = {
        **_of_set(decision_set),
        "debrief": asked,
        "scores": scores_of(asked.decision),
        "can_answer": permissions.can_answer_debrief(request.user, asked),
        "now": portal_now(),
    }
    return _form_page(
        request,
        remedy_forms.AnswerForm(posted(request)),
        "remedies/debrief.html",
        context,
        do=lambda answers: services.answer_debrief(asked, by=request.user, **answers),
        done=_("Answered. The company gets a mail that there is something to read."),
        to=("remedies:room", reference, code),
    )


@login_required
@require_http_methods(METHODS)
def write_down(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """A complaint that came by mail or by post."""
    decision_set = _set_for_officers(request, reference, code)

    def do(answers: Answers) -> None:
        letter = answers.pop("letter")
        services.complain(letter.decision, by=request.user, **answers)

    return _form_page(
        request,
        remedy_forms.WriteDownForm(posted(request), decision_set=decision_set),
        "remedies/write_down.html",
        _of_set(decision_set),
        do=do,
        done=_("Written down. It waits on who had no part in the decision."),
        to=("remedies:room", reference, code),
    )


@login_required
@require_http_methods(METHODS)
def complaint(request: SignedInRequest, reference: str, code: str, uuid: UUID) -> HttpResponse:
    """One complaint, and the answer to it."""
    decision_set = _set_for_officers(request, reference, code)
    made: Complaint = get_object_or_404(selectors.complaints_of(decision_set), uuid=uuid)
    context = {
        **_of_set(decision_set),
        "complaint": made,
        "can_answer": permissions.can_answer_complaint(request.user, made),
        "handlers": permissions.who_answer(made),
        "now": portal_now(),
    }
    return _form_page(
        request,
        remedy_forms.ComplaintAnswerForm(posted(request)),
        "remedies/complaint.html",
        context,
        do=lambda answers: services.answer_complaint(made, by=request.user, **answers),
        done=_("Answered. The company gets a mail that there is something to read."),
        to=("remedies:room", reference, code),
    )


def _form_page(
    request: SignedInRequest,
    form: forms.Form | forms.ModelForm,
    template: str,
    context: dict[str, Any],
    *,
    do: Callable[[Answers], object],
    done: str,
    to: tuple[str, str, str],
) -> HttpResponse:
    """One form; a refusal comes back with all that was typed."""
    if is_done(request, form, do):
        messages.success(request, done)
        return redirect(*to)
    return render(request, template, {**context, "form": form})


def _own_letter(
    request: SignedInRequest, dossier: str, code: str, *, writes: bool = False
) -> Letter:
    """The letter of one's own company; to ask something one writes for it."""
    letter: Letter = get_object_or_404(
        letters_for_company(request.user).select_related(
            "decision__decision_set__proposed_by", "decision__proposal__dossier__theme"
        ),
        decision__proposal__dossier__reference=dossier,
        decision__proposal__phase__code=code,
    )
    if writes and not permissions.can_ask(request.user, letter.decision):
        raise PermissionDenied("ask_debrief")
    return letter


def _later_awards(decision: Decision) -> list[Reinstatement]:
    """What others were awarded after the letters, each with the end of the term that it began."""
    later = list(awarded_to_others(decision)) if days_of(decision) else []
    for each in later:
        each.until = ends_at(each.decision)  # type: ignore[attr-defined]
    return later


def _of_letter(letter: Letter) -> dict[str, Any]:
    decision = letter.decision
    return {
        "letter": letter,
        "decision": decision,
        "proposal": decision.proposal,
        "call": decision.proposal.phase.call,
        "contact": decision.decision_set.proposed_by,
        "has_standstill": bool(days_of(decision)),
        "answer_days": services.ANSWER_DAYS,
    }


def _of_set(decision_set: DecisionSet) -> dict[str, Any]:
    return {
        "call": decision_set.phase.call,
        "phase": decision_set.phase,
        "answer_days": services.ANSWER_DAYS,
        "is_part_2": is_part_2(decision_set.phase.call),
    }


def _set_for_officers(request: SignedInRequest, reference: str, code: str) -> DecisionSet:
    """The decisions of a phase that everybody was told."""
    decision_set = decision_set_of(staff_phase(request, reference, code))
    if decision_set.released_at is None:
        raise Http404
    if not permissions.can_see_room(request.user, decision_set.phase):
        raise PermissionDenied("remedies")
    return decision_set
