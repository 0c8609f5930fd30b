"""A refused move as text and as PDF: what, when, why, what counted, and the hash of the draft."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from applications.documents import exact_moment, sender_of
from applications.models import Proposal, RefusedAttempt, Submission
from applications.refusals.salts import salt_of
from applications.refusals.selectors import sendings_of
from portal.pdf import render

Fact = tuple[str, str]


def refusals_text(proposal: Proposal, attempts: Collection[RefusedAttempt]) -> str:
    """Every refused attempt of an offer, one under the other, as plain text."""
    parts = [_("Refused attempts with offer %(reference)s") % {"reference": proposal}]
    sendings = sendings_of(proposal)
    for attempt in attempts:
        lines = [f"{label}: {value}" for label, value in facts_of(attempt, sendings)]
        parts.append("\n".join(lines))
    if any(has_hash(attempt) for attempt in attempts):
        parts.append(how_to_check())
    return "\n\n".join(parts) + "\n"


def refusal_pdf(attempt: RefusedAttempt, language: str) -> bytes:
    """One refused attempt as a document of one page."""
    proposal = attempt.proposal
    context: dict[str, Any] = {
        "attempt": attempt,
        "proposal": proposal,
        "call": proposal.phase.call,
        "company": proposal.dossier.lead,
        "sender": sender_of(proposal.phase),
    }
    with translation.override(language):
        context["facts"] = facts_of(attempt, sendings_of(proposal))
        if has_hash(attempt):
            context["how_to_check"] = how_to_check()
    return render("applications/refused_attempt.pdf.html", context, language)


def facts_of(attempt: RefusedAttempt, sendings: Iterable[Submission]) -> list[Fact]:
    """What is told of one refused attempt, in the language that is active."""
    proposal, proof = attempt.proposal, getattr(attempt, "proof", None)
    facts = [
        (_("Offer"), f"{proposal.dossier.reference} ({proposal.dossier.lead})"),
        (_("Call"), f"{proposal.phase.call.reference}, {proposal.phase}"),
        (_("What"), attempt.get_move_display()),
        (_("By"), str(attempt.by)),
        (_("Refused at"), _by_the_clock(attempt.at)),
    ]
    if proof and proof.closes_at:
        facts.append((_("Deadline at that moment"), exact_moment(proof.closes_at)))
    facts.append((_("Why"), attempt.reason))
    facts.append((_("What counted at that moment"), _what_counted(attempt, sendings)))
    if proof:
        hash_ = proof.content_sha256 or _("none: there was nothing in the draft")
        facts.append((_("SHA-256 of the draft"), hash_))
        if proof.content_sha256:
            facts.append((_("Salt"), salt_of(attempt)))
        facts.append((_("Number of this record"), str(proof.uuid)))
    return facts


def has_hash(attempt: RefusedAttempt) -> bool:
    """Whether there was a draft, so that something can be checked."""
    return bool(hasattr(attempt, "proof") and attempt.proof.content_sha256)


def _what_counted(attempt: RefusedAttempt, sendings: Iterable[Submission]) -> str:
    """The last sending that was in and not taken back when the attempt was made."""
    standing = [
        sent
        for sent in sendings
        if sent.received_at < attempt.at
        and not (hasattr(sent, "withdrawal") and sent.withdrawal.at < attempt.at)
    ]
    if not standing:
        return _("no sending")
    last = max(standing, key=lambda sent: sent.number)
    return _("sending %(number)s, received %(at)s, receipt %(hash)s") % {
        "number": last.number,
        "at": exact_moment(last.received_at),
        "hash": last.manifest_sha256,
    }


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
