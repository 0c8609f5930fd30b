"""The invented people and companies as rows: made when they are first needed."""

from functools import cache

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db import transaction

from demo import writing
from demo.cases import Case
from demo.keyring import PASSWORD, totp_secret
from demo.writing.bank import content
from portal.accounts import services
from portal.accounts.models import Membership, Organisation, User

Kind = Organisation.Kind
Role = Membership.Role
KINDS = {
    "agency": Kind.AGENCY,
    "executing_agency": Kind.AGENCY,
    "ministry": Kind.MINISTRY,
    "platform": Kind.PLATFORM,
}
STAFF_ROLES = {
    "officer": Role.OFFICER,
    "analyst": Role.ANALYST,
    "adviser": Role.ADVISER,
    "auditor": Role.AUDITOR,
    "operator": Role.OPERATOR,
    "administrator": Role.ADMINISTRATOR,
    "colleague": Role.COLLEAGUE,
}
SIZES = {size.value: size for size in Organisation.Size}


@cache
def _password() -> str:
    """One hash for all of them: hashing a password per person would take a minute."""
    return make_password(PASSWORD)


def user_of(person: writing.Person, *, second_factor: bool = False) -> User:
    """This invented person's login, with a verified address and, for staff, an app for codes."""
    user, is_new = User.objects.get_or_create(
        email=person.email, defaults={"name": person.name, "password": _password()}
    )
    if is_new:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if second_factor and not Authenticator.objects.filter(user=user).exists():
        services.require_second_factor(user)
        TOTP.activate(user, totp_secret(user))
    return user


def organisation_of(name: str, kind: str = Kind.AUTHORITY) -> Organisation:
    """An authority, agency or ministry by its name; the names of these are real and public."""
    organisation, _is_new = Organisation.objects.get_or_create(
        name=name, defaults={"kind": kind, "is_invented": False}
    )
    return organisation


@transaction.atomic
def staff(code: str) -> User:
    """One of the people at an authority, at RVO or at the platform (demo/content/people.json)."""
    person = writing.person(code)
    user = user_of(person, second_factor=True)
    if person.role in STAFF_ROLES and not user.memberships.exists():
        organisation = organisation_of(person.organisation, _kind_of(person))
        services.appoint(user, organisation, STAFF_ROLES[person.role], by=None)
    return user


def authority_of(case: Case) -> Organisation:
    """The authority that asks."""
    return organisation_of(case.authority.name, KINDS.get(case.authority.kind, Kind.AUTHORITY))


@transaction.atomic
def officers_of(case: Case) -> tuple[User, User]:
    """Two officers of the case's authority: its own where invented, else lent to it."""
    own = [p for p in writing.people() if p.role == "officer"]
    fitting = [p for p in own if p.organisation == case.authority.name] or own[:2]
    authority = authority_of(case)
    first, second = (user_of(person, second_factor=True) for person in fitting[:2])
    for user in (first, second):
        if not user.memberships.filter(organisation=authority, role=Role.OFFICER).exists():
            services.appoint(user, authority, Role.OFFICER, by=None)
    return first, second


@transaction.atomic
def committee(case: Case) -> list[tuple[User, str, bool]]:
    """The members in the order of the case's seats: (person, expertise, is independent)."""
    return [
        (user_of(person, second_factor=True), _expertise(person), person.independent)
        for _seat, person in sorted(writing.committee_for(case).items())
    ]


def _expertise(person: writing.Person) -> str:
    """What somebody knows about, in Dutch; the cases tell it in English."""
    known = content("calls")["profiles"]
    return str(known.get(person.profile, person.profile)).removeprefix("een ")


@transaction.atomic
def company_of(company: writing.Company) -> tuple[Organisation, User, User]:
    """An invented company with its signatory and a colleague who writes along."""
    signatory, colleague = user_of(company.contact), user_of(company.colleague)
    # A foreign company stands in no Dutch register, so it is known by its name.
    kvk = company.kvk if company.country == "NL" else ""
    known = {"kvk": kvk} if kvk else {"name": company.legal_name}
    organisation = Organisation.objects.filter(**known).first()
    if organisation is None:
        organisation = services.register_company(
            by=signatory,
            name=company.legal_name,
            kvk=kvk,
            country=company.country,
            city=company.city,
            size=SIZES.get(company.size, Organisation.Size.SMALL),
        )
        organisation.is_invented = True
        organisation.save(update_fields=["is_invented"])
        _invited(organisation, signatory, colleague, Role.EDITOR)
    return organisation, signatory, colleague


@transaction.atomic
def intermediary_of(company: Organisation, signatory: User) -> User:
    """Who writes for another company, invited by its signatory."""
    person = writing.person("intermediary")
    user = user_of(person)
    if not user.memberships.filter(organisation=company).exists():
        _invited(company, signatory, user, Role.INTERMEDIARY)
    return user


def _invited(organisation: Organisation, by: User, user: User, role: str) -> None:
    """Let somebody in as the pages do: an invitation by mail, which is accepted."""
    _invitation, secret = services.invite_colleague(
        organisation, by=by, email=user.email, name=user.name, role=role
    )
    invitation = services.find_invitation(secret)
    if invitation is not None:
        services.accept_invitation(invitation, by=user)


def _kind_of(person: writing.Person) -> str:
    if person.role in {"auditor", "operator"}:
        return Kind.PLATFORM
    return Kind.AGENCY if person.organisation == "RVO" else Kind.AUTHORITY
