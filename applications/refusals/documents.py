"""A refused sending as text and as PDF: what, when, why, and the hash of what was offered."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from applications.documents import exact_moment, sender_of
from applications.models import Proposal, RefusedAttempt
from applications.refusals.salts import salt_of
from portal.pdf import render

Fact = tuple[str, str]


def refusals_text(proposal: Proposal, attempts: Iterable[RefusedAttempt]) -> str:
    """Every refused sending of an offer, one under the other, as plain text."""
    parts = [_("Refused sendings of offer %(reference)s") % {"reference": proposal}]
    for attempt in attempts:
        lines = [f"{label}: {value}" for label, value in facts_of(attempt)]
        parts.append("\n".join(lines))
    return "\n\n".join([*parts, how_to_check()]) + "\n"


def refusal_pdf(attempt: RefusedAttempt, language: str) -> bytes:
    """One refused sending as a document of one page."""
    proposal = attempt.proposal
    context: dict[str, Any] = {
        "attempt": attempt,
        "proposal": proposal,
        "call": proposal.phase.call,
        "company": proposal.dossier.lead,
        "sender": sender_of(proposal.phase),
    }
    with translation.override(language):
        context |= {"facts": facts_of(attempt), "how_to_check": how_to_check()}
    return render("applications/refused_attempt.pdf.html", context, language)


def facts_of(attempt: RefusedAttempt) -> list[Fact]:
    """What is told of one refused sending, in the language that is active."""
    proposal, proof = attempt.proposal, getattr(attempt, "proof", None)
    facts = [
        (_("Offer"), f"{proposal.dossier.reference} ({proposal.dossier.lead})"),
        (_("Call"), f"{proposal.phase.call.reference}, {proposal.phase}"),
        (_("Sent by"), str(attempt.by)),
        (_("Refused at"), _by_the_clock(attempt.at)),
    ]
    if proof and proof.closes_at:
        facts.append((_("Deadline at that moment"), exact_moment(proof.closes_at)))
    facts.append((_("Why"), attempt.reason))
    if proof:
        hash_ = proof.content_sha256 or _("none: there was nothing in the draft")
        facts.append((_("SHA-256 of what was offered"), hash_))
        facts.append((_("Salt"), salt_of(attempt)))
        facts.append((_("Number of this record"), str(proof.uuid)))
    return facts


def how_to_check() -> str:
    """How anyone with the exported file finds the hash again."""
    return _(
        "The hash is over the salt, followed by the file that you get with “Everything as JSON” "
        "on the export page of this offer. As long as the draft is unchanged, this command gives "
        "the same hash: (printf %s SALT; cat FILE) | sha256sum"
    )


def _by_the_clock(at: datetime) -> str:
    utc = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    words = _("by the clock of the database")
    return f"{exact_moment(at)}; {utc} UTC, {words}"
