"""The officers' desk: all questions of a call, and one question with its answer."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.clarification import names, permissions, services
from calls.clarification.actions import question_actions
from calls.clarification.forms.desk import (
    AnnouncementForm,
    AnswerForm,
    AssignForm,
    MergeForm,
    ReasonForm,
)
from calls.clarification.models import Announcement, Notice, Question
from calls.clarification.selectors import questions_of
from calls.clarification.transitions import questions
from calls.clarification.views.fetch import (
    desk_announcement,
    desk_call,
    desk_question,
    managed_question,
)
from portal.accounts.requests import SignedInRequest, posted
from portal.workflow import TransitionRefused

page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def desk(request: SignedInRequest, reference: str) -> HttpResponse:
    """All questions by where they stand, the announcements and the notices."""
    call = desk_call(request, reference)
    rows = list(questions_of(call))
    context = {
        "call": call,
        "groups": _groups(rows),
        "count": len(rows),
        "announcements": Announcement.objects.filter(call=call).select_related("notice__call"),
        "notices": Notice.objects.filter(call=call).select_related("call"),
        "may_start": call.state == call.State.PUBLISHED,
    }
    return render(request, "clarification/desk.html", context)


@login_required
@page
def question(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """One question as asked and as it will be published, and its answer; a POST saves that."""
    found = desk_question(request, reference, uuid)
    form = AnswerForm(posted(request), question=found)
    if request.method == "POST" and form.is_valid():
        save = questions.mark_answered if form.is_ready else services.write_answer
        try:
            save(found, by=request.user, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The answer is ready.") if form.is_ready else _("Saved."))
            return redirect(request.path)
    return _question_page(request, found, form=form)


@login_required
@require_POST
def assign(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Let a colleague answer."""
    found = managed_question(request, reference, uuid)
    form = AssignForm(request.POST, question=found)
    if not form.is_valid():
        return _question_page(request, found, assign_form=form)
    questions.assign(found, to=form.cleaned_data["to"], by=request.user)
    messages.success(request, _("Assigned. Your colleague has a task."))
    return redirect("clarification:question", reference, uuid)


@login_required
@require_POST
def merge(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Take a question together with another."""
    found = managed_question(request, reference, uuid)
    form = MergeForm(request.POST, question=found)
    if not form.is_valid():
        return _question_page(request, found, merge_form=form)
    questions.merge(found, into=form.cleaned_data["into"], by=request.user)
    messages.success(request, _("Taken together. One answer serves both."))
    return redirect("clarification:question", reference, uuid)


@login_required
@require_POST
def unmerge(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Let a question stand by itself again."""
    questions.unmerge(managed_question(request, reference, uuid), by=request.user)
    messages.success(request, _("This question stands by itself again."))
    return redirect("clarification:question", reference, uuid)


@login_required
@page
def give_back(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Ask who asked in confidence to let the question be public."""
    found = managed_question(request, reference, uuid)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        questions.return_to_asker(found, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The asker has a task. You hear nothing of who it is."))
        return redirect("clarification:question", reference, uuid)
    return _confirm(
        request,
        found,
        form=form,
        heading=_("Ask whether this question may be public"),
        consequences=[
            _("The portal gives your reason to the asker; you do not see who that is."),
            _("The asker lets it be answered for everybody, or withdraws it."),
        ],
        confirm_label=_("Ask the asker"),
    )


@login_required
@page
def deliver(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Approve an answer in confidence and let the portal give it."""
    found = managed_question(request, reference, uuid)
    if not permissions.can_deliver(request.user, found):
        raise PermissionDenied("deliver_answer")
    if request.method == "POST":
        questions.deliver(found, by=request.user)
        messages.success(request, _("The answer was given to the asker alone."))
        return redirect("clarification:question", reference, uuid)
    return _confirm(
        request,
        found,
        heading=_("Give this answer to the asker alone"),
        consequences=[
            _("The portal gives the answer to who asked; nobody else sees it, or its number."),
            _("You approve what your colleague wrote. Your name is kept with it."),
        ],
        irreversible=True,
        confirm_label=_("Give the answer"),
    )


@login_required
@page
def announcement(
    request: SignedInRequest, reference: str, uuid: UUID | None = None
) -> HttpResponse:
    """Write an announcement, or change one."""
    call = desk_call(request, reference)
    found = desk_announcement(request, reference, uuid) if uuid else None
    form = AnnouncementForm(posted(request), call=call, announcement=found)
    if request.method == "POST" and form.is_valid():
        words = {"title": form.cleaned_data["title"], "text": form.cleaned_data["text"]}
        phase = found.phase if found else form.cleaned_data["phase"]
        try:
            services.write_announcement(phase, by=request.user, announcement=found, **words)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved. Choose it in a notice to publish it."))
            return redirect("clarification:desk", reference)
    context = {"call": call, "form": form, "announcement": found}
    return render(request, "clarification/announcement.html", context)


def _groups(rows: list[Question]) -> list[dict[str, Any]]:
    """The questions under the word for where they stand, in the order of the work."""
    return [
        {"state": state, "label": state.label, "rows": found}
        for state in Question.State
        if (found := [row for row in rows if row.state == state])
    ]


def _question_page(
    request: SignedInRequest, found: Question, *, form: AnswerForm | None = None, **forms_: Any
) -> HttpResponse:
    user = request.user
    may_manage = permissions.can_manage_question(user, found)
    known = names.known()
    texts = (found.subject, found.text, found.answer, found.withheld_because)
    context = {
        "call": found.call,
        "question": found,
        "form": form or AnswerForm(question=found),
        "may_write": found.state in services.EDITABLE,
        "asked_marked": names.marked(found.asked_text, known.marks_in(found.asked_text)),
        "named": known.words_in(*texts),
        "duplicates": found.duplicates.all(),
        "actions": question_actions(found, by=user) if may_manage else [],
        "may_assign": questions.ASSIGN.is_offered(found, by=user),
        "may_merge": not found.is_confidential and questions.MERGE.is_offered(found, by=user),
        "assign_form": AssignForm(question=found),
        "merge_form": MergeForm(question=found),
        "may_manage": may_manage,
        **forms_,
    }
    return render(request, "clarification/question.html", context)


def _confirm(
    request: SignedInRequest, found: Question, *, form: forms.Form | None = None, **words: object
) -> HttpResponse:
    context = {
        **words,
        "form": form,
        "lead": found.subject,
        "call": found.call,
        "cancel_url": reverse("clarification:question", args=[found.call.reference, found.uuid]),
    }
    return render(request, "layouts/confirm.html", context)
