"""Uploads in parts, for static/js/uploads.js: begin, ask, take a part, finish, give up."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applications.filetypes import FileRefused
from applications.models import Attachment, Proposal
from applications.saving import NotADraft
from applications.services import find_file_question
from applications.views.company import offer_or_404
from applications.writing import uploads
from applications.writing.models import Upload
from applications.writing.rows import attachment_row, name_of, upload_row
from portal.accounts.requests import SignedInRequest
from portal.files.uploads import EncryptedUpload


@require_POST
@login_required
def begin(request: SignedInRequest, reference: str, code: str, question: str) -> HttpResponse:
    """Where to send the parts, and from which byte on."""
    proposal = offer_or_404(request.user, reference, code)
    name, size = request.POST.get("name", ""), request.POST.get("size", "")
    try:
        upload = uploads.begin(
            proposal,
            question,
            name=name,
            size=_number(size),
            modified=request.POST.get("modified", ""),
            by=request.user,
        )
    except FileRefused as refusal:
        return refused(request, proposal, question, name, _number(size), refusal)
    except NotADraft as refusal:
        return JsonResponse({"error": refusal.message}, status=410)
    return JsonResponse(_progress(upload))


@require_http_methods(["GET", "POST"])
@login_required
def part(request: SignedInRequest, reference: str, code: str, uuid: UUID) -> HttpResponse:
    """How many bytes are there; a POST brings the next ones."""
    proposal = offer_or_404(request.user, reference, code)
    found = _upload_or_404(proposal, uuid)
    if request.method == "GET":
        return JsonResponse(_progress(found))
    piece = request.FILES.get("part")
    if not isinstance(piece, EncryptedUpload):
        return JsonResponse(_progress(found), status=409)
    start = _number(request.POST.get("start", ""))
    try:
        found = uploads.take_part(found, piece, start=start, by=request.user)
    except uploads.OtherOffset:
        return JsonResponse(_progress(_upload_or_404(proposal, uuid)), status=409)
    except FileRefused as refusal:
        name = name_of(proposal, found)
        return refused(request, proposal, found.question, name, found.size, refusal)
    except NotADraft as refusal:
        return JsonResponse({"error": refusal.message}, status=410)
    return JsonResponse(_progress(found))


@require_POST
@login_required
def finish(request: SignedInRequest, reference: str, code: str, uuid: UUID) -> HttpResponse:
    """The last part is there: the row of the file, or why it is refused."""
    proposal = offer_or_404(request.user, reference, code)
    found = _upload_or_404(proposal, uuid)
    try:
        added = uploads.finish(found, by=request.user)
    except uploads.OtherOffset:
        return JsonResponse(_progress(found), status=409)
    except FileRefused as refusal:
        name = name_of(proposal, found)
        return refused(request, proposal, found.question, name, found.size, refusal)
    except NotADraft as refusal:
        return JsonResponse({"error": refusal.message}, status=410)
    return JsonResponse({"html": row_html(request, proposal, added)})


@require_POST
@login_required
def give_up(request: SignedInRequest, reference: str, code: str, uuid: UUID) -> HttpResponse:
    """Take an unfinished upload or a refusal away from the page."""
    proposal = offer_or_404(request.user, reference, code)
    found = _upload_or_404(proposal, uuid)
    section, _question = find_file_question(proposal.phase, found.question)
    uploads.give_up(found, by=request.user)
    messages.success(request, _("The upload was removed."))
    return redirect("applications:section", reference, code, section)


def refused(
    request: SignedInRequest,
    proposal: Proposal,
    question: str,
    name: str,
    size: int,
    refusal: FileRefused,
) -> JsonResponse:
    """Keep why a file is refused, and show it where it happened."""
    kept = uploads.refuse(
        proposal, question, name=name, size=size, reason=refusal.message, by=request.user
    )
    row = {"file": upload_row(proposal, kept)}
    html = render_to_string("components/upload_row.html", row, request)
    return JsonResponse({"error": refusal.message, "html": html}, status=422)


def row_html(request: SignedInRequest, proposal: Proposal, added: Attachment) -> str:
    """One file, as it comes into the list."""
    row = {"file": attachment_row(proposal, added)}
    return render_to_string("components/upload_row.html", row, request)


def _progress(upload: Upload) -> dict[str, Any]:
    place = [upload.proposal.dossier.reference, upload.proposal.phase.code, upload.uuid]
    return {
        "received": upload.received,
        "size": upload.size,
        "url": reverse("applications:upload", args=place),
        "finish_url": reverse("applications:finish-upload", args=place),
    }


def _upload_or_404(proposal: Proposal, uuid: UUID) -> Upload:
    found = get_object_or_404(Upload, proposal=proposal, uuid=uuid)
    found.proposal = proposal
    return found


def _number(text: str) -> int:
    return int(text[:15]) if text[:15].isdecimal() else -1
