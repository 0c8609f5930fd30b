"""Making the letter about a request: rendered of the decision, read back, stored."""

from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import translation

from funnel.cofunding import emails
from funnel.cofunding.amounts import ZERO
from funnel.cofunding.models import FundingDecision, FundingLetter
from funnel.cofunding.selectors import paid_of
from funnel.cofunding.waiting import officers_of
from portal import pdf, pdf_kept, pdf_seal
from portal.accounts.models import User
from portal.files import store
from portal.look.wording import euro_text
from portal.pdf_kept import PdfFailed
from portal.theming.letter_head import letter_head
from portal.work.jobs import job_kind, start_job
from portal.work.models import Job

LETTERS = "cofunding.letters"  # the kind of job; one unit is the letter of one decision
TEMPLATE = "pdf/cofunding.html"
LANGUAGE = "nl"  # authorities of this country write to each other in Dutch


def start(decision: FundingDecision, *, by: User) -> Job:
    """Have the letter of an approved decision made."""
    return start_job(LETTERS, decision.pk, [str(decision.pk)], by=by)


@job_kind(LETTERS)
def make_one_letter(job: Job, key: str) -> None:
    """Make the letter of the decision whose id is the key of the unit."""
    decision = FundingDecision.objects.select_related(
        "request__round__funder", "request__call__contracting_authority", "decided_by"
    ).get(pk=int(key))
    make_letter(decision, by=job.started_by)


def make_letter(decision: FundingDecision, *, by: User) -> FundingLetter:
    """Render, check and store one letter, and tell the authority that it is there.

    The caller holds the transaction; a second call returns the first letter. Raises PdfFailed
    when the decision does not hold, or when the PDF lacks the authority, its number or the amount.
    """
    made = FundingLetter.objects.filter(decision=decision).first()
    if made is not None:
        return made
    if decision.state != FundingDecision.State.APPROVED:
        raise PdfFailed("The decision is not approved.")
    content = pdf_seal.sealed(pdf.render(TEMPLATE, _context(decision), LANGUAGE))
    file = pdf_kept.keep(content, _expected(decision), by=by)
    letter = FundingLetter.objects.create(
        decision=decision,
        number=number_of(decision),
        file=file,
        sha256=store.content_sha256_of(file).hex(),
    )
    emails.queue_decided(decision.request)
    return letter


def number_of(decision: FundingDecision) -> str:
    """The letter's own number; one that lowers the grant has its place behind the first."""
    request = decision.request
    number = f"COF-{request.round.year}-{request.call.reference}"
    earlier = FundingLetter.objects.filter(decision__request=request, decision__lt=decision.pk)
    count = earlier.count()
    return f"{number}-{count + 1}" if count else number


def _context(decision: FundingDecision) -> dict[str, Any]:
    request = decision.request
    round_, authority = request.round, request.call.contracting_authority
    return {
        "sender": letter_head(round_.funder),
        "authority": authority,
        "authority_lines": authority.address.splitlines(),
        "addressee": next(iter(officers_of(request.call)), None),
        "number": number_of(decision),
        "decision": decision,
        "request": request,
        "round": round_,
        "call": request.call,
        "amount": _holds_after(decision),
        "paid": paid_of(request),
        "too_much": _too_much(decision),
    }


def _holds_after(decision: FundingDecision) -> Decimal:
    """What the request holds of the pot once this decision counts, in euro including VAT."""
    rows = decision.request.decisions.filter(
        state=FundingDecision.State.APPROVED, pk__lte=decision.pk
    )
    return rows.aggregate(total=Sum("amount_incl_vat"))["total"] or ZERO


def _too_much(decision: FundingDecision) -> Decimal:
    """What was paid above what the request holds now, in euro including VAT."""
    return max(ZERO, paid_of(decision.request) - _holds_after(decision))


def _expected(decision: FundingDecision) -> dict[str, str]:
    """What the text of the letter must hold, by a word for the list of what is missing."""
    request = decision.request
    expected = {
        "authority": request.call.contracting_authority.name,
        "call": request.call.reference,
        "number": number_of(decision),
    }
    if decision.outcome != FundingDecision.Outcome.REFUSE:
        with translation.override(LANGUAGE):
            expected["amount"] = euro_text(_holds_after(decision))
            if too_much := _too_much(decision):
                expected["too much"] = euro_text(too_much)
    return expected
