"""What the company can prove: receipts, manifests that anyone can check, refused attempts."""

import csv
import json

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.closings import closing_of, receipt_proof
from applications.documents import receipt_context
from applications.models import Proposal, Receipt, Submission
from applications.selectors import opening_of, standing_submission
from applications.views.company import offer_or_404
from portal.accounts.requests import SignedInRequest
from portal.audit import checkpoints
from portal.crypto.receipts import as_instant
from portal.files import store
from portal.look.wording import moment_text


def _submission_or_404(proposal: Proposal, number: int) -> Submission:
    return get_object_or_404(
        proposal.submissions.select_related(
            "proposal__dossier__lead", "proposal__phase__call", "sent_by", "call_version"
        ),
        number=number,
    )


@require_safe
@login_required
def receipt(request: SignedInRequest, reference: str, code: str, number: int) -> HttpResponse:
    """The receipt of one sending, without the change code: that was shown once."""
    proposal = offer_or_404(request.user, reference, code)
    submission = _submission_or_404(proposal, number)
    opening = opening_of(proposal.phase)
    context = {
        **receipt_context(submission),
        "is_standing": standing_submission(proposal) == submission,
        "has_pdf": Receipt.objects.filter(submission=submission).exists(),
        "opening": opening if opening and opening.opened_at else None,
        "closing": closing_of(proposal.phase),
    }
    return render(request, "applications/receipt.html", context)


@require_safe
@login_required
def receipt_pdf(
    request: SignedInRequest, reference: str, code: str, number: int
) -> StreamingHttpResponse:
    """The receipt as the job made it; not found until then."""
    proposal = offer_or_404(request.user, reference, code)
    submission = _submission_or_404(proposal, number)
    found = Receipt.objects.select_related("file").filter(submission=submission).first()
    if found is None:
        raise Http404
    return store.response(found.file, f"{reference}-{number}.pdf")


@require_safe
@login_required
def manifest(request: SignedInRequest, reference: str, code: str, number: int) -> HttpResponse:
    """What was received, by hash, as JSON: whoever has it can check it without this portal."""
    proposal = offer_or_404(request.user, reference, code)
    submission = _submission_or_404(proposal, number)
    content = {
        "manifest": submission.manifest,
        "manifest_sha256": submission.manifest_sha256,
        "received_at": as_instant(submission.received_at),
        **_proof(submission),
        **_checkpoint(submission),
    }
    response = HttpResponse(
        json.dumps(content, indent=2, ensure_ascii=False) + "\n", content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="{reference}-{number}.json"'
    return response


@require_safe
@login_required
def refused_attempts(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Every sending that was refused: what, when and why, as a file to keep."""
    proposal = offer_or_404(request.user, reference, code)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"{reference}-{code}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow([_("Offer"), _("Time (Amsterdam)"), _("Time (UTC)"), _("By"), _("Reason")])
    for attempt in proposal.refused_attempts.select_related("by").order_by("at"):
        cells = [
            reference,
            moment_text(attempt.at),
            attempt.at.isoformat(timespec="microseconds"),
            str(attempt.by),
            attempt.reason,
        ]
        writer.writerow([_as_text(cell) for cell in cells])
    return response


def _as_text(cell: str) -> str:
    """A spreadsheet runs what begins with these signs; with a quote before it, it is text."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _proof(submission: Submission) -> dict[str, object]:
    """After the closing: the proof that this receipt is under the published root hash."""
    closing = closing_of(submission.phase)
    if closing is None:
        return {}
    proof = receipt_proof(closing, submission)
    return {
        "root_sha256": closing.root_sha256,
        "proof": {
            "place": proof.place,
            "siblings": [sibling.hex() for sibling in proof.siblings],
        },
    }


def _checkpoint(submission: Submission) -> dict[str, object]:
    """The checkpoint that went with the receipt: it makes the company a witness of the history."""
    receipts = Receipt.objects.select_related("checkpoint__link").filter(submission=submission)
    found = receipts.exclude(checkpoint=None).first()
    return checkpoints.as_json(found.checkpoint) if found and found.checkpoint else {}
