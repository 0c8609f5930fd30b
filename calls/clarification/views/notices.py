"""Making a notice: choose answers, then announcements; a colleague approves, a job publishes."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from calls.clarification import documents, names, permissions, services, timing
from calls.clarification.actions import notice_actions
from calls.clarification.forms.desk import ApproveForm, NoticeForm, PhaseForm
from calls.clarification.models import Notice
from calls.clarification.selectors import chosen_announcements, chosen_questions
from calls.clarification.transitions import notices
from calls.clarification.views.fetch import desk_call, desk_notice
from calls.forms.people import RemarksForm
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.work import transitions as job_transitions
from portal.work.models import Job
from portal.workflow import TransitionRefused

page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@page
def start(request: SignedInRequest, reference: str) -> HttpResponse:
    """Begin a notice about a phase."""
    call = desk_call(request, reference)
    form = PhaseForm(posted(request), call=call)
    if request.method == "POST" and form.is_valid():
        notice = services.start_notice(form.cleaned_data["phase"], by=request.user)
        return redirect("clarification:notice", reference, notice.uuid)
    return render(request, "clarification/start_notice.html", {"call": call, "form": form})


@login_required
@page
def notice(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """A notice on the desk: a form while it is a draft, afterwards how it will read."""
    found = desk_notice(request, reference, uuid)
    form = NoticeForm(posted(request), notice=found)
    if request.method == "POST" and form.is_valid():
        try:
            _save(found, form, request)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return redirect(request.path)
    return render(request, "clarification/edit_notice.html", _desk(request, found, form=form))


@login_required
@require_POST
def submit(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Ask a colleague to approve."""
    notices.submit_notice(desk_notice(request, reference, uuid), by=request.user)
    messages.success(request, _("Your colleagues have a task to check and approve this notice."))
    return redirect("clarification:notice", reference, uuid)


@login_required
@page
def give_back(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Give a notice back with remarks."""
    found = desk_notice(request, reference, uuid)
    form = RemarksForm(posted(request))
    if request.method == "POST" and form.is_valid():
        notices.return_notice(found, remarks=form.cleaned_data["remarks"], by=request.user)
        messages.success(request, _("The notice is a draft again, with your remarks."))
        return redirect("clarification:notice", reference, uuid)
    return _confirm(
        request,
        found,
        form=form,
        heading=_("Give this notice back to its authors"),
        consequences=[_("The notice is a draft again, and your remarks stand above it.")],
        confirm_label=_("Give back"),
    )


@login_required
@page
def approve(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Approve a notice; page, PDF and mails follow at one moment."""
    found = desk_notice(request, reference, uuid)
    if not permissions.can_approve_notice(request.user, found):
        raise PermissionDenied("approve_notice")
    context = _desk(request, found)
    form = ApproveForm(posted(request), is_needed=bool(context["named"]))
    if request.method == "POST" and form.is_valid():
        notices.approve_notice(found, by=request.user)
        messages.success(request, _("Approved. The notice is published within a minute."))
        return redirect("clarification:notice", reference, uuid)
    return render(request, "clarification/approve_notice.html", {**context, "form": form})


@login_required
@page
def discard(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Throw a draft away."""
    found = desk_notice(request, reference, uuid)
    if request.method == "POST":
        notices.discard(found, by=request.user)
        messages.success(request, _("The draft is gone; its answers are free for another notice."))
        return redirect("clarification:desk", reference)
    return _confirm(
        request,
        found,
        heading=_("Throw this draft away"),
        consequences=[_("Answers and announcements stay, free for another notice.")],
        confirm_label=_("Throw away"),
    )


@login_required
@require_POST
def try_again(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Let the portal try again to publish a notice that it could not make."""
    found = desk_notice(request, reference, uuid)
    job = _job_of(found)
    if job is None or job.state != Job.State.FAILED:
        raise TransitionRefused(_("There is nothing to try again."), code="state")
    job_transitions.take_up_again(job)
    messages.success(request, _("The portal tries again within a minute."))
    return redirect("clarification:notice", reference, uuid)


@transaction.atomic
def _save(found: Notice, form: NoticeForm, request: SignedInRequest) -> None:
    services.write_notice(
        found,
        intro=form.cleaned_data["intro"],
        is_substantial=form.cleaned_data["is_substantial"],
        by=request.user,
    )
    notices.fill(found, chosen=form.chosen(), announcements=form.told_too(), by=request.user)


def _desk(
    request: SignedInRequest, found: Notice, *, form: NoticeForm | None = None
) -> dict[str, Any]:
    questions, told = chosen_questions(found), chosen_announcements(found)
    texts = [found.intro]
    for question in questions:
        texts += [question.subject, question.text, question.answer, question.withheld_because]
    for announcement in told:
        texts += [announcement.title, announcement.text]
    job = _job_of(found)
    return {
        "call": found.call,
        "notice": found,
        "form": form,
        "content": found.content or documents.content_of(found, questions, told),
        "named": names.known().words_in(*texts),
        "actions": notice_actions(found, by=request.user, is_filled=bool(questions or told)),
        "extension": timing.more_time_for(found, portal_now()),
        "has_failed": job is not None and job.state == Job.State.FAILED,
    }


def _job_of(found: Notice) -> Job | None:
    return Job.objects.filter(kind=notices.JOB, object_id=found.pk).first()


def _confirm(
    request: SignedInRequest, found: Notice, *, form: forms.Form | None = None, **words: object
) -> HttpResponse:
    context = {
        **words,
        "form": form,
        "call": found.call,
        "cancel_url": reverse("clarification:notice", args=[found.call.reference, found.uuid]),
    }
    return render(request, "layouts/confirm.html", context)
