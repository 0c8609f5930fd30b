"""Writes on people and organisations."""

import hashlib
import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts import permissions
from portal.accounts.models import Invitation, Membership, Organisation, User
from portal.audit.record import record
from portal.clock import portal_now
from portal.mail.outbox import queue_text
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def register_company(
    *, by: User, name: str, kvk: str = "", country: str = "NL", city: str = "", size: str = ""
) -> Organisation:
    """Register a company with `by` as its first signatory.

    A KvK number that is registered already is refused: typing a number claims no company.
    """
    if kvk and Organisation.objects.filter(kvk=kvk).exists():
        raise TransitionRefused(
            _("This company is registered already. Ask a colleague there to invite you."),
            code="company_exists",
        )
    company = Organisation.objects.create(
        name=name, kind=Organisation.Kind.COMPANY, kvk=kvk, country=country, city=city, size=size
    )
    Membership.objects.create(user=by, organisation=company, role=Membership.Role.SIGNATORY)
    record("register_company", company, by=by)
    return company


@transaction.atomic
def add_register_number(organisation: Organisation, *, kvk: str, by: User) -> Organisation:
    """Give a company that registered here without one its KvK number; it does not change again.

    Raises PermissionDenied for who does not sign for it, TransitionRefused for a number that
    another company has.
    """
    organisation = lock(organisation)
    if not permissions.can_add_register_number(by, organisation):
        raise PermissionDenied("add_register_number")
    if Organisation.objects.filter(kvk=kvk).exists():
        raise TransitionRefused(
            _("This number belongs to another company here. Ask a colleague there to invite you."),
            code="company_exists",
        )
    organisation.kvk = kvk
    organisation.save(update_fields=["kvk"])
    record("add_register_number", organisation, by=by, kvk=kvk)
    return organisation


@transaction.atomic
def invite_colleague(
    organisation: Organisation, *, by: User, email: str, name: str, role: str
) -> tuple[Invitation, str]:
    """Invite somebody into a company by mail; return the invitation and its secret."""
    if not permissions.can_invite_colleague(by, organisation):
        raise PermissionDenied("invite_colleague")
    secret = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email.lower(),
        name=name,
        role=role,
        secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
        invited_by=by,
    )
    link = settings.SITE_URL + reverse("accounts:accept-invitation", args=[secret])
    queue_text(
        "invitation",
        to=None,
        to_email=invitation.email,
        key=str(invitation.pk),
        subject=_("%(person)s invites you to %(company)s on Trechter")
        % {"person": by.name, "company": organisation.name},
        body=_(
            "Dear %(name)s,\n\n%(person)s asks you to work together for %(company)s on Trechter, "
            "the portal on which governments ask for innovation.\n\nTo accept, open this page and "
            "log in or make an account:\n%(link)s\n\nIf you do not know %(person)s, do nothing: "
            "without you the invitation has no effect.\n"
        )
        % {"name": name, "person": by.name, "company": organisation.name, "link": link},
    )
    record("invite_colleague", organisation, by=by, role=role)
    return invitation, secret


def find_invitation(secret: str) -> Invitation | None:
    """The open invitation that belongs to a secret."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    return Invitation.objects.filter(secret_sha256=digest, accepted_at=None).first()


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User) -> Membership:
    """Become a colleague. The invitation is for one address: another person's login is refused."""
    invitation = lock(invitation)
    if invitation.accepted_at or not permissions.can_accept_invitation(by, invitation):
        raise PermissionDenied("accept_invitation")
    invitation.accepted_at = portal_now()
    invitation.save(update_fields=["accepted_at"])
    membership, _is_new = Membership.objects.get_or_create(
        user=by, organisation=invitation.organisation, role=invitation.role
    )
    record("accept_invitation", invitation.organisation, by=by, role=invitation.role)
    return membership


def require_second_factor(user: User) -> None:
    """From now on this person sees nothing before a second factor is set up."""
    if not user.second_factor_required:
        user.second_factor_required = True
        user.save(update_fields=["second_factor_required"])


@transaction.atomic
def appoint(user: User, organisation: Organisation, role: str, *, by: User | None) -> Membership:
    """Give a person a role at an authority, agency or the platform; a second factor is required."""
    membership, _is_new = Membership.objects.get_or_create(
        user=user, organisation=organisation, role=role
    )
    require_second_factor(user)
    record("appoint", organisation, by=by, person=str(user.uuid), role=role)
    return membership
