"""Making a letter: rendered once from the frozen decision, read back, checked, stored."""

from datetime import date
from typing import Any

from django.utils import translation

from awards.documents import (
    addressee_of,
    amount_in_letter,
    letter_context,
    letter_number,
)
from awards.fingerprints import decision_sha256
from awards.lettering.filling import EmptyField, fill_body, fill_subject
from awards.lettering.selectors import TextInUse, key_of, text_in_use
from awards.lettering.services import note_source
from awards.models import Decision, DecisionSet, Letter
from portal import pdf, pdf_kept, pdf_seal
from portal.accounts.models import User
from portal.files import store
from portal.files.models import StoredFile
from portal.look.wording import euro_text
from portal.pdf_kept import PdfFailed
from portal.work.jobs import job_kind
from portal.work.models import Job

LETTERS = "awards.letters"  # the kind of job; one unit is the letter of one decision
TEMPLATE = "pdf/letters/decision.html"


@job_kind(LETTERS)
def make_one_letter(job: Job, key: str) -> None:
    """Make the letter of the decision whose id is the key of the unit."""
    decision = Decision.objects.select_related(
        "decision_set__proposed_by",
        "proposal__phase__call__contracting_authority",
        "proposal__dossier__lead",
        "proposal__opened",
    ).get(pk=int(key), decision_set=job.object_id)
    make_letter(decision, by=job.started_by)


def make_letter(decision: Decision, *, by: User) -> Letter:
    """Render, check and store the letter of one decision; a second call returns the first letter.

    The caller holds the transaction. Raises PdfFailed when the set is not approved, or when
    the text of the stored PDF lacks the applicant, the amount or the hash of the decision.
    """
    made = Letter.objects.filter(decision=decision).first()
    if made is not None:
        return made
    if decision.decision_set.state == DecisionSet.State.PROPOSED:
        raise PdfFailed("The decision is not approved.")
    language = language_of(decision)
    text = text_in_use(decision.proposal.dossier.authority, key_of(decision, language))
    context = filled_context(decision, text)
    content = pdf_seal.sealed(pdf.render(TEMPLATE, context, language))
    file = pdf_kept.keep(content, expected_in(decision, language), by=by)
    return keep(decision, text, file, _last_day(context))


def keep(decision: Decision, text: TextInUse, file: StoredFile, last_day: date | None) -> Letter:
    """Write down which PDF is the letter of a decision, and which text it was made from."""
    letter = Letter.objects.create(
        decision=decision,
        number=letter_number(decision),
        file=file,
        sha256=store.content_sha256_of(file).hex(),
    )
    note_source(letter, text, last_day=last_day, is_sealed=pdf_seal.is_configured())
    return letter


def draft_of(decision: Decision) -> bytes:
    """The letter as it would be now, marked as a draft: not stored, not sent.

    Raises PdfFailed when its text names something that there is nothing to say about.
    """
    language = language_of(decision)
    text = text_in_use(decision.proposal.dossier.authority, key_of(decision, language))
    context = filled_context(decision, text) | {"is_draft": True}
    return pdf.render(TEMPLATE, context, language)


def filled_context(decision: Decision, text: TextInUse) -> dict[str, Any]:
    """What the template of a letter shows: its text filled in, and what stands around it."""
    context = letter_context(decision)
    try:
        with translation.override(text.key.language):
            return context | {
                "subject": fill_subject(text.key, text.subject, context),
                "text": fill_body(text.key, text.body, context),
            }
    except EmptyField as empty:
        raise PdfFailed(f"There is nothing to fill in for {{{{ {empty} }}}}.") from empty


def _last_day(context: dict[str, Any]) -> date | None:
    return context["standstill"]["last_day"] if context["standstill"] else None


def language_of(decision: Decision) -> str:
    """The language of the person it is addressed to; Dutch when there is none."""
    addressee = addressee_of(decision)
    return addressee.language if addressee else "nl"


def expected_in(decision: Decision, language: str) -> dict[str, str]:
    """What the text of the letter must hold, by a word for the list of what is missing."""
    expected = {
        "applicant": decision.proposal.dossier.lead.name,
        "decision hash": decision_sha256(decision),
        "number": letter_number(decision),
    }
    amount = amount_in_letter(decision)
    if amount is not None:
        with translation.override(language):
            expected["amount"] = euro_text(amount)
    return expected
