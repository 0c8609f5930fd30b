"""Abstaining from an offer: no interest is in play, so the member may go on reading it."""

from django.db import transaction
from django.utils.translation import gettext as _

from assessment import permissions, waiting
from assessment.models import ScoreSheet
from assessment.panel.models import Abstention
from assessment.transitions import note_ready, require_scoring
from portal.accounts.models import User
from portal.work.models import Task
from portal.workflow import Transition, TransitionRefused, lock

State = ScoreSheet.State
ABSTAIN = Transition("abstain", frozenset({State.DRAFT}), State.ABSTAINED, permissions.can_score)
SCORE_AFTER_ALL = Transition(
    "score_after_all", frozenset({State.ABSTAINED}), State.DRAFT, permissions.can_score
)


@transaction.atomic
def abstain(sheet: ScoreSheet, *, by: User, reason: str) -> Abstention:
    """Give no score on this offer, with a reason; it stays out of the average (REQ-07).

    Raises PermissionDenied, or TransitionRefused without a reason or once the meeting has begun.
    """
    committee = lock(sheet.seat.committee)
    sheet = lock(sheet)
    ABSTAIN.check(sheet, by=by)
    require_scoring(committee)
    if not reason.strip():
        raise TransitionRefused(_("Say why you abstain."), code="reason_missing")
    abstention = Abstention.objects.create(sheet=sheet, reason=reason.strip())
    ABSTAIN.apply(sheet, by=by, reason=reason[:500])
    note_ready(sheet.seat, committee)
    return abstention


@transaction.atomic
def score_after_all(sheet: ScoreSheet, *, by: User) -> ScoreSheet:
    """Take an abstention back while the committee still scores; what was typed is still there."""
    committee = lock(sheet.seat.committee)
    sheet = lock(sheet)
    SCORE_AFTER_ALL.check(sheet, by=by)
    require_scoring(committee)
    Abstention.objects.filter(sheet=sheet).delete()
    SCORE_AFTER_ALL.apply(sheet, by=by)
    waiting.ask_to_score(sheet.seat)
    waiting.done(Task.Kind.CONSENSUS, committee)
    return sheet
