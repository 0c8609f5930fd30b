"""The form of an offer, per phase: sections and questions, added, changed, moved and copied.

Works without a script; with one only the list of questions is swapped (htmx). The page that shows
the form as applicants see it stands in the room of the applications.
"""

import copy
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls import form_editing, services
from calls.checklist import gaps_of
from calls.editing import saving
from calls.form_editing import Data, Form
from calls.forms.questions import KIND_WORDS, QuestionForm, SectionTextsForm
from calls.instruments import instrument_of
from calls.models import Call, Phase
from calls.offer_forms import KINDS, in_language, section_from
from calls.steps import steps_of
from calls.views.fetch import own_call, phase_of
from calls.views.step import Step, answer
from portal.accounts.requests import SignedInRequest
from portal.clock import portal_now
from portal.workflow import TransitionRefused

page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def overview(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """All sections and questions of a phase."""
    call = own_call(request, reference)
    return _overview(request, call, phase_of(call, code))


@login_required
@require_POST
def act(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Move, copy, remove or take over: one change of the list, refused whole when it is wrong."""
    call = own_call(request, reference)
    phase = phase_of(call, code)
    name, target = request.POST.get("do", ""), request.POST.get("on", "")
    extra = request.POST.get("question", "")
    try:
        saving.save_step(
            call,
            f"form:{code}",
            panel=f"form-{code}",
            version=saving.version_from(request.POST),
            by=request.user,
            save=lambda locked: services.update_call(
                locked,
                by=request.user,
                terms=_terms(locked, code, lambda form: _changed(call, form, name, target, extra)),
                version=locked.version,
            ),
        )
    except saving.Conflict as conflict:
        who = str(conflict.step.saved_by or "")
        told = _("%(name)s changed the form at the same time. This is how it is now.")
        return _overview(request, call, phase_of(call, code), refused=[told % {"name": who}])
    except (ValidationError, TransitionRefused) as fault:
        messages = fault.messages if isinstance(fault, ValidationError) else [fault.message]
        return _overview(request, call, phase, refused=messages)
    return redirect("calls:edit-form", reference, code)


@login_required
@page
def section(request: SignedInRequest, reference: str, code: str, section: str = "") -> HttpResponse:
    """The texts of a section, or a new one."""
    call = own_call(request, reference)
    phase = phase_of(call, code)
    found = _section_or_404(phase, section) if section else None

    def save(form: SectionTextsForm, locked: Call) -> Data:
        texts = form.texts()
        if found is None:
            return _terms(locked, code, lambda form: form_editing.add_section(form, texts))
        return _terms(locked, code, lambda form: form_editing.change_section(form, section, texts))

    step = Step(
        f"section:{code}:{section}",
        "edit_form_section",
        lambda data: SectionTextsForm.of(found, data),
        panel=f"form-{code}",
        save=save,
        keeps=found is None,
        then=_back(reference, code, section),
        context={"phase": phase, "section": found and section_from(found)},
    )
    return answer(request, call, step)


@login_required
@page
def question(
    request: SignedInRequest, reference: str, code: str, section: str, question: str = ""
) -> HttpResponse:
    """A question of a section; a new one is of the kind that the address names (?kind=)."""
    call = own_call(request, reference)
    phase = phase_of(call, code)
    part = _section_or_404(phase, section)
    found = next((each for each in part["questions"] if each["code"] == question), None)
    asked = request.GET.get("kind", "")
    if (question and found is None) or (found is None and asked not in KINDS):
        raise Http404
    of_kind = str(found["kind"] if found else asked)
    step = Step(
        f"question:{code}:{section}:{question or '+' + of_kind}",
        "edit_question",
        lambda data: QuestionForm(
            data,
            kind=of_kind,
            question=found,
            earlier=_earlier(phase, section, question),
            is_anonymous=phase.is_anonymous,
        ),
        panel=f"form-{code}",
        save=lambda form, locked: _question_terms(form, locked, code, section, question),
        keeps=found is None,
        then=_back(reference, code, section),
        context={
            "phase": phase,
            "section": section_from(part),
            "question": found,
            "kind": of_kind,
            "kind_word": KIND_WORDS[of_kind],
        },
    )
    return answer(request, call, step)


def _overview(
    request: SignedInRequest, call: Call, phase: Phase, *, refused: list[str] | None = None
) -> HttpResponse:
    if call.state != Call.State.DRAFT:
        return redirect("calls:edit", call.reference)
    panel = f"form-{phase.code}"
    standard = instrument_of(call.instrument).standard["forms"]
    context = {
        "call": call,
        "phase": phase,
        "sections": _shown(phase),
        "refused": refused,
        "kinds": KIND_WORDS.items(),
        "library": [
            (each["code"], in_language(each["label"]))
            for each in form_editing.library(standard, phase.form)
        ],
        "has_standard": bool(instrument_of(call.instrument).form_of(phase.code)),
        "saved": saving.step_of(call, f"form:{phase.code}"),
        "steps": steps_of(call, gaps_of(call, portal_now()), current=panel),
        "next_url": _next_url(call, panel),
    }
    return render(request, "calls/edit_form.html", context)


def _shown(phase: Phase) -> list[dict[str, Any]]:
    """The sections with their questions; each question tells after which answer it is asked."""
    labels = {
        each["code"]: in_language(each["label"])
        for section in phase.form
        for each in section["questions"]
    }
    return [
        {
            "section": section,
            "questions": [
                {
                    "question": each,
                    "kind": KIND_WORDS[each.kind],
                    "after": labels.get(each.condition.question, "") if each.condition else "",
                }
                for each in section.questions
            ],
        }
        for section in map(section_from, phase.form)
    ]


def _next_url(call: Call, panel: str) -> str:
    steps = steps_of(call, [], current=panel)
    here = next(index for index, step in enumerate(steps) if step.current)
    return steps[here + 1].url


def _terms(call: Call, code: str, change: Any) -> Data:
    """The terms that change the form of a phase, as it is under the lock."""
    form: Form = copy.deepcopy(call.phases.get(code=code).form)
    try:
        return {"phases": [{"code": code, "form": change(form)}]}
    except KeyError:
        raise ValidationError(_("This part of the form is not there any more.")) from None


def _changed(call: Call, form: Form, name: str, target: str, extra: str) -> Form:
    standard = instrument_of(call.instrument)
    if name == "standard":
        codes = [stated.code for stated in standard.phases if stated.code == target]
        return form or (standard.form_of(codes[0]) if codes else form)
    if name == "insert":
        for each in form_editing.library(standard.standard["forms"], form):
            if each["code"] == extra:
                return form_editing.insert(form, target, each)
        raise KeyError(extra)
    return form_editing.MOVES[name](form, target)


def _question_terms(form: QuestionForm, call: Call, code: str, section: str, question: str) -> Data:
    data = form.data_of()
    if question:
        return _terms(call, code, lambda now: form_editing.change_question(now, question, data))
    return _terms(call, code, lambda now: form_editing.add_question(now, section, data))


def _earlier(phase: Phase, section: str, question: str) -> list[Data]:
    """The questions that come before this one."""
    codes = set(form_editing.codes_before(phase.form, section, question))
    return [each for part in phase.form for each in part["questions"] if each["code"] in codes]


def _section_or_404(phase: Phase, code: str) -> Data:
    try:
        return form_editing.find_section(phase.form, code)
    except KeyError:
        raise Http404 from None


def _back(reference: str, code: str, section: str) -> str:
    place = f"#section-{section}" if section else ""
    return reverse("calls:edit-form", args=[reference, code]) + place
