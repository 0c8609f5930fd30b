"""The officers' pages of amendments: the list, one with its differences, and its moves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls import versions
from calls.amendments import permissions, services, transitions
from calls.amendments.actions import amendment_actions
from calls.amendments.diffs import diff_of
from calls.amendments.forms.publishing import PublishForm
from calls.amendments.models import AmendedDocument, Amendment
from calls.amendments.rules import faults_of
from calls.amendments.selectors import draft_of, latest_version, phase_names
from calls.amendments.views.fetch import own_amendment
from calls.amendments.wording import consequences_of, touches_text
from calls.forms.people import RemarksForm
from calls.views.fetch import own_call
from portal.accounts.requests import SignedInRequest, posted
from portal.clock import portal_now
from portal.files import store
from portal.workflow import TransitionRefused

confirm_page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def amendments(request: SignedInRequest, reference: str) -> HttpResponse:
    """Every amendment of a call, published and under way, the newest first."""
    call = own_call(request, reference)
    found = list(call.amendments.select_related("drafted_by", "approved_by", "version"))
    context = {
        "call": call,
        "amendments": found,
        "may_begin": call.state == call.State.PUBLISHED,
    }
    return render(request, "calls/amendments/list.html", context)


@login_required
@require_POST
def draft(request: SignedInRequest, reference: str) -> HttpResponse:
    """Begin an amendment, or go on with the one that is under way."""
    amendment = services.draft_amendment(own_call(request, reference), by=request.user)
    return redirect("calls:amendment", reference, amendment.uuid)


@login_required
@require_safe
def amendment(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """One amendment: what it changes, what is still wrong, and what can be done."""
    chosen = own_amendment(request, reference, uuid)
    if chosen.version is not None:
        return redirect("calls:version", reference, chosen.version.number)
    now = portal_now()
    drafted = draft_of(chosen, now)
    is_under_way = chosen.state in {Amendment.State.DRAFT, Amendment.State.IN_REVIEW}
    faults = faults_of(drafted, now) if is_under_way else []
    is_outdated = is_under_way and chosen.base_id != latest_version(chosen.call).pk
    context = {
        "call": chosen.call,
        "amendment": chosen,
        "groups": diff_of(drafted.before, drafted.after, phases=phase_names(chosen.call)),
        "touches": touches_text(chosen.call, drafted.touches),
        "documents": chosen.documents.select_related("file", "replaces__file"),
        "faults": faults,
        "is_outdated": is_outdated,
        "is_draft": chosen.state == Amendment.State.DRAFT,
        "phases": [phase for phase in chosen.call.phases.all() if phase.takes_offers],
        "actions": amendment_actions(chosen, faults, is_outdated=is_outdated, by=request.user),
    }
    return render(request, "calls/amendments/amendment.html", context)


@login_required
@require_safe
def proposed_file(
    request: SignedInRequest, reference: str, uuid: UUID, number: int
) -> StreamingHttpResponse:
    """A document that this amendment brings, for who checks it."""
    chosen = own_amendment(request, reference, uuid)
    found = get_object_or_404(chosen.documents.select_related("file"), pk=number)
    if found.file is None:
        raise Http404
    return store.response(found.file, found.file_name)


@login_required
@require_POST
def take_up(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Go on over the terms as they are now."""
    chosen = own_amendment(request, reference, uuid)
    services.take_up_current_terms(chosen, by=request.user)
    messages.success(request, _("The differences are those with the terms as they are now."))
    return redirect("calls:amendment", reference, uuid)


@login_required
@require_POST
def undo_document(
    request: SignedInRequest, reference: str, uuid: UUID, number: int
) -> HttpResponse:
    """Leave a document as it was."""
    chosen = own_amendment(request, reference, uuid)
    change = get_object_or_404(AmendedDocument.objects.filter(amendment=chosen), pk=number)
    change.amendment = chosen
    services.undo_document(change, by=request.user)
    messages.success(request, _("The document stays as it was."))
    return redirect("calls:amend-documents", reference, uuid)


@login_required
@require_POST
def submit(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Ask a second officer to check."""
    transitions.submit_amendment(own_amendment(request, reference, uuid), by=request.user)
    messages.success(request, _("Your colleagues have a task to check and publish the amendment."))
    return redirect("calls:amendment", reference, uuid)


@login_required
@confirm_page
def give_back(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Give it back with remarks."""
    chosen = own_amendment(request, reference, uuid)
    form = RemarksForm(posted(request))
    if request.method == "POST" and form.is_valid():
        transitions.return_amendment(chosen, by=request.user, **form.cleaned_data)
        messages.success(request, _("The authors have your remarks."))
        return redirect("calls:amendment", reference, uuid)
    page = {
        "heading": _("Give this amendment back to its authors"),
        "consequences": [
            _("The amendment is a draft again and can be changed."),
            _("The authors get your remarks by mail."),
        ],
        "confirm_label": _("Give back"),
    }
    return _confirm(request, chosen, form=form, **page)


@login_required
@confirm_page
def drop(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Let it rest."""
    chosen = own_amendment(request, reference, uuid)
    if request.method == "POST":
        transitions.drop_amendment(chosen, by=request.user)
        messages.success(request, _("The amendment rests. The call stays as it is."))
        return redirect("calls:amendments", reference)
    page = {
        "heading": _("Let this amendment rest"),
        "consequences": [
            _("The call stays as it is."),
            _("The draft is kept and can be read, but not changed any more."),
        ],
        "irreversible": True,
        "confirm_label": _("Let it rest"),
    }
    return _confirm(request, chosen, **page)


@login_required
@confirm_page
def publish(request: SignedInRequest, reference: str, uuid: UUID) -> HttpResponse:
    """Publish it as a second officer, after reading what it does to whom."""
    chosen = own_amendment(request, reference, uuid)
    if not permissions.can_publish_amendment(request.user, chosen):
        raise PermissionDenied("publish_amendment")
    drafted = draft_of(chosen, portal_now())
    sha256 = versions.sha256_of(drafted.after)
    form = PublishForm(posted(request), initial={"seen_sha256": sha256})
    if request.method == "POST" and form.is_valid():
        try:
            transitions.publish_amendment(chosen, by=request.user, **form.cleaned_data)
        except TransitionRefused as refusal:
            if refusal.code == "state":
                raise
            form = PublishForm(posted(request), initial={"seen_sha256": sha256})
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The amendment is public."))
            return redirect("calls:detail", reference)
    page = {
        "heading": _("Publish “%(amendment)s”") % {"amendment": chosen},
        "consequences": consequences_of(drafted),
        "irreversible": True,
        "confirm_label": _("Publish"),
    }
    return _confirm(request, chosen, form=form, **page)


def _confirm(request: SignedInRequest, chosen: Amendment, **page: Any) -> HttpResponse:
    args = [chosen.call.reference, chosen.uuid]
    context = {**page, "call": chosen.call, "cancel_url": reverse("calls:amendment", args=args)}
    return render(request, "layouts/confirm.html", context)
