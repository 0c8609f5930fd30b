"""Writes on people and organisations."""

import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts import entering, numbers, permissions
from portal.accounts import kvk as trade_register
from portal.accounts.models import Invitation, Membership, Organisation, User
from portal.audit.record import record
from portal.clock import portal_now
from portal.crypto.link_secrets import sha256_of
from portal.look.wording import day_text
from portal.mail.outbox import queue_text
from portal.signin.sessions import end_all
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def register_company(
    *,
    by: User,
    name: str,
    kvk: str = "",
    register: trade_register.Reply | None = None,
    **facts: str,
) -> Organisation:
    """Register a company with `by` as its first signatory.

    `facts` are its country, city, size, rsin, vat_id and iban, as far as they are known; `register`
    is what the trade register said about `kvk`. A KvK number that is registered already is refused:
    typing a number claims no company.
    """
    if kvk and Organisation.objects.filter(kvk=kvk).exists():
        raise TransitionRefused(
            _("This company is registered already. Ask a colleague there to invite you."),
            code="company_exists",
        )
    company = enter_company(by=by, name=name, kvk=kvk, register=register, **facts)
    Membership.objects.create(user=by, organisation=company, role=Membership.Role.SIGNATORY)
    return company


@transaction.atomic
def enter_company(
    *,
    by: User,
    name: str,
    kvk: str,
    register: trade_register.Reply | None,
    **facts: str,
) -> Organisation:
    """Write a company down, with nobody in it yet. Who calls this has looked at the number."""
    company = Organisation.objects.create(
        name=name, kind=Organisation.Kind.COMPANY, kvk=kvk, **facts
    )
    record("register_company", company, by=by)
    _write_check(company, register, by=by)
    return company


@transaction.atomic
def add_register_number(
    organisation: Organisation,
    *,
    kvk: str,
    by: User,
    register: trade_register.Reply | None = None,
) -> Organisation:
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
    _write_check(organisation, register, by=by)
    return organisation


@transaction.atomic
def check_register_number(
    organisation: Organisation, *, register: trade_register.Reply, by: User
) -> Organisation:
    """Write down what the trade register said about the number that a company has here.

    Raises PermissionDenied for who does not sign for it or when there is nothing to check.
    """
    organisation = lock(organisation)
    if not permissions.can_check_register_number(by, organisation):
        raise PermissionDenied("check_register_number")
    _write_check(organisation, register, by=by)
    return organisation


@transaction.atomic
def change_numbers(
    organisation: Organisation, *, rsin: str, vat_id: str, iban: str, by: User
) -> Organisation:
    """Change a company's numbers; the history tells which, and not what they are.

    Raises PermissionDenied for who does not sign for it.
    """
    organisation = lock(organisation)
    if not permissions.can_change_numbers(by, organisation):
        raise PermissionDenied("change_numbers")
    given = {"rsin": rsin, "vat_id": vat_id, "iban": iban}
    changed = [name for name in given if getattr(organisation, name) != given[name]]
    if changed:
        for name in changed:
            setattr(organisation, name, given[name])
        organisation.save(update_fields=changed)
        record("change_numbers", organisation, by=by, changed=changed)
    return organisation


def _write_check(
    organisation: Organisation, register: trade_register.Reply | None, *, by: User
) -> None:
    """Keep the register's answer. Of a sole trader nothing stays that may be a BSN."""
    if register is None or not organisation.kvk or register.number != organisation.kvk:
        return
    if register.outcome == trade_register.Outcome.VERIFIED:
        organisation.kvk_name = register.name
        organisation.kvk_legal_form = register.legal_form
        organisation.kvk_ends_on = register.ends_on
        organisation.kvk_verified_at = portal_now()
        removed = _remove_bsn(organisation) if register.is_sole_trader else []
        organisation.save()
        if removed:
            record("remove_numbers", organisation, by=by, removed=removed)
    record("check_register_number", organisation, by=by, outcome=str(register.outcome))


