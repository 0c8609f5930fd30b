"""Writing down what was discussed with one party."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Proposal
from assessment.selectors import admissible
from awards.negotiation import emails, permissions
from awards.negotiation.models import Talk
from calls import phases
from calls.models import Phase
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_today
from portal.workflow import TransitionRefused


@transaction.atomic
def record_talk(
    proposal: Proposal, *, held_on: date, present: str, discussed: str, by: User
) -> Talk:
    """Write down a talk with one party, for the file and for that party alone.

    Raises PermissionDenied; TransitionRefused outside an open round, in a phase whose offers are
    not negotiated (such as final ones: article 31(3)), and for an offer that is not admissible.
    """
    phase = phases.lock_shared(proposal.phase)
    if not permissions.can_record_talk(by, phase):
        raise PermissionDenied("record_talk")
    _require_round(phase)
    if not admissible(phase).filter(pk=proposal.pk).exists():
        raise TransitionRefused(
            _("We negotiate about admissible offers only. Judge this offer first."),
            code="admissible",
        )
    if held_on > portal_today():
        raise TransitionRefused(_("The date of a talk cannot lie ahead."), code="date")
    if not present.strip() or not discussed.strip():
        raise TransitionRefused(_("Say who was there and what was discussed."), code="text")
    talk = Talk.objects.create(
        proposal=proposal,
        held_on=held_on,
        present=present.strip(),
        discussed=discussed.strip(),
        recorded_by=by,
    )
    record("record_talk", talk, by=by, phase=phase.code, held_on=held_on.isoformat())
    emails.queue_talk(talk)
    return talk


def _require_round(phase: Phase) -> None:
    if not phase.is_negotiated:
        raise TransitionRefused(
            _("The offers of this phase are not negotiated."), code="not_negotiated"
        )
    if phase.state != Phase.State.OPENED:
        raise TransitionRefused(
            _("Talks are written down between the opening of the vault and the end of the round."),
            code="state",
        )
