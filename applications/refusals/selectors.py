"""Refused sendings as the company reads them back."""

from django.db.models import QuerySet

from applications.models import Proposal, RefusedAttempt


def refused_of(proposal: Proposal) -> QuerySet[RefusedAttempt]:
    """The refused sendings of one offer with their proofs, the last one first."""
    return proposal.refused_attempts.select_related("by", "proof").order_by("-at", "-pk")
