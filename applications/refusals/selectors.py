"""Refused attempts as the company reads them back."""

from django.db.models import QuerySet

from applications.models import Proposal, RefusedAttempt, Submission


def refused_of(proposal: Proposal) -> QuerySet[RefusedAttempt]:
    """The refused attempts with one offer, with their proofs, the last one first."""
    return proposal.refused_attempts.select_related("by", "proof").order_by("-at", "-pk")


def sendings_of(proposal: Proposal) -> QuerySet[Submission]:
    """What was sent of one offer and what was taken back of it, without the sealed contents."""
    return proposal.submissions.select_related("withdrawal").only(
        "number", "received_at", "manifest_sha256", "withdrawal__at"
    )
