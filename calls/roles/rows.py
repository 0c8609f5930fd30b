"""Who may do what in one call, as rows for a page; the rooms above add theirs (seats)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from calls.delegation.models import Delegation
from calls.models import Call, CallRole, KeyHolder
from portal.accounts.models import Membership, User
from portal.models import CURRENT

Role = CallRole.Role


@dataclass(frozen=True)
class Right:
    """One way in which somebody may do something in the call.

    `call_role` is given where the row is a role on the call, and can be ended on this page.
    """

    user: User
    role: str
    by_way_of: str
    may: str
    until: datetime | None = None
    call_role: CallRole | None = None


RightsOf = Callable[[Call], list[Right]]
_more: list[RightsOf] = []


def tells_rights(rule: RightsOf) -> RightsOf:
    """Register what a room above knows of who may do what."""
    _more.append(rule)
    return rule


def rights_in(call: Call) -> list[Right]:
    """Everybody on the asking side of a call with what they may do, sorted by name.

    Nobody of a company stands here: before the opening there is nothing to tell of them.
    """
    found = [*_of_organisations(call), *_of_roles(call), *_of_delegations(call), *_of_keys(call)]
    found += [right for rule in _more for right in rule(call)]
    return sorted(found, key=lambda right: (right.user.name, right.role))


def _may() -> dict[str, str]:
    return {
        Role.OFFICER: _("writes, approves what a colleague wrote, decides and tells"),
        Role.AUTHOR: _("wrote on the call, so a colleague approves it"),
        Role.SECRETARY: _("seats the committee and writes its advice"),
        Role.READER: _("reads the pages of the call"),
    }


def _of_organisations(call: Call) -> list[Right]:
    places = {call.contracting_authority_id, call.executing_agency_id}
    places |= set(call.themes.values_list("authority", flat=True))
    officers = Membership.objects.filter(
        CURRENT, role=Membership.Role.OFFICER, organisation__in=places - {None},
        user__is_active=True,
    ).select_related("user", "organisation")  # fmt: skip
    may = _may()[Role.OFFICER]
    return [
        Right(row.user, str(row.get_role_display()), row.organisation.name, may, row.until)
        for row in officers
    ]


def _of_roles(call: Call) -> list[Right]:
    may = _may()
    rows = CallRole.objects.filter(CURRENT, call=call).select_related("user")
    return [
        Right(
            row.user, str(row.get_role_display()), _("this call"), may[Role(row.role)], row.until,
            row if row.role != Role.AUTHOR else None,
        )
        for row in rows
    ]  # fmt: skip


def _of_delegations(call: Call) -> list[Right]:
    rows = Delegation.objects.in_force().covering(call).distinct()
    return [
        Right(
            row.delegate,
            _("acts for %(name)s") % {"name": row.delegator.name},
            row.organisation.name,
            _("what that officer may do, but approves nothing of theirs"),
            row.until,
        )
        for row in rows.select_related("delegate", "delegator", "organisation")
    ]


def _of_keys(call: Call) -> list[Right]:
    rows = KeyHolder.objects.filter(call=call).select_related("user")
    return [
        Right(
            row.user,
            _("holder of a key"),
            str(row.get_role_display()),
            _("opens the vault together with a second holder")
            if row.confirmed_at
            else _("has not confirmed yet"),
        )
        for row in rows
    ]
