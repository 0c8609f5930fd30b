"""Keeping a refused sending: one row, one proof, one audit line, apart from what was undone."""

from applications.models import Proposal, RefusedAttempt
from applications.offered import offered_bytes
from applications.refusals.models import RefusalProof
from applications.refusals.salts import close_salt, new_salt, salted_sha256
from calls.models import Phase
from portal.accounts.models import User
from portal.audit.record import record
from portal.workflow import TransitionRefused


def keep_refusal(proposal: Proposal, refusal: TransitionRefused, *, by: User) -> RefusedAttempt:
    """Write down what was refused, when by the clock of the database, why, and the hash of it.

    The caller holds the transaction and has checked that `by` might have sent the offer.
    """
    attempt = RefusedAttempt.objects.create(proposal=proposal, by=by, reason=refusal.message)
    salt, content = new_salt(), offered_bytes(proposal)
    proof = RefusalProof.objects.create(
        attempt=attempt,
        code=refusal.code[:40],
        # Read again: the page that sent may have been open while the deadline was moved.
        closes_at=Phase.objects.values_list("closes_at", flat=True).get(pk=proposal.phase_id),
        content_sha256=salted_sha256(salt, content) if content else "",
        salt=close_salt(attempt, salt),
    )
    record(
        "submit_refused",
        proposal,
        by=by,
        code=refusal.code,
        attempt=str(proof.uuid),
        content_sha256=proof.content_sha256,
    )
    return attempt
