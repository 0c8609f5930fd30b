"""Making the PDF of a change that both sides agreed on: rendered once, read back, stored."""

from typing import Any

from django.utils import translation

from awards.contracting.agreed import fingerprint
from awards.contracting.models import ChangePaper, ContractChange
from awards.contracting.shown import compared
from portal import pdf, pdf_kept, pdf_seal
from portal.accounts.models import User
from portal.files import store
from portal.look.wording import moment_text
from portal.theming.letter_head import letter_head
from portal.work.jobs import job_kind, start_job
from portal.work.models import Job

CHANGES = "awards.contract_changes"  # the kind of job; its one unit is the PDF of the change
TEMPLATE = "pdf/contract_change.html"


def start(change: ContractChange, *, by: User) -> None:
    """Make the PDF beside the page on which it was accepted."""
    start_job(CHANGES, change.pk, [str(change.pk)], by=by)


@job_kind(CHANGES)
def make_one_change(job: Job, key: str) -> None:
    """Make the PDF of the change whose id is the key of the unit."""
    change = ContractChange.objects.select_related(
        "proposed_by",
        "answered_by",
        "contract__decision__proposal__phase__call__contracting_authority",
        "contract__decision__proposal__dossier__lead",
        "contract__decision__proposal__dossier__theme__authority",
        "contract__decision__proposal__opened",
    ).get(pk=int(key))
    make_paper(change, by=job.started_by)


def make_paper(change: ContractChange, *, by: User) -> ChangePaper:
    """Render, read back and store one change; a second call returns the first paper.

    The caller holds the transaction. Raises PdfFailed when the PDF lacks a party, a person, the
    reference, a term that changed, or the hash of what was agreed.
    """
    made = ChangePaper.objects.filter(change=change).first()
    if made is not None:
        return made
    with translation.override("nl"):
        context = _context(change)
    content = pdf_seal.sealed(pdf.render(TEMPLATE, context, "nl"))
    file = pdf_kept.keep(content, _expected(change, context), by=by)
    sha256 = store.content_sha256_of(file).hex()
    return ChangePaper.objects.create(change=change, file=file, sha256=sha256)


def _context(change: ContractChange) -> dict[str, Any]:
    proposal = change.contract.decision.proposal
    authority = proposal.dossier.authority
    earlier = ContractChange.objects.filter(
        contract=change.contract, state=ContractChange.State.ACCEPTED, pk__lt=change.pk
    )
    return {
        "sender": letter_head(authority),
        "change": change,
        "number": earlier.count() + 1,
        "proposal": proposal,
        "call": proposal.phase.call,
        "parties": [authority, proposal.dossier.lead],
        "rows": compared(change),
        "proposed_at": moment_text(change.proposed_at),
        "accepted_at": moment_text(change.answered_at) if change.answered_at else "",
        "sha256": fingerprint(change.after),
    }


def _expected(change: ContractChange, context: dict[str, Any]) -> dict[str, str]:
    authority, company = context["parties"]
    changed = {row.label: row.after for row in context["rows"] if row.is_changed}
    return changed | {
        "authority": authority.name,
        "company": company.name,
        "reference": context["proposal"].dossier.reference,
        "who proposed": str(change.proposed_by),
        "who accepted": str(change.answered_by),
        "agreement": context["sha256"],
    }
