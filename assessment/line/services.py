"""Moving the line for real (REQ-05, 7): a decision with its reason, kept beside the ranking."""

import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessment import results
from assessment.line import permissions, selectors
from assessment.line.models import LineMove, MovedOutcome
from assessment.line.selectors import Budgets
from assessment.models import Committee
from portal.accounts.models import User
from portal.audit.record import record
from portal.crypto.canonical import canonical_json
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def move_line(committee: Committee, budgets: Budgets, *, by: User, reason: str) -> LineMove:
    """Let other budgets (euro incl. VAT, or places, per pot) draw the line.

    Between the ranking and the approval of the advice: after that, an officer departs from the
    advice offer by offer. Raises PermissionDenied, TransitionRefused.
    """
    committee = lock(committee)
    if not permissions.can_move_line(by, committee):
        raise PermissionDenied("move_line")
    if committee.state != Committee.State.RANKED or committee.is_jury:
        raise TransitionRefused(
            _("The line moves between the ranking and the approval of the advice only."),
            code="no_move_now",
        )
    if not reason.strip():
        raise TransitionRefused(_("Say why the line is moved."), code="reason_missing")
    before = selectors.budgets_now(committee.phase)
    if dict(budgets) == before:
        raise TransitionRefused(_("This is where the line lies already."), code="same_line")
    results.require_intact(committee.ranking)
    found = selectors.what_if(committee, budgets)
    as_text = {pot: str(budget) for pot, budget in budgets.items()}
    move = LineMove.objects.create(
        committee=committee,
        number=committee.line_moves.count() + 1,
        budgets=as_text,
        outcomes=found.outcomes,
        sha256=fingerprint(committee.ranking.sha256, as_text, found.outcomes),
        reason=reason.strip(),
        moved_by=by,
    )
    for row in committee.ranking.rows.select_related("proposal__dossier"):
        MovedOutcome.objects.update_or_create(
            row=row,
            defaults={"move": move, "outcome": found.outcomes[row.proposal.dossier.reference]},
        )
    record(
        "move_line", committee, by=by, reason=reason[:500], sha256=move.sha256, budgets=as_text,
        before={pot: str(budget) for pot, budget in before.items()},
        changed=[change.row.proposal.dossier.reference for change in found.changes],
    )  # fmt: skip
    return move


def fingerprint(ranking_sha256: str, budgets: dict[str, str], outcomes: dict[str, str]) -> str:
    """SHA-256 over what a move says and the ranking that it is about."""
    content = {"ranking": ranking_sha256, "budgets": budgets, "outcomes": outcomes}
    return hashlib.sha256(canonical_json(content)).hexdigest()
