"""The new letter of a reinstatement: the text of an award, beside the first letter."""

import hashlib
from copy import copy
from types import SimpleNamespace
from typing import Any

from django.utils import translation

from awards import letters
from awards.documents import letter_number
from awards.fingerprints import decision_sha256
from awards.models import Decision
from awards.revisions.models import Reinstatement
from portal import pdf, pdf_kept, pdf_seal
from portal.accounts.models import User
from portal.clock import portal_now
from portal.crypto.canonical import canonical_json
from portal.files import store
from portal.look.wording import euro_text


def reinstatement_sha256(reinstatement: Reinstatement) -> str:
    """SHA-256 over the first decision and what was awarded after it, as 64 characters."""
    facts = {
        "decision": decision_sha256(reinstatement.decision),
        "amount_incl_vat_eur": f"{reinstatement.amount_incl_vat:.2f}",
        "reasons": reinstatement.reasons,
        "grounds": reinstatement.grounds,
    }
    return hashlib.sha256(canonical_json(facts)).hexdigest()


def make(reinstatement: Reinstatement, *, by: User) -> None:
    """Render, read back and store the letter; its number and hashes are set on the row.

    The caller holds the transaction and saves. Raises PdfFailed as the first letter does.
    """
    decision = reinstatement.decision
    reinstatement.number = f"{letter_number(decision)}-2"
    reinstatement.sha256 = reinstatement_sha256(reinstatement)
    language, context = _written(reinstatement)
    made = pdf.render(letters.TEMPLATE, context, language)
    with translation.override(language):
        amount = euro_text(reinstatement.amount_incl_vat)
    expected = {
        "applicant": decision.proposal.dossier.lead.name,
        "number": reinstatement.number,
        "amount": amount,
        "decision hash": reinstatement.sha256,
    }
    reinstatement.file = pdf_kept.keep(pdf_seal.sealed(made), expected, by=by)
    reinstatement.file_sha256 = store.content_sha256_of(reinstatement.file).hex()


def _written(reinstatement: Reinstatement) -> tuple[str, dict[str, Any]]:
    """The language of the letter, and what its template shows."""
    decision = reinstatement.decision
    award = copy(decision)  # never saved: what the decision would be, for the text of an award
    award.outcome, award.reserve_place = Decision.Outcome.AWARD, None
    award.amount_incl_vat, award.reasons = reinstatement.amount_incl_vat, reinstatement.reasons
    text, context = letters.written(award)
    return text.key.language, context | {
        "number": reinstatement.number,
        "sha256": reinstatement.sha256,
        "decided_at": portal_now(),
        "earlier": SimpleNamespace(
            number=decision.letter.number, sent_at=decision.decision_set.released_at
        ),
    }
