"""The form of a call as applicants see it, for who builds or checks it."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from applications.forms import editor_for
from calls.form_editing import codes_before
from calls.forms.questions import QuestionForm
from calls.models import Call, Phase
from calls.offer_forms import KINDS, Question, Section, question_from, section_from
from calls.permissions import can_edit_call
from portal.accounts.models import User
from portal.accounts.requests import SignedInRequest


@require_safe
@login_required
def form_preview(request: SignedInRequest, call: str, code: str) -> HttpResponse:
    """The whole form of a phase, with nothing filled in and nothing that is sent."""
    phase = _phase_or_404(request.user, call, code)
    context = {
        "call": phase.call,
        "phase": phase,
        "parts": [_part(section) for section in map(section_from, phase.form)],
        "may_edit_form": phase.call.state == Call.State.DRAFT
        and can_edit_call(request.user, phase.call),
    }
    return render(request, "applications/form_preview.html", context)


@require_POST
@login_required
def question_preview(request: SignedInRequest, call: str, code: str, section: str) -> HttpResponse:
    """One question while it is being written; nothing is saved here."""
    phase = _phase_or_404(request.user, call, code)
    of_kind, own = request.GET.get("kind", ""), request.GET.get("question", "")
    if of_kind not in KINDS:
        raise Http404
    asked = [each for part in phase.form for each in part["questions"]]
    before = codes_before(phase.form, section, own)
    form = QuestionForm(
        request.POST,
        kind=of_kind,
        question=next((each for each in asked if each["code"] == own), None),
        earlier=[each for each in asked if each["code"] in before],
    )
    context: dict[str, Any] = {}
    if form.is_valid():
        question = question_from({"code": "preview", **form.data_of()})
        context = {**_part(Section("preview", "", "", (question,)))}
        context["file"] = next(iter(context["files"]), None)
    else:
        context["faults"] = _told(form)
    return render(request, "applications/parts/question_preview.html", context)


def _part(section: Section) -> dict[str, Any]:
    files = [question for question in section.questions if question.kind == "file"]
    return {"section": section, "editor": editor_for(_apart(section), {}), "files": files}


def _apart(section: Section) -> Section:
    """The same questions under names that no input of the page around them has."""
    return replace(section, questions=tuple(_seen(question) for question in section.questions))


def _seen(question: Question) -> Question:
    condition = question.condition
    return replace(
        question,
        code=f"seen_{question.code}",
        condition=condition and replace(condition, question=f"seen_{condition.question}"),
    )


def _told(form: QuestionForm) -> list[str]:
    """What keeps the question from being shown; the page itself tells it once it is saved."""
    fields = [
        f"{form.fields[name].label}: {message}" if name in form.fields else str(message)
        for name, messages in form.errors.items()
        for message in messages
    ]
    rows = [
        str(message)
        for row in form.formset.forms
        for messages in row.errors.values()
        for message in messages
    ]
    return fields + rows


def _phase_or_404(user: User, reference: str, code: str) -> Phase:
    calls = Call.objects.staffed_by(user).filter(reference=reference)
    phases = Phase.objects.filter(call__in=calls, code=code)
    phase = get_object_or_404(phases.select_related("call"))
    if not phase.takes_offers:
        raise Http404
    return phase
