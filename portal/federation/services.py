"""What a login through somebody else's word brings about."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from portal.accounts import kvk as trade_register
from portal.accounts.models import Membership, Organisation, User
from portal.accounts.services import enter_company
from portal.audit.record import record
from portal.clock import portal_now
from portal.federation import permissions, rules
from portal.federation.claims import Statement
from portal.federation.models import CompanyLogin, IdentityProvider

Role = Membership.Role


@transaction.atomic
def save_provider(provider: IdentityProvider, *, secret: str, by: User) -> IdentityProvider:
    """Enter or change a provider; an empty secret leaves the one that is there.

    The history tells what changed by name, and no secret. Raises PermissionDenied.
    """
    if not permissions.can_keep_providers(by):
        raise PermissionDenied("keep_providers")
    is_new = provider.pk is None
    if secret:
        provider.secret = secret
    provider.save()
    record(
        "enter_identity_provider" if is_new else "change_identity_provider",
        provider,
        by=by,
        issuer=provider.issuer,
        active=provider.is_active,
        new_secret=bool(secret),
    )
    return provider


@transaction.atomic
def act_for_company(user: User, statement: Statement, provider: IdentityProvider) -> CompanyLogin:
    """Make who logged in through a broker act for the company of the assertion.

    The KvK number comes from the assertion alone. A company that is not here yet is entered. By a
    chain authorisation somebody is intermediary, for as long as a session can last: the company
    may end the chain, and the broker then says so at the next login. Raises rules.Refused.
    """
    rules.require_company(provider, statement)
    company = _company_of(user, statement)
    role = Role.INTERMEDIARY if statement.intermediary_kvk else Role.SIGNATORY
    until = portal_now() + settings.SESSION_LONGEST if statement.intermediary_kvk else None
    _give(user, company, role, until)
    login, _is_new = CompanyLogin.objects.update_or_create(
        user=user,
        organisation=company,
        defaults={
            "provider": provider,
            "kvk": statement.kvk,
            "intermediary_kvk": statement.intermediary_kvk,
            "assurance": statement.assurance,
            "at": timezone.now(),
        },
    )
    record(
        "act_for_company",
        company,
        by=user,
        kvk=statement.kvk,
        intermediary=statement.intermediary_kvk,
        assurance=statement.assurance,
    )
    return login


def _company_of(user: User, statement: Statement) -> Organisation:
    """The company with this number. Two logins at once wait for each other, and enter one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"kvk:{statement.kvk}"])
    found = Organisation.objects.applicants().filter(kvk=statement.kvk).first()
    if found is not None:
        return found
    register = trade_register.look_up(statement.kvk)
    name = register.name or statement.company or f"KvK {statement.kvk}"
    return enter_company(
        by=user, name=name, kvk=statement.kvk, register=register, city=register.city
    )


def _give(user: User, company: Organisation, role: str, until: datetime | None) -> None:
    """The role until then. Who has it without an end, given by the company, keeps it so."""
    rows = Membership.objects.filter(user=user, organisation=company, role=role)
    if not rows.filter(until=None).exists():
        Membership.objects.update_or_create(
            user=user, organisation=company, role=role, defaults={"until": until}
        )
