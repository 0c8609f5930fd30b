"""Making a letter: rendered once from the frozen decision, read back, checked, stored."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from django.utils import translation

from awards.documents import amount_in_letter, letter_context, letter_number
from awards.fingerprints import decision_sha256
from awards.lettering.filling import EmptyField, fill_body, fill_subject
from awards.lettering.kinds import TextKey
from awards.lettering.selectors import TextInUse, key_of, text_in_use
from awards.lettering.services import note_source
from awards.models import Decision, DecisionSet, Letter
from awards.selectors import decisions_from, set_for_letters
from portal import pdf, pdf_kept, pdf_seal
from portal.accounts.models import Organisation, User
from portal.files import store
from portal.files.models import StoredFile
from portal.look.wording import euro_text
from portal.pdf_kept import PdfFailed
from portal.theming.selectors import publishing_language
from portal.work.jobs import job_kind
from portal.work.models import Job

LETTERS = "awards.letters"  # the kind of job; one unit is the letter of one decision
TEMPLATE = "pdf/letters/decision.html"
TextOf = Callable[[Organisation, TextKey], TextInUse]


@job_kind(LETTERS)
def make_one_letter(job: Job, key: str) -> None:
    """Make the letter of the decision whose id is the key of the unit.

    What the letters of a set share is read once for each run, and the work is in the layout.
    """
    shared, pk = job.shared, int(key)
    if not shared:
        shared["set"] = set_for_letters(job.object_id)
        shared["text_of"] = cache(text_in_use)
        shared["chunk"] = {}
    if pk not in shared["chunk"]:
        shared["chunk"] = decisions_from(shared["set"], pk)
    make_letter(shared["chunk"].pop(pk), by=job.started_by, text_of=shared["text_of"])


def make_letter(decision: Decision, *, by: User, text_of: TextOf = text_in_use) -> Letter:
    """Render, check and store the letter of one decision; a second call returns the first letter.

    The caller holds the transaction. Raises PdfFailed when the set is not approved, or when
    the text of the stored PDF lacks the applicant, the amount or the hash of the decision.
    """
    if made := getattr(decision, "letter", None):
        return made
    if decision.decision_set.state == DecisionSet.State.PROPOSED:
        raise PdfFailed("The decision is not approved.")
    text, context = written(decision, text_of)
    language = text.key.language
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
    text, context = written(decision)
    return pdf.render(TEMPLATE, context | {"is_draft": True}, text.key.language)


def written(decision: Decision, text_of: TextOf = text_in_use) -> tuple[TextInUse, dict[str, Any]]:
    """Which text a letter is written with, and what its template shows: that text, filled in.

    It is in the language of the person it is addressed to, Dutch when there is none, as long as
    the authority publishes in that language. Raises PdfFailed when the text names something that
    there is nothing to say about.
    """
    context = letter_context(decision)
    wanted = context["addressee"].language if context["addressee"] else "nl"
    language = publishing_language(context["authority"], wanted)
    text = text_of(context["authority"], key_of(decision, language))
    try:
        with translation.override(language):
            return text, context | {
                "subject": fill_subject(text.key, text.subject, context),
                "text": fill_body(text.key, text.body, context),
            }
    except EmptyField as empty:
        raise PdfFailed(f"There is nothing to fill in for {{{{ {empty} }}}}.") from empty


def _last_day(context: dict[str, Any]) -> date | None:
    return context["standstill"]["last_day"] if context["standstill"] else None


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
