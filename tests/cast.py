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
    """Somebody with a role at an authority, agency or the platform."""
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


def make_cast() -> Cast:
    """The whole cast as rows."""
    rws = OrganisationFactory(name="Rijkswaterstaat", authority=True)
    province = OrganisationFactory(name="Provincie Voorbeeld", authority=True)
    rvo = OrganisationFactory(name="RVO", agency=True)
    platform = OrganisationFactory(name="Platform", kind=Organisation.Kind.PLATFORM, kvk="")
    company = OrganisationFactory(name="Kringbouw B.V.")
    rival_company = OrganisationFactory(name="Rivaal B.V.")
    people = {
        "author": staff(rws, Role.OFFICER, "Auteur"),
        "officer": staff(rws, Role.OFFICER, "Tweede inkoper"),
        "outsider": staff(province, Role.OFFICER, "Inkoper elders"),
        "escrow": staff(rvo, Role.ADVISER, "Reservehouder"),
        "analyst": staff(rvo, Role.ANALYST, "Analist"),
        "auditor": staff(platform, Role.AUDITOR, "Auditor"),
        "operator": staff(platform, Role.OPERATOR, "Beheerder"),
        "applicant": UserFactory(name="Inschrijver"),
        "colleague": UserFactory(name="Collega"),
        "viewer": UserFactory(name="Meelezer"),
        "rival": UserFactory(name="Rivaal"),
        "unassigned": with_second_factor(UserFactory(name="Lid elders")),
    }
    for name, role in [
        ("applicant", Role.SIGNATORY), ("colleague", Role.EDITOR), ("viewer", Role.VIEWER),
    ]:  # fmt: skip
        MembershipFactory(user=people[name], organisation=company, role=role)
    MembershipFactory(user=people["rival"], organisation=rival_company, role=Role.SIGNATORY)
    members = [with_second_factor(UserFactory(name=f"Lid {number}")) for number in range(1, 6)]
    return Cast(rws, province, rvo, company, rival_company, **people, members=members)
