"""Which call follows a contest or hackathon: told later, if the call said that one may follow."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from calls import permissions
from calls.models import Call
from portal.accounts.models import User
from portal.audit.record import record
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def link_follow_up(call: Call, *, to: Call | None, by: User) -> Call:
    """Name the call that follows a contest or hackathon, or none. It is news, and no term.

    Raises PermissionDenied, and TransitionRefused for a call that said that nothing follows.
    """
    call = lock(call)
    if not permissions.can_link_follow_up(by, call):
        raise PermissionDenied("link_follow_up")
    if to is not None and call.follow_up != Call.FollowUp.CALL:
        raise TransitionRefused(
            _("This call did not say beforehand that a call may follow."), code="follow_up"
        )
    call.follow_up_call = to
    call.save(update_fields=["follow_up_call"])
    record("link_follow_up", call, by=by, to=to.reference if to else "")
    return call
