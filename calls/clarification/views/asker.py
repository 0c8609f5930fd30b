"""A company asks, follows its own questions, and takes one back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from calls.clarification import askers, permissions, services, windows
from calls.clarification.forms.asking import AskForm
from calls.clarification.models import Question
from calls.clarification.selectors import phases_taking_questions
from calls.clarification.transitions import questions
from calls.clarification.views.fetch import companies_of, own_asker
from calls.models import Call
from calls.views.fetch import public_call
from portal.accounts.models import Organisation
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.workflow import TransitionRefused

page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@page
def ask(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask one question; the page says before it is sent that it will be public, without a name."""
    call = public_call(reference)
    companies = companies_of(request.user, call)
    if not companies:
        return _no_way_in(request, call)
    now = portal_now()
    phases = [
        phase
        for phase in phases_taking_questions(call, now)
        if any(permissions.can_ask(request.user, company, phase) for company in companies)
    ]
    form = AskForm(
        posted(request), call=call, user=request.user, companies=companies, phases=phases
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_question(form.cleaned_data["phase"], by=request.user, **form.question())
        except TransitionRefused as refusal:
            form.refuse(refusal.message)
        else:
            messages.success(request, _("Your question is with the authority, without your name."))
            return redirect("clarification:mine", reference)
    context = {
        "call": call,
        "form": form,
        "phases": phases,
        "is_late": any(windows.window(phase, now) == "late" for phase in phases),
    }
    return render(request, "clarification/ask.html", context)


@login_required
@require_safe
def mine(request: SignedInRequest, reference: str) -> HttpResponse:
    """The questions of my companies on this call, with the answers that are there."""
    call = public_call(reference)
    if not permissions.can_read_own(request.user):
        raise PermissionDenied("read_own_questions")
    rows = [
        _own_row(asker.question, asker.key)
        for asker in askers.asked_by(call, Organisation.objects.of(request.user))
    ]
    return render(request, "clarification/mine.html", {"call": call, "rows": rows})


@login_required
@page
def withdraw(request: SignedInRequest, reference: str, key: UUID) -> HttpResponse:
    """Take a question back."""
    asker = own_asker(request, reference, key)
    if not permissions.can_withdraw(request.user, asker.question):
        raise PermissionDenied("withdraw_question")
    if request.method == "POST":
        questions.withdraw(asker, by=request.user)
        messages.success(request, _("Your question was withdrawn."))
        return redirect("clarification:mine", reference)
    return _confirm(
        request,
        asker.question,
        heading=_("Withdraw your question"),
        consequences=[
            _("The authority does not answer it and does not publish it."),
            _("The authority still sees that a question was withdrawn, without your name."),
        ],
        irreversible=True,
        confirm_label=_("Withdraw"),
    )


@login_required
@page
def agree(request: SignedInRequest, reference: str, key: UUID) -> HttpResponse:
    """Let a question in confidence be answered for everybody."""
    asker = own_asker(request, reference, key)
    if not permissions.can_agree_to_publish(request.user, asker.question):
        raise PermissionDenied("agree_to_publish")
    if request.method == "POST":
        questions.agree_to_publish(asker, by=request.user)
        messages.success(request, _("Your question will be answered for everybody."))
        return redirect("clarification:mine", reference)
    return _confirm(
        request,
        asker.question,
        heading=_("Let your question be answered for everybody"),
        consequences=[
            _("Question and answer come in a notice that everybody can read, without your name."),
            _("The authority may change words in your question that tell who asked."),
        ],
        irreversible=True,
        confirm_label=_("Answer it for everybody"),
    )


def _own_row(question: Question, key: UUID) -> dict[str, object]:
    """A question as its asker reads it: the answer once it was told, the staff's work never."""
    answered = question.merged_into or question
    is_told = answered.told_at is not None
    return {
        "question": question,
        "key": key,
        "is_told": is_told,
        "answered": answered,
        "notice": answered.notice if is_told else None,
        "label": answered.public_state if is_told else question.public_state,
        "state": answered.state if is_told else _plain_state(question),
        "may_withdraw": not is_told and question.state in questions.WITHDRAW.sources,
        "may_agree": question.state in questions.AGREE_TO_PUBLISH.sources,
    }


def _plain_state(question: Question) -> str:
    """Only what the asker knows picks the shape: withdrawn, to choose, or waiting."""
    known = {Question.State.WITHDRAWN, Question.State.RETURNED}
    return question.state if question.state in known else Question.State.OPEN


def _no_way_in(request: SignedInRequest, call: Call) -> HttpResponse:
    """Somebody without a company is shown the way to one; of an uninvited one nothing is taken."""
    if request.method == "POST":
        raise PermissionDenied("ask_question")
    return render(request, "clarification/no_company.html", {"call": call})


def _confirm(request: SignedInRequest, question: Question, **words: object) -> HttpResponse:
    context = {
        **words,
        "lead": question.asked_subject,
        "call": question.call,
        "cancel_url": reverse("clarification:mine", args=[question.call.reference]),
    }
    return render(request, "layouts/confirm.html", context)
