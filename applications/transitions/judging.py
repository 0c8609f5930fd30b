"""After the opening: admissible or not, and the steps that the rooms above take."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from applications import permissions
from applications.models import Admissibility, Proposal
from applications.tasks_of_vault import judge_key
from calls.knock_outs import knock_outs_of
from calls.models import Phase
from portal.accounts.models import User
from portal.clock import portal_now
from portal.work.tasks_of import close_tasks
from portal.workflow import Transition, TransitionRefused, lock

State = Proposal.State


def _checked_above(user: User, proposal: Proposal) -> bool:
    """The room that calls this has checked its own rules (assessment, awards)."""
    return True


ADMIT = Transition(
    "admit",
    frozenset({State.OPENED, State.EXCLUDED}),
    State.OPENED,
    permissions.can_judge_admissibility,
)
EXCLUDE = Transition(
    "exclude",
    frozenset({State.OPENED, State.EXCLUDED}),
    State.EXCLUDED,
    permissions.can_judge_admissibility,
)
MARK_ASSESSED = Transition(
    "mark_assessed", frozenset({State.OPENED}), State.ASSESSED, _checked_above
)
MARK_DECIDED = Transition(
    "mark_decided", frozenset({State.ASSESSED, State.EXCLUDED}), State.DECIDED, _checked_above
)

MARK_ROUND_DECIDED = Transition(
    "mark_decided", frozenset({State.OPENED, State.EXCLUDED}), State.DECIDED, _checked_above
)


@transaction.atomic
def judge_admissibility(
    proposal: Proposal,
    *,
    admissible: bool,
    reasons: str = "",
    grounds: Sequence[str] = (),
    by: User,
) -> Admissibility:
    """Say whether an opened offer may be assessed; judged again, the last judgement counts.

    An exclusion states its reasons and, where the call states knock-outs, which of them applies:
    nobody is excluded on a ground that was not announced. Possible until a committee is formed.
    """
    phase = Phase.objects.select_for_update(of=("self",)).get(pk=proposal.phase_id)
    proposal = lock(proposal)
    move = ADMIT if admissible else EXCLUDE
    move.check(proposal, by=by)
    if phase.state != Phase.State.OPENED:
        raise TransitionRefused(
            _("The assessment has begun: who takes part in it is settled."), code="phase"
        )
    if not admissible:
        _require_grounds(phase, reasons, grounds)
    judgement, _is_new = Admissibility.objects.update_or_create(
        proposal=proposal,
        defaults={
            "is_admissible": admissible,
            "grounds": [] if admissible else list(grounds),
            "reasons": "" if admissible else reasons.strip(),
            "judged_by": by,
            "judged_at": portal_now(),
        },
    )
    move.apply(proposal, by=by)
    is_left = Proposal.objects.filter(phase=phase, state=State.OPENED, admissibility=None).exists()
    if not is_left:
        close_tasks(judge_key(phase), prefix=True)
    return judgement


def _require_grounds(phase: Phase, reasons: str, grounds: Sequence[str]) -> None:
    announced = {knock_out.code for knock_out in knock_outs_of(phase)}
    if announced and not grounds:
        raise TransitionRefused(_("Say which knock-out of the call applies."), code="grounds")
    if not set(grounds) <= announced:
        raise TransitionRefused(_("The call does not state this knock-out."), code="grounds")
    if not reasons.strip():
        raise TransitionRefused(_("State why this offer is excluded."), code="reasons")


@transaction.atomic
def mark_assessed(proposal: Proposal, *, by: User) -> Proposal:
    """The committee's round over this offer is closed."""
    proposal = lock(proposal)
    MARK_ASSESSED.check(proposal, by=by)
    MARK_ASSESSED.apply(proposal, by=by)
    return proposal


@transaction.atomic
def mark_decided(proposal: Proposal, *, by: User) -> Proposal:
    """The authority has decided on this offer; where nobody scores, straight from the opening."""
    proposal = lock(proposal)
    move = MARK_DECIDED if proposal.phase.is_scored else MARK_ROUND_DECIDED
    move.check(proposal, by=by)
    move.apply(proposal, by=by)
    return proposal
