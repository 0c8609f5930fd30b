"""The hash of a decision: letters carry it, and approval freezes it over the whole set."""

import hashlib
from typing import Any

from awards.models import Decision, DecisionSet
from portal.crypto.canonical import canonical_json


def decision_sha256(decision: Decision) -> str:
    """SHA-256 over what was decided about one offer, as 64 hexadecimal characters."""
    return hashlib.sha256(canonical_json(_facts(decision))).hexdigest()


def set_sha256(decision_set: DecisionSet) -> str:
    """SHA-256 over the hashes of all decisions of a phase, in order of reference."""
    decisions = decision_set.decisions.select_related(
        "proposal__dossier__lead", "proposal__phase__call"
    ).order_by("proposal__dossier__reference")
    return hashlib.sha256(canonical_json([decision_sha256(d) for d in decisions])).hexdigest()


def _facts(decision: Decision) -> dict[str, Any]:
    proposal = decision.proposal
    amount = decision.amount_incl_vat
    return {
        "call": proposal.phase.call.reference,
        "phase": proposal.phase.code,
        "dossier": proposal.dossier.reference,
        "applicant": str(proposal.dossier.lead.uuid),
        "outcome": decision.outcome,
        "advised": decision.advised,
        "amount_incl_vat_eur": None if amount is None else f"{amount:.2f}",
        "reasons": decision.reasons,
        "deviation_reasons": decision.deviation_reasons,
        **_of_reserve_or_condition(decision),
    }


def _of_reserve_or_condition(decision: Decision) -> dict[str, Any]:
    """Only where there is one: the hash of any other decision stays what it was."""
    facts: dict[str, Any] = {}
    if decision.reserve_place is not None:
        facts["reserve_place"] = decision.reserve_place
    if decision.condition and decision.condition_due_on:
        facts["condition"] = decision.condition
        facts["condition_due_on"] = decision.condition_due_on.isoformat()
    return facts
