"""The fixed cast that every access test plays with (house.md, "Tests")."""

from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Membership, Organisation, StepUp, User
from portal.accounts.services import require_second_factor
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
Role = Membership.Role


@dataclass
class Cast:
    """Two authorities, the agency, a company and its rival, five members, and everybody around."""

    rws: Organisation
    province: Organisation
    rvo: Organisation
    company: Organisation
    rival_company: Organisation
    author: User
    officer: User
    outsider: User
    escrow: User
    analyst: User
    auditor: User
    operator: User
    applicant: User
    colleague: User
    viewer: User
    rival: User
    unassigned: User
    members: list[User] = field(default_factory=list)


def with_second_factor(user: User) -> User:
    """Require a second factor and set one up; its secret is SECRET."""
    require_second_factor(user)
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, SECRET)
    return user


def staff(organisation: Organisation, role: str, name: str) -> User:
    """Somebody more, with a role at an authority, agency or the platform."""
    user = UserFactory(name=name)
    MembershipFactory(user=user, organisation=organisation, role=role)
    return with_second_factor(user)


def present_code() -> str:
    """The code that an app with SECRET shows now."""
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def proof_of(user: User, session_key: str = "test") -> StepUp:
    """A fresh second factor of this person, as `stepup.prove` writes it."""
    return StepUp.objects.create(
        user=user, session_key=session_key, method="totp", made_at=timezone.now()
    )


def client_of(user: User | None, *, stepped_up: bool = False) -> Client:
    """A browser of this person; None is somebody without a login."""
    client = Client()
    if user is not None:
        client.force_login(user)
        if stepped_up:
            proof_of(user, client.session.session_key or "")
    return client


AUTHORITIES = {"rws": "Rijkswaterstaat", "province": "Provincie Voorbeeld"}
COMPANIES = {"company": "Kringbouw B.V.", "rival_company": "Rivaal B.V."}
STAFF = {
    "author": ("rws", Role.OFFICER, "Auteur"),
    "officer": ("rws", Role.OFFICER, "Tweede inkoper"),
    "outsider": ("province", Role.OFFICER, "Inkoper elders"),
    "escrow": ("rvo", Role.ADVISER, "Reservehouder"),
    "analyst": ("rvo", Role.ANALYST, "Analist"),
    "auditor": ("platform", Role.AUDITOR, "Auditor"),
    "operator": ("platform", Role.OPERATOR, "Beheerder"),
}
APPLICANTS = {
    "applicant": ("company", Role.SIGNATORY, "Inschrijver"),
    "colleague": ("company", Role.EDITOR, "Collega"),
    "viewer": ("company", Role.VIEWER, "Meelezer"),
    "rival": ("rival_company", Role.SIGNATORY, "Rivaal"),
}


def make_cast() -> Cast:
    """The whole cast as rows, a kind at a time: half of all tests begin with it."""
    build, kind = OrganisationFactory.build, Organisation.Kind.PLATFORM
    groups = {
        **{key: build(name=name, authority=True) for key, name in AUTHORITIES.items()},
        "rvo": build(name="RVO", agency=True),
        "platform": build(name="Platform", kind=kind, kvk=""),
        **{key: build(name=name) for key, name in COMPANIES.items()},
    }
    Organisation.objects.bulk_create(groups.values())
    places = STAFF | APPLICANTS
    people = {key: UserFactory.build(name=name) for key, (_group, _role, name) in places.items()}
    people["unassigned"] = UserFactory.build(name="Lid elders")
    members = [UserFactory.build(name=f"Lid {number}") for number in range(1, 6)]
    guarded = [*(people[key] for key in STAFF), people["unassigned"], *members]
    for person in guarded:
        person.second_factor_required = True
    User.objects.bulk_create([*people.values(), *members])
    Membership.objects.bulk_create(
        Membership(user=people[key], organisation=groups[group], role=role)
        for key, (group, role, _name) in places.items()
    )
    first, *others = guarded
    factor = TOTP.activate(first, SECRET).instance
    Authenticator.objects.bulk_create(
        Authenticator(user=person, type=factor.type, data=factor.data) for person in others
    )
    groups.pop("platform")
    return Cast(**groups, **people, members=members)
