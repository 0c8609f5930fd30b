"""The closing of a vault: one root hash over all its receipts, published when the deadline is past.

It fixes what was received before anybody can open it. Directive 2014/24 annex IV (a) and (g).
"""

import secrets
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import F

from applications.models import Closing, Opening, Submission
from calls import phases
from calls.models import Phase
from portal.accounts.models import User
from portal.audit.record import record
from portal.crypto.merkle import Proof, ReceiptTree
from portal.crypto.receipts import as_instant, receipt_leaf


@transaction.atomic
def close_vault(phase: Phase) -> Closing:
    """The closing of a phase at its present deadline, made now if it was not made yet.

    The caller has seen that the deadline is past; the exclusive lock waits for sendings in time.
    """
    phase = phases.lock_exclusive(phase)
    found = closing_of(phase)
    if found is not None:
        return found
    closing = Closing(phase=phase, tree_secret=secrets.token_bytes(32))
    closing.closes_at = phase.closes_at  # type: ignore[assignment]  # past, so it is there
    closing.root_sha256 = receipt_tree(closing).root.hex()
    closing.save()
    by = User.objects.system("deadline")
    record("close_vault", closing, by=by, root=closing.root_sha256)
    return closing


def receipt_tree(closing: Closing) -> ReceiptTree:
    """The tree over every receipt of the phase, those withdrawn included."""
    received = closing.phase.submissions.values_list("manifest_sha256", "received_at")
    return ReceiptTree(
        [receipt_leaf(sha256, at) for sha256, at in received], secret=bytes(closing.tree_secret)
    )


def receipt_proof(closing: Closing, submission: Submission) -> Proof:
    """The proof that a receipt stands under the root hash; it does not tell how many there are."""
    leaf = receipt_leaf(submission.manifest_sha256, submission.received_at)
    return _tree_under(closing.root_sha256, closing.pk).proof(leaf)


@lru_cache(maxsize=1)
def _tree_under(root_sha256: str, closing_id: int) -> ReceiptTree:
    """The tree of a closing, which never changes again, kept for who comes next.

    After a deadline all who sent come for their proof. Of 2,500 receipts the tree takes more than a
    tenth of a second to hash, and 7 MB to keep. The root follows from a secret of that closing.
    """
    return receipt_tree(Closing.objects.select_related("phase").get(pk=closing_id))


def closing_of(phase: Phase) -> Closing | None:
    """The closing of a phase at its present deadline, if it is there."""
    return Closing.objects.filter(phase=phase, phase__closes_at=F("closes_at")).first()


def opening_by_hash(opening: Opening) -> dict[str, Any]:
    """What the stand-alone verifier needs to find the root hash of an opening again."""
    closing = Closing.objects.get(phase=opening.phase, root_sha256=opening.root_sha256)
    received = opening.phase.submissions.order_by("received_at")
    return {
        "phase": opening.phase.audit_ref,
        "opened_at": as_instant(opening.opened_at) if opening.opened_at else None,
        "root_sha256": closing.root_sha256,
        "tree_secret": bytes(closing.tree_secret).hex(),
        "receipts": [
            {"manifest_sha256": each.manifest_sha256, "received_at": as_instant(each.received_at)}
            for each in received
        ],
    }
