"""Making the PDF of a contract: rendered once of the terms that hold, read back, stored."""

from typing import Any

from django.utils import translation

from awards import waiting
from awards.contracting.merging import empty_fields, excluding_vat, merged, period_of, values_of
from awards.contracting.models import ContractPaper, ContractTerms
from awards.contracting.selectors import terms_of
from awards.instalments import instalments_of
from awards.models import Contract
from calls.instruments import instrument_of
from calls.models import Phase
from portal import pdf, pdf_kept
from portal.accounts.models import User
from portal.files import store
from portal.files.models import StoredFile
from portal.look.prose import markdown_html
from portal.look.wording import euro_text
from portal.pdf_kept import PdfFailed
from portal.theming.letter_head import letter_head
from portal.work.jobs import job_kind, start_job
from portal.work.models import Job

CONTRACTS = "awards.contracts"  # the kind of job; one unit is the PDF of one contract
TEMPLATE = "pdf/contract.html"


def start(phase: Phase, *, by: User) -> Job | None:
    """Make the PDF of every contract on offer, by the terms that hold; None without terms."""
    terms = terms_of(phase)
    offered = Contract.objects.filter(
        decision__proposal__phase=phase, state=Contract.State.OFFERED
    ).order_by("pk")
    keys = [str(pk) for pk in offered.values_list("pk", flat=True)]
    if terms is None or not keys:
        return None
    return start_job(CONTRACTS, terms.pk, keys, by=by)


@job_kind(CONTRACTS)
def make_one_paper(job: Job, key: str) -> None:
    """Make the PDF of the contract whose id is the key of the unit."""
    contract = Contract.objects.select_related(
        "decision__proposal__phase__call__contracting_authority",
        "decision__proposal__dossier__lead",
        "decision__proposal__dossier__theme__authority",
        "decision__proposal__opened__submission",
    ).get(pk=int(key))
    make_paper(contract, ContractTerms.objects.get(pk=job.object_id), by=job.started_by)


def make_paper(contract: Contract, terms: ContractTerms, *, by: User) -> ContractPaper:
    """Render, read back and store one contract, and ask the company to sign it.

    The caller holds the transaction; a second call returns the first paper. Raises PdfFailed
    when a field is empty, or when the PDF lacks a party, its number, the value or a deliverable.
    """
    made = ContractPaper.objects.filter(contract=contract, terms=terms).first()
    if made is not None:
        return made
    values = values_of(contract, terms)
    if empty := empty_fields(terms.text, values):
        raise PdfFailed(f"Empty: {', '.join(empty)}")
    content = pdf.render(TEMPLATE, _context(contract, terms, values), "nl")
    file = pdf_kept.keep(content, _expected(contract, values), by=by)
    return keep(contract, terms, file)


def keep(contract: Contract, terms: ContractTerms, file: StoredFile) -> ContractPaper:
    """From now on this is the file that both sides read and sign."""
    sha256 = store.content_sha256_of(file).hex()
    paper = ContractPaper.objects.create(contract=contract, terms=terms, file=file, sha256=sha256)
    waiting.ask_company_to_sign(contract)
    return paper


def _context(contract: Contract, terms: ContractTerms, values: dict[str, str]) -> dict[str, Any]:
    proposal = contract.decision.proposal
    authority, company = proposal.dossier.authority, proposal.dossier.lead
    with translation.override("nl"):
        period = period_of(terms)
    return {
        "sender": letter_head(authority),
        "title": instrument_of(proposal.phase.call.instrument).standard["contract"]["title"]["nl"],
        "text": markdown_html(merged(terms.text, values), top_level=1),
        "parties": [
            (organisation, values[f"{name}_address"], organisation.kvk)
            for name, organisation in (("authority", authority), ("applicant", company))
        ],
        "contract": contract,
        "proposal": proposal,
        "call": proposal.phase.call,
        "value_excl_vat": excluding_vat(contract),
        "vat_rate": proposal.opened.vat_rate,
        "rows": instalments_of(contract),
        "terms": terms,
        "period": period,
    }


def _expected(contract: Contract, values: dict[str, str]) -> dict[str, str]:
    """What the text of the PDF must hold, by a word for the list of what is missing."""
    with translation.override("nl"):
        value = euro_text(contract.value_incl_vat)
    expected = {
        "authority": values["authority"],
        "company": values["applicant"],
        "company number": values["applicant_kvk"],
        "reference": values["reference"],
        "value": value,
    }
    for row in instalments_of(contract):
        expected[f"deliverable {row.deliverable.order}"] = row.deliverable.title
    return {word: text for word, text in expected.items() if text}
