"""Who may be seated on a committee: every rule at once, so that a form can show all faults."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from applications.models import Proposal
from assessment.admissibility.models import Clarification
from assessment.models import BARS_WHOLE_CALL, Committee, Declaration, Seat
from assessment.selectors import admissible
from calls.models import Call, KeyHolder, Phase, Theme
from portal.accounts.models import Membership, User
from portal.clock import portal_now
from portal.models import CURRENT

if TYPE_CHECKING:
    from assessment.services import SeatPlan


def seating_problems(
    phase: Phase,
    plans: Sequence["SeatPlan"],
    scores_due_at: datetime | None,
    *,
    committee: Committee | None = None,
) -> list[str]:
    """What stands in the way of seating these people, in sentences; empty when nothing does.

    With `committee` the people join one that is there.
    """
    problems = [] if committee else phase_problems(phase)
    problems += _roles_problems(plans, committee)
    problems += _theme_problems(phase, plans, committee)
    for plan in plans:
        if phase.is_anonymous and plan["role"] != Seat.Role.SECRETARY:
            problems += _knows_names(plan["user"], phase.call)
        problems += person_problems(plan["user"], phase.call, committee)
    if scores_due_at is not None and scores_due_at <= portal_now():
        problems.append(_("The date by which the scores are due lies in the past."))
    return problems


def _knows_names(user: User, call: Call) -> list[str]:
    """Officers read who took part as soon as the vault is open; who judges blind may not.

    Only the secretary of a committee, who scores nothing, knows the names (REQ-11, REQ-12).
    """
    if not Call.objects.staffed_by(user).filter(pk=call.pk).exists():
        return []
    told = _("%(name)s works on this call and can see who took part: who judges may not know that.")
    return [told % {"name": user.name or user.email}]


def person_problems(user: User, call: Call, committee: Committee | None = None) -> list[str]:
    """Why this person cannot judge in this call."""
    problems = []
    name = {"name": user.name or user.email}
    if KeyHolder.objects.filter(call=call, user=user).exists() or _opened_vault(user, call):
        problems.append(
            _("%(name)s holds a key of the vault and cannot judge the offers as well.") % name
        )
    if Declaration.objects.filter(
        BARS_WHOLE_CALL, seat__user=user, seat__committee__phase__call=call
    ).exists():
        problems.append(_("%(name)s declared an interest that bars from this call.") % name)
    if _works_for_an_applicant(user, call):
        problems.append(_("%(name)s belongs to an organisation that sent an offer.") % name)
    if committee is not None and committee.seats.filter(user=user, declined_because="").exists():
        problems.append(_("%(name)s has or had a seat on this committee already.") % name)
    if not user.is_active or user.is_system:
        problems.append(_("%(name)s cannot log in.") % name)
    return problems


def phase_problems(phase: Phase) -> list[str]:
    """What stands in the way of any committee for this phase now."""
    problems = []
    if Committee.objects.filter(phase=phase).exists():
        return [_("There is a committee for this phase already.")]
    undecided = Proposal.objects.filter(
        phase=phase, opened__isnull=False, admissibility=None
    ).count()
    if phase.state != Phase.State.OPENED:
        problems.append(_("The vault of this phase is not open yet, or assessing has begun."))
    elif undecided:
        problems.append(_("Not every offer has been checked for admissibility yet."))
    elif Clarification.objects.open_now().filter(proposal__phase=phase).exists():
        problems.append(_("A company still has time to explain something in its offer."))
    elif not admissible(phase).exists():
        problems.append(_("There is no admissible offer to assess."))
    return problems


def _roles_problems(plans: Sequence["SeatPlan"], committee: Committee | None) -> list[str]:
    problems = []
    chairs = sum(plan["role"] == Seat.Role.CHAIR for plan in plans)
    if committee is not None:
        chairs += committee.seats.filter(role=Seat.Role.CHAIR, left_at=None).count()
        if chairs > 1:
            problems.append(_("This committee has a chair already."))
    elif chairs != 1:
        problems.append(_("A committee has exactly one chair."))
    twice = [user for user, times in Counter(plan["user"] for plan in plans).items() if times > 1]
    problems += [_("%(name)s is listed twice.") % {"name": user.name} for user in twice]
    return problems


def votes_per_theme(phase: Phase, plans: Sequence["SeatPlan"]) -> dict[Theme | None, int]:
    """How many of these seats score the offers of each theme that has offers to assess."""
    offers = admissible(phase).select_related("dossier__theme")
    return {
        theme: sum(
            plan["role"] in Seat.VOTING and plan.get("theme") in {None, theme} for plan in plans
        )
        for theme in {offer.dossier.theme for offer in offers}
    }


def _theme_problems(
    phase: Phase, plans: Sequence["SeatPlan"], committee: Committee | None
) -> list[str]:
    """Each theme is judged by somebody; the chair, who leads and advises on all, judges all."""
    problems = [
        _("%(name)s is the chair and judges all themes.") % {"name": plan["user"].name}
        for plan in plans
        if plan["role"] == Seat.Role.CHAIR and plan.get("theme") is not None
    ]
    if committee is None:
        problems += [
            _("Nobody judges the offers of “%(theme)s”.") % {"theme": theme}
            for theme, votes in votes_per_theme(phase, plans).items()
            if theme is not None and not votes
        ]
    return problems


def _opened_vault(user: User, call: Call) -> bool:
    return call.phases.filter(Q(opening__started_by=user) | Q(opening__confirmed_by=user)).exists()


def _works_for_an_applicant(user: User, call: Call) -> bool:
    return Membership.objects.filter(
        CURRENT,
        user=user,
        organisation__dossiers__proposals__in=Proposal.objects.filter(
            phase__call=call, opened__isnull=False
        ),
    ).exists()
