"""Refused sendings to download: all as text, one as PDF."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from applications.refusals import documents
from applications.refusals.selectors import refused_of
from applications.views.company import offer_or_404
from portal.accounts.requests import SignedInRequest


@require_safe
@login_required
def refused_attempts(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Every sending that was refused: what, when and why, as a text to keep."""
    proposal = offer_or_404(request.user, reference, code)
    text = documents.refusals_text(proposal, refused_of(proposal))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = f"{reference}-{code}-geweigerd.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@login_required
def refusal_pdf(request: SignedInRequest, reference: str, code: str, uuid: UUID) -> HttpResponse:
    """One refused sending as a page to keep; short, so it is made at once."""
    proposal = offer_or_404(request.user, reference, code)
    attempt = get_object_or_404(refused_of(proposal), proof__uuid=uuid)
    attempt.proposal = proposal
    pdf = documents.refusal_pdf(attempt, get_language() or "nl")
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"{reference}-{code}-{uuid}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
