"""The officers' pages of a consultation: from an empty form to its announcement."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.market import selectors, services, transitions
from calls.market.actions import consultation_actions
from calls.market.forms import officer as forms_of
from calls.market.models import Consultation
from calls.market.transitions.consultations import gaps_of
from calls.market.views.fetch import own_consultation
from calls.views.fetch import own_call
from portal.accounts.models import Membership
from portal.accounts.permissions import has_role
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.workflow import TransitionRefused

page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """The consultations that this officer runs, the newest first."""
    if not has_role(request.user, Membership.Role.OFFICER):
        raise PermissionDenied("run_consultation")
    now = portal_now()
    rows = Consultation.objects.run_by(request.user).select_related("authority", "call")
    context = {
        "rows": [
            {"row": row, "standing": selectors.standing_of(row, now)}
            for row in rows.order_by("-pk")
        ]
    }
    return render(request, "market/desk.html", context)


@login_required
@page
def new(request: SignedInRequest) -> HttpResponse:
    """Begin a consultation."""
    if not has_role(request.user, Membership.Role.OFFICER):
        raise PermissionDenied("draft_consultation")
    form = forms_of.NewConsultationForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        consultation = services.draft_consultation(
            by=request.user,
            authority=data["authority"],
            reference=data["reference"],
            terms=form.terms(),
        )
        messages.success(request, _("The consultation is there as a draft."))
        return redirect("market:manage", consultation.reference)
    return render(request, "market/edit.html", {"form": form})


@login_required
@require_safe
def manage(request: SignedInRequest, reference: str) -> HttpResponse:
    """Everything of one consultation, and what can be done now."""
    return _manage(request, own_consultation(request, reference))


@login_required
@page
def edit(request: SignedInRequest, reference: str) -> HttpResponse:
    """Change a draft."""
    consultation = own_consultation(request, reference)
    form = forms_of.ConsultationForm.of(consultation, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.update_consultation(
                consultation,
                by=request.user,
                terms=form.terms(),
                version=form.cleaned_data["version"],
            )
        except (TransitionRefused, ValidationError) as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Saved."))
            return redirect("market:manage", reference)
    return render(request, "market/edit.html", {"form": form, "consultation": consultation})


@login_required
@require_POST
def add_document(request: SignedInRequest, reference: str) -> HttpResponse:
    """Add a PDF."""
    consultation = own_consultation(request, reference)
    form = forms_of.DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _manage(request, consultation, form)
    upload = form.cleaned_data["file"]
    services.add_document(
        consultation,
        title=form.cleaned_data["title"],
        upload=upload,
        file_name=upload.name,
        by=request.user,
    )
    messages.success(request, _("The document was added."))
    return redirect("market:manage", reference)


@login_required
@require_POST
def remove_document(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Take a document out of a draft."""
    consultation = own_consultation(request, reference)
    document = get_object_or_404(consultation.documents, file__uuid=uuid)
    services.remove_document(document, by=request.user)
    messages.success(request, _("The document was removed."))
    return redirect("market:manage", reference)


