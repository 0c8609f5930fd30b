"""Inviting people to a role at an organisation that asks, and ending roles.

A role is always taken by the person, also by somebody who is there already: what forbids it may be
an offer in a closed vault, and then only they may read why. An end takes effect at the next
request: rights are read from the rows each time.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import Invitation, Membership, Organisation, User
from portal.accounts.services import end_now, lock_person, send_invitation
from portal.audit.record import record
from portal.models import CURRENT
from portal.people import permissions
from portal.people.selectors import is_last
from portal.workflow import TransitionRefused, lock

Role = Membership.Role


@transaction.atomic
def enter_organisation(
    *, name: str, kind: str, admin_name: str, admin_email: str, by: User
) -> Organisation:
    """Enter an authority, agency or ministry and invite its first administrator.

    Raises PermissionDenied, or TransitionRefused for a name that is here already.
    """
    if not permissions.can_enter_organisations(by):
        raise PermissionDenied("enter_organisation")
    if Organisation.objects.exclude(kind__in=Organisation.APPLICANTS).filter(
        name__iexact=name
    ).exists():  # fmt: skip
        raise TransitionRefused(_("An organisation with this name is here already."), code="known")
    organisation = Organisation.objects.create(name=name, kind=kind)
    record("enter_organisation", organisation, by=by, kind=kind)
    invite_first(organisation, name=admin_name, email=admin_email, by=by)
    return organisation


@transaction.atomic
def invite_first(organisation: Organisation, *, name: str, email: str, by: User) -> Invitation:
    """Invite the administrator of an organisation that has none. Raises PermissionDenied."""
    organisation = lock(organisation)
    if not permissions.can_invite_first(by, organisation):
        raise PermissionDenied("invite_first")
    organisation.invitations.filter(accepted_at=None, role=Role.ADMINISTRATOR).delete()
    invitation, _secret = send_invitation(
        organisation, by=by, email=email, name=name, role=Role.ADMINISTRATOR
    )
    return invitation


@transaction.atomic
def invite_first_operator(*, platform: str, name: str, email: str) -> Invitation:
    """Invite the one who begins, on a portal where nobody is operator; for `manage.py` alone.

    Who can run that has the database. So it opens no way that is not open already: it writes no
    password, sends a link to an address, and stops at the first operator. An invitation that
    was not taken is replaced. Raises TransitionRefused.
    """
    by = User.objects.system("installation")
    lock_person(by)  # two commands at once wait for one another
    if Membership.objects.filter(CURRENT, role=Role.OPERATOR).exists():
        raise TransitionRefused(_("This portal has an operator already."), code="known")
    organisation = Organisation.objects.filter(kind=Organisation.Kind.PLATFORM).first()
    if organisation is None:
        organisation = Organisation.objects.create(name=platform, kind=Organisation.Kind.PLATFORM)
        record("enter_organisation", organisation, by=by, kind=organisation.kind)
    organisation.invitations.filter(accepted_at=None, role=Role.OPERATOR).delete()
    invitation, _secret = send_invitation(
        organisation, by=by, email=email, name=name, role=Role.OPERATOR
    )
    record("invite_first_operator", organisation, by=by)
    return invitation


@transaction.atomic
def invite(
    organisation: Organisation, *, name: str, email: str, role: str, by: User
) -> tuple[Invitation, str]:
    """Invite somebody by mail; return the invitation and its secret. Raises PermissionDenied."""
    if not permissions.can_invite(by, organisation, email, role):
        raise PermissionDenied("invite")
    return send_invitation(organisation, by=by, email=email, name=name, role=role)


@transaction.atomic
def withdraw_invitation(organisation: Organisation, *, email: str, by: User) -> int:
    """Take back what was not accepted; return how many. Raises PermissionDenied."""
    if not permissions.can_manage_people(by, organisation):
        raise PermissionDenied("withdraw_invitation")
    waiting = organisation.invitations.filter(accepted_at=None, email=email.lower())
    count, _rows = waiting.delete()
    if count:
        record("withdraw_invitation", organisation, by=by)
    return count


@transaction.atomic
def end_role(membership: Membership, *, by: User) -> Membership:
    """Take a role away; what somebody did with it stands.

    Raises PermissionDenied, or TransitionRefused for the last one who has a role that must stay.
    """
    lock(membership.organisation)  # two administrators who end each other wait for one another
    membership = lock(membership)
    if not permissions.can_end_role(by, membership):
        raise PermissionDenied("end_role")
    if is_last(membership):
        raise TransitionRefused(
            _("Nobody would be left with this role. Give it to somebody else first."), code="last"
        )
    end_now(membership, by=by, action="end_role")
    return membership
