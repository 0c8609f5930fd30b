"""What somebody who follows a committee can do now, for the column beside its progress."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment import permissions, transitions
from assessment.models import Committee
from assessment.waiting import page
from portal.accounts.models import User
from portal.clock import portal_now

State = Committee.State


def follow_up(
    user: User, committee: Committee, *, late: list[str], short: int
) -> list[dict[str, Any]]:
    """The actions in the order of the work; at most one is primary."""
    actions = []
    is_scoring = committee.state in transitions.OPEN_FOR_SCORES
    if is_scoring and permissions.can_lead(user, committee):
        actions.append(_begin_meeting(committee, late=late, short=short))
        actions.append(
            {"label": _("Give a score sheet back"), "url": page("reopen", committee),
             "explanation": _("With a reason; the member can change it again.")}
        )  # fmt: skip
    if committee.state == State.CONSENSUS and permissions.can_see_consensus(user, committee):
        actions.append(
            {"label": _("To the consensus meeting"), "url": page("consensus", committee),
             "is_primary": True}
        )  # fmt: skip
    if committee.state in {State.RANKED, State.ADVISED} and permissions.can_see_outcome(
        user, committee
    ):
        actions.append(
            {"label": _("See the ranking"), "url": page("ranking", committee), "is_primary": True}
        )
    if is_scoring and permissions.can_change_seats(user, committee):
        actions.append(
            {"label": _("Who scores which offer"),
             "url": reverse("panel:allocation", args=[committee.phase.call.reference,
                                                      committee.phase.code])}
        )  # fmt: skip
    if permissions.can_change_seats(user, committee):
        actions.append(
            {"label": _("Interests and likely conflicts"),
             "url": reverse("independence:overview", args=[committee.phase.call.reference])}
        )  # fmt: skip
        actions.append({"label": _("See the committee"), "url": page("form", committee)})
    return actions


def _begin_meeting(committee: Committee, *, late: list[str], short: int) -> dict[str, Any]:
    action: dict[str, Any] = {
        "label": _("Begin the consensus meeting"),
        "url": page("start-consensus", committee),
        "is_primary": True,
    }
    is_due = committee.scores_due_at is not None and portal_now() >= committee.scores_due_at
    if late and not is_due:
        action["blocked_because"] = _("Possible once everybody is ready, or time is up.")
    elif short:
        action["blocked_because"] = ngettext(
            "%(count)s offer has too few valid scores.",
            "%(count)s offers have too few valid scores.",
            short,
        ) % {"count": short}
    elif committee.state == State.DECLARING:
        action["blocked_because"] = _("Nobody has begun to score yet.")
    return action