@login_required
@page
def invite(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask people in by mail."""
    consultation = own_consultation(request, reference)
    form = forms_of.InviteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.invite(consultation, addresses=form.cleaned_data["addresses"], by=request.user)
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved. The mails go once the consultation is public."))
            return redirect("market:manage", reference)
    lead = _("Only those invited take part; everybody can read the questions and the report.")
    return _form(request, consultation, form, _("Invite people"), _("Invite"), lead=lead)


@login_required
@page
def link(request: SignedInRequest, reference: str) -> HttpResponse:
    """Say which call this prepares."""
    consultation = own_consultation(request, reference)
    form = forms_of.LinkForm(posted(request), consultation=consultation, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.link_call(consultation, form.cleaned_data["call"], by=request.user)
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("market:manage", reference)
    lead = _("The call cannot be published before the report of this consultation is.")
    return _form(
        request, consultation, form, _("Which call does it prepare?"), _("Save"), lead=lead
    )


@login_required
@page
def extend(request: SignedInRequest, reference: str) -> HttpResponse:
    """Let it close later."""
    consultation = own_consultation(request, reference)
    form = forms_of.LaterForm(posted(request), consultation=consultation)
    if request.method == "POST" and form.is_valid():
        try:
            services.extend_consultation(consultation, to=form.cleaned_data["to"], by=request.user)
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("market:manage", reference)
    return _form(request, consultation, form, _("Let it close later"), _("Save"))


@login_required
@page
def announce(request: SignedInRequest, reference: str) -> HttpResponse:
    """Make it public."""
    consultation = own_consultation(request, reference)
    if request.method == "POST":
        transitions.announce_consultation(consultation, by=request.user)
        messages.success(request, _("The consultation is public."))
        return redirect("market:detail", reference)
    context = {
        "heading": _("Announce “%(title)s”") % {"title": consultation},
        "consequences": [
            _("Everybody can read the purpose, the questions and the documents."),
            _("The questions do not change any more; you can still add documents and meetings."),
            _("You end it with a report for everybody. The call cannot be published before that."),
        ],
        "irreversible": True,
        "confirm_label": _("Announce it"),
        "cancel_url": reverse("market:manage", args=[reference]),
    }
    return render(request, "layouts/confirm.html", context)


@login_required
@page
def cancel(request: SignedInRequest, reference: str) -> HttpResponse:
    """Stop it, with reasons."""
    consultation = own_consultation(request, reference)
    form = forms_of.ReasonsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            transitions.cancel_consultation(
                consultation, by=request.user, reasons=form.cleaned_data["reasons"]
            )
        except TransitionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The consultation was stopped."))
            return redirect("market:manage", reference)
    context = {
        "form": form,
        "heading": _("Stop “%(title)s”") % {"title": consultation},
        "consequences": [
            _("Nobody can contribute any more, and the meetings are called off."),
            _("Everybody who takes part gets one mail with your reasons."),
        ],
        "irreversible": True,
        "is_destructive": True,
        "confirm_label": _("Stop this consultation"),
        "cancel_url": reverse("market:manage", args=[reference]),
    }
    return render(request, "layouts/confirm.html", context)


@login_required
@require_safe
def of_call(request: SignedInRequest, reference: str) -> HttpResponse:
    """The officers' page of a call about talking with the market."""
    call = own_call(request, reference)
    now = portal_now()
    context = {
        "call": call,
        "consultations": [
            {"row": row, "standing": selectors.standing_of(row, now)}
            for row in call.consultations.all()
        ],
        "meetings": selectors.with_places(call.meetings.all()),
        "can_plan": call.state not in {"cancelled", "completed"},
    }
    return render(request, "market/of_call.html", context)


def _manage(
    request: SignedInRequest, consultation: Consultation, form: forms.Form | None = None
) -> HttpResponse:
    now = portal_now()
    is_draft = consultation.state == Consultation.State.DRAFT
    gaps = gaps_of(consultation, now) if is_draft else []
    context: dict[str, Any] = {
        "consultation": consultation,
        "standing": selectors.standing_of(consultation, now),
        "is_draft": is_draft,
        "gaps": gaps,
        "actions": consultation_actions(consultation, gaps, by=request.user),
        "counts": selectors.counts_by_kind(consultation),
        "questions": consultation.questions.all(),
        "documents": consultation.documents.select_related("file"),
        "meetings": selectors.with_places(consultation.meetings.all()),
        "invited": consultation.invitees.count(),
        "contributions": selectors.contributions_of(consultation).count(),
        "report": getattr(consultation, "report", None),
        "form": form or forms_of.DocumentForm(),
        "takes_documents": consultation.state in {"draft", "announced"},
    }
    return render(request, "market/manage.html", context)


def _form(
    request: SignedInRequest,
    consultation: Consultation,
    form: forms.Form,
    heading: str,
    save: str,
    *,
    lead: str = "",
) -> HttpResponse:
    context = {
        "consultation": consultation,
        "form": form,
        "heading": heading,
        "save": save,
        "lead": lead,
    }
    return render(request, "market/small_form.html", context)
