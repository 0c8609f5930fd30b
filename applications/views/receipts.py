"""What the company can prove: receipts, and manifests that anyone can check."""

import json

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
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
