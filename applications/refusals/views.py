"""A refused attempt on its page, and to download: all as text, one as PDF."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.models import Proposal, RefusedAttempt
from applications.refusals import documents
from applications.refusals.selectors import refused_of
from applications.selectors import standing_submission
from applications.views.company import offer_or_404
from portal.accounts.requests import SignedInRequest
from portal.workflow import TransitionRefused

Move = RefusedAttempt.Move


def refused_page(
    request: SignedInRequest, proposal: Proposal, refusal: TransitionRefused
) -> HttpResponse:
    """Not done: why, what is kept and counts, and the record to download."""
    attempt, standing = refused_of(proposal).first(), standing_submission(proposal)
    move = attempt.move if attempt else ""
    is_late = refusal.code == "deadline"
    is_repeated = move == Move.SUBMIT and refusal.code == "state" and standing is not None
    title, message = (_("Too late") if is_late else _("Refused")), refusal.message
    if is_repeated:
        title = _("Received once")
        message = _(
            "It was sent twice: you pressed the button again, or the first answer got lost on its"
            " way. The second one was refused, and the first one counts."
        )
    context = {
        "proposal": proposal,
        "phase": proposal.phase,
        "call": proposal.phase.call,
        "heading": _heading(move, is_late=is_late, is_repeated=is_repeated),
        "title": title,
        "message": message,
        "attempt": attempt,
        "standing": standing,
        "is_repeated": is_repeated,
    }
    return render(request, "applications/refused_attempt.html", context, status=409)


def _heading(move: str, *, is_late: bool, is_repeated: bool) -> str:
    if is_repeated:
        return _("Your offer was received already")
    if move == Move.SUBMIT and is_late:
        return _("Your offer was not received in time")
    headings: dict[str, str] = {
        Move.SUBMIT: _("Your offer was not sent"),
        Move.CONFIRM: _("Your offer was not confirmed again"),
        Move.WITHDRAW: _("Your offer was not withdrawn"),
    }
    return headings.get(move, _("Your offer was not opened for writing"))


@require_safe
@login_required
def refused_attempts(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Everything that was refused: what, when and why, as a text to keep."""
    proposal = offer_or_404(request.user, reference, code)
    text = documents.refusals_text(proposal, list(refused_of(proposal)))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = f"{reference}-{code}-geweigerd.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@login_required
def refusal_pdf(request: SignedInRequest, reference: str, code: str, uuid: UUID) -> HttpResponse:
    """One refused attempt as a page to keep; short, so it is made at once."""
    proposal = offer_or_404(request.user, reference, code)
    attempt = get_object_or_404(refused_of(proposal), proof__uuid=uuid)
    attempt.proposal = proposal
    pdf = documents.refusal_pdf(attempt, get_language() or "nl")
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"{reference}-{code}-{uuid}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
