"""The checklist with its questions, for officers and the secretary; the answer, for the company."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.models import Proposal
from assessment.admissibility import permissions, services
from assessment.admissibility.forms import AnswerForm, ChecklistForm, QuestionForm
from assessment.admissibility.models import Clarification
from assessment.admissibility.points import points_of
from calls.models import Phase
from portal.accounts.requests import SignedInRequest
from portal.clock import portal_now
from portal.workflow import TransitionRefused


@require_http_methods(["GET", "POST"])
@login_required
def checklist(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """What was checked of one offer, what was asked, and what the company answered."""
    proposal = get_object_or_404(
        Proposal.objects.opened_for_staff(request.user).select_related(
            "dossier__lead", "phase__call", "opened", "admissibility"
        ),
        dossier__reference=reference,
        phase__code=code,
    )
    if not permissions.can_check(request.user, proposal):
        raise PermissionDenied("check_offer")
    found = {item.code: item for item in proposal.check_items.select_related("checked_by")}
    asks = request.POST.get("action") == "ask"
    checks = request.method == "POST" and not asks
    form = ChecklistForm(
        request.POST if checks else None, points=points_of(proposal.phase), found=found
    )
    question = QuestionForm(request.POST if asks else None)
    if checks and form.is_valid():
        services.write_checklist(proposal, form.checked(), by=request.user)
        messages.success(request, _("The checklist is saved."))
        return redirect("admissibility:checklist", reference, code)
    if asks and question.is_valid() and _ask(request, proposal, question):
        return redirect("admissibility:checklist", reference, code)
    context = {
        "proposal": proposal,
        "phase": proposal.phase,
        "call": proposal.phase.call,
        "form": form,
        "question": question,
        "clarifications": proposal.clarifications.select_related("asked_by", "answered_by"),
        "now": portal_now(),
        "is_open": proposal.phase.state == Phase.State.OPENED,
        "done": len(found),
    }
    return render(request, "assessment/admissibility/checklist.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def answer(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What is asked of the company, and its answer."""
    clarification = get_object_or_404(
        Clarification.objects.for_company(request.user).select_related(
            "proposal__dossier__lead", "proposal__phase__call__contracting_authority", "answered_by"
        ),
        uuid=uuid,
    )
    may_answer = permissions.can_answer(request.user, clarification)
    if request.method == "POST" and not may_answer:
        raise PermissionDenied("answer_clarification")
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer(clarification, form.cleaned_data["answer"], by=request.user)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message)
            request.refusal_code = refusal.code
        else:
            messages.success(request, _("Your answer was received."))
            return redirect("admissibility:answer", uuid)
    is_late = clarification.answered_at is None and portal_now() >= clarification.due_at
    context = {
        "clarification": clarification,
        "proposal": clarification.proposal,
        "phase": clarification.proposal.phase,
        "call": clarification.proposal.phase.call,
        "form": form,
        "is_late": is_late,
        "can_write": may_answer and clarification.answered_at is None and not is_late,
    }
    status = 409 if form.is_bound and form.is_valid() is False and form.non_field_errors() else 200
    return render(request, "assessment/admissibility/answer.html", context, status=status)


def _ask(request: SignedInRequest, proposal: Proposal, form: QuestionForm) -> bool:
    """Ask, or show on the form why not."""
    try:
        services.ask(
            proposal,
            form.cleaned_data["question"],
            due_at=form.cleaned_data["due_at"],
            by=request.user,
        )
    except TransitionRefused as refusal:
        form.add_error("due_at" if refusal.code == "due" else None, refusal.message)
        return False
    messages.success(request, _("The question is on its way. The company has a task and a mail."))
    return True
