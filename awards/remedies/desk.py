"""What of the room after the letters stands on the officers' desk: what waits, and what is late."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awards.models import DecisionSet
from awards.remedies.permissions import can_see_room
from awards.remedies.selectors import complaints_of, debriefs_of, open_and_late
from portal.accounts.models import User
from portal.clock import portal_now


def remedy_actions(decision_set: DecisionSet | None, user: User) -> list[dict[str, Any]]:
    """Requests and complaints that wait for an answer, counted; how many of them are late.

    Nothing before the letters were sent.
    """
    if decision_set is None or decision_set.released_at is None:
        return []
    if not can_see_room(user, decision_set.phase):
        return []
    now = portal_now()
    explain, answer = (
        open_and_late(debriefs_of(decision_set), now),
        open_and_late(complaints_of(decision_set), now),
    )
    return [
        *_action(_("Answer requests for an explanation (%(count)s)"), explain, decision_set),
        *_action(_("Answer complaints (%(count)s)"), answer, decision_set),
    ]


def _action(
    label: str, counts: tuple[int, int], decision_set: DecisionSet
) -> Iterator[dict[str, Any]]:
    (waiting, late), phase = counts, decision_set.phase
    if waiting:
        yield {
            "label": label % {"count": waiting},
            "url": reverse("remedies:room", args=[phase.call.reference, phase.code]),
            "explanation": _explanation(phase.name, late),
        }


def _explanation(name: str, late: int) -> str:
    if not late:
        return name
    told = ngettext("%(count)s is late", "%(count)s are late", late) % {"count": late}
    return f"{name}; {told}"
