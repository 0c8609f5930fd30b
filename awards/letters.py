"""Making a letter: rendered once from the frozen decision, read back, checked, stored."""

import hashlib
import unicodedata

from django.utils import translation

from awards.documents import (
    addressee_of,
    amount_in_letter,
    letter_context,
    letter_number,
)
from awards.fingerprints import decision_sha256
from awards.models import Decision, DecisionSet, Letter
from portal import pdf
from portal.accounts.models import User
from portal.files import store
from portal.look.wording import euro_text
from portal.work.jobs import job_kind
from portal.work.models import Job

LETTERS = "awards.letters"  # the kind of job; one unit is the letter of one decision
TEMPLATE = "pdf/letters/decision.html"


class LetterFailed(Exception):
    """The text of a letter does not hold what was decided. It is not stored and not sent."""


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

    The caller holds the transaction. Raises LetterFailed when the set is not approved, or when
    the text of the stored PDF lacks the applicant, the amount or the hash of the decision.
    """
    made = Letter.objects.filter(decision=decision).first()
    if made is not None:
        return made
    if decision.decision_set.state == DecisionSet.State.PROPOSED:
        raise LetterFailed("The decision is not approved.")
    language = language_of(decision)
    content = pdf.render(TEMPLATE, letter_context(decision), language)
    file = store.save_bytes(content, "application/pdf", by=by)
    stored = b"".join(store.read(file))
    missing = missing_in(stored, expected_in(decision, language))
    if missing:
        raise LetterFailed(f"The letter does not hold: {', '.join(missing)}")
    return Letter.objects.create(
        decision=decision,
        number=letter_number(decision),
        file=file,
        sha256=hashlib.sha256(stored).hexdigest(),
    )


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


def missing_in(content: bytes, expected: dict[str, str]) -> list[str]:
    """Which of the expected texts the PDF does not hold, read back from its bytes."""
    text = _squeezed(pdf.text_of(content))
    return [word for word, value in expected.items() if _squeezed(value) not in text]


def _squeezed(text: str) -> str:
    """Without white space and line-end hyphens of the layout; ligatures written out."""
    return "".join(unicodedata.normalize("NFKC", text).split())