def _remove_bsn(organisation: Organisation) -> list[str]:
    """Take off the numbers that may be a sole trader's BSN; return which. Saves nothing."""
    removed = [
        name
        for name, may_hold in (
            ("rsin", bool(organisation.rsin)),
            ("vat_id", numbers.may_hold_bsn(organisation.vat_id)),
        )
        if may_hold
    ]
    for name in removed:
        setattr(organisation, name, "")
    return removed


@transaction.atomic
def invite_colleague(
    organisation: Organisation, *, by: User, email: str, name: str, role: str
) -> tuple[Invitation, str]:
    """Invite somebody into a company by mail; return the invitation and its secret."""
    if not permissions.can_invite_colleague(by, organisation):
        raise PermissionDenied("invite_colleague")
    return send_invitation(organisation, by=by, email=email, name=name, role=role)


def send_invitation(
    organisation: Organisation, *, by: User, email: str, name: str, role: str
) -> tuple[Invitation, str]:
    """Write an invitation and its mail; the caller has asked who may, and holds a transaction."""
    secret = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email.lower(),
        name=name,
        role=role,
        secret_sha256=sha256_of(secret),
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
            "log in or make an account:\n%(link)s\n\nThe invitation holds until %(day)s and works "
            "once. If you do not know %(person)s, do nothing: without you it has no effect.\n"
        )
        % {
            "name": name,
            "person": by.name,
            "company": organisation.name,
            "link": link,
            "day": day_text(portal_now() + Invitation.VALID),
        },
    )
    record("invite_colleague", organisation, by=by, role=role)
    return invitation, secret


def find_invitation(secret: str) -> Invitation | None:
    """The invitation that belongs to a secret, if it was not used and has not ended."""
    return Invitation.objects.open().filter(secret_sha256=sha256_of(secret)).first()


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User) -> Membership:
    """Become a colleague. The invitation is for one address: another person's login is refused.

    At an authority, agency or the platform a second factor is required from here on. Raises
    PermissionDenied, or TransitionRefused where another part of this person forbids the role.
    """
    lock_person(by)
    invitation = lock(invitation)
    is_open = Invitation.objects.open().filter(pk=invitation.pk).exists()
    if not is_open or not permissions.can_accept_invitation(by, invitation):
        raise PermissionDenied("accept_invitation")
    if invitation.organisation.kind not in Organisation.APPLICANTS:
        entering.check(by, invitation.organisation, invitation.role)
        require_second_factor(by)
    invitation.accepted_at = portal_now()
    invitation.save(update_fields=["accepted_at"])
    membership, _is_new = Membership.objects.update_or_create(  # who left can come back
        user=by,
        organisation=invitation.organisation,
        role=invitation.role,
        defaults={"until": None},
    )
    record("accept_invitation", invitation.organisation, by=by, role=invitation.role)
    return membership


def lock_person(user: User) -> None:
    """Until the transaction ends nobody else gives this person a part in a call.

    Before any other lock. Rows that name the person can be written meanwhile (NO KEY).
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def require_second_factor(user: User) -> None:
    """From now on this person sees nothing before a second factor is set up."""
    if not user.second_factor_required:
        user.second_factor_required = True
        user.save(update_fields=["second_factor_required"])


def end_now(membership: Membership, *, by: User, action: str) -> None:
    """Let a role end at this moment, and the sessions of whom somebody else lets go.

    The caller holds the lock. One that has ended already stays as it is, without a line.
    """
    now = portal_now()
    if membership.until is not None and membership.until <= now:
        return
    membership.until = now
    membership.save(update_fields=["until"])
    if membership.user_id != by.pk:
        end_all(membership.user)
    person = str(membership.user.uuid)
    record(action, membership.organisation, by=by, person=person, role=membership.role)


@transaction.atomic
def appoint(user: User, organisation: Organisation, role: str, *, by: User | None) -> Membership:
    """Give a person a role at an authority, agency or the platform; a second factor is required."""
    membership, _is_new = Membership.objects.update_or_create(
        user=user, organisation=organisation, role=role, defaults={"until": None}
    )
    require_second_factor(user)
    record("appoint", organisation, by=by, person=str(user.uuid), role=role)
    return membership
