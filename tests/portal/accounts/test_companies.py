"""Registering a company and inviting colleagues into it."""

import hashlib
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from portal.accounts import services
from portal.accounts.models import Membership, Organisation
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.mail.models import OutgoingMail
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of
from tests.factories import OrganisationFactory, UserFactory

COMPANY = {
    "name": "Nieuw B.V.",
    "country": "NL",
    "kvk": "01234567",
    "city": "Delft",
    "size": "small",
}


def invited(cast: Cast, email: str = "nieuw@voorbeeld.example") -> tuple[object, str]:
    return services.invite_colleague(
        cast.company, by=cast.applicant, email=email, name="Nieuw", role=Membership.Role.EDITOR
    )


def test_register_company_makes_its_signatory(cast: Cast) -> None:
    """A company registers itself, with the person who does so as its first signatory."""
    person = UserFactory()
    client = client_of(person)
    response = client.post(reverse("accounts:register-company"), COMPANY)
    company = Organisation.objects.get(kvk="01234567")
    assert response.url == reverse("accounts:company", args=[company.uuid])
    assert company.memberships.get().user == person
    assert company.memberships.get().role == Membership.Role.SIGNATORY
    assert company.kind == Organisation.Kind.COMPANY
    assert AuditEvent.objects.get(action="register_company").actor == person


def test_register_company_with_a_known_kvk_number_claims_nothing(cast: Cast) -> None:
    """Typing the number of another company gives no right in it."""
    person = UserFactory()
    client = client_of(person)
    kvk = cast.company.kvk
    page = client.post(reverse("accounts:register-company"), COMPANY | {"kvk": kvk})
    assert page.status_code == 200
    assert "Nieuw B.V." in page.content.decode(), "what was typed is kept"
    assert "kvk" in page.context["form"].errors
    assert not person.memberships.exists()
    with pytest.raises(TransitionRefused):
        services.register_company(by=person, name="Nieuw B.V.", kvk=kvk)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"kvk": "1234567"}, "kvk"),
        ({"kvk": "١٢٣٤٥٦٧٨"}, "kvk"),
        ({"name": ""}, "name"),
        ({"country": "ZZ"}, "country"),
    ],
)
def test_register_company_says_what_is_wrong(cast: Cast, change: dict, wrong: str) -> None:
    client = client_of(UserFactory())
    page = client.post(reverse("accounts:register-company"), COMPANY | change)
    assert list(page.context["form"].errors) == [wrong]


def test_register_company_takes_a_number_as_people_write_it(cast: Cast) -> None:
    client = client_of(UserFactory())
    client.post(reverse("accounts:register-company"), COMPANY | {"kvk": "01 23.45-67"})
    assert Organisation.objects.filter(kvk="01234567").exists()


def test_register_company_that_still_has_to_register_needs_no_kvk_number(cast: Cast) -> None:
    """REQ-11: an organisation without KvK is allowed until the contract."""
    client = client_of(UserFactory())
    client.post(reverse("accounts:register-company"), COMPANY | {"kvk": ""})
    assert Organisation.objects.get(name="Nieuw B.V.").kvk == ""


def test_register_company_abroad_needs_no_kvk_number(cast: Cast) -> None:
    """1.4: any company from the EU may take part."""
    client = client_of(UserFactory())
    client.post(reverse("accounts:register-company"), COMPANY | {"kvk": "", "country": "BE"})
    assert Organisation.objects.get(name="Nieuw B.V.").country == "BE"


def test_invitation_secret_is_stored_as_its_hash_only(cast: Cast) -> None:
    invitation, secret = invited(cast)
    assert invitation.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    mail = OutgoingMail.objects.get(kind="invitation")
    assert secret in mail.body
    assert mail.to_email == "nieuw@voorbeeld.example"
    assert secret not in str(list(AuditEvent.objects.values()))


def test_invitation_is_accepted_by_the_invited_address(cast: Cast) -> None:
    colleague = UserFactory(email="nieuw@voorbeeld.example")
    _invitation, secret = invited(cast, email="Nieuw@Voorbeeld.example")
    client = client_of(colleague)
    address = reverse("accounts:accept-invitation", args=[secret])
    assert client.get(address, follow=True).status_code == 200
    client.post(address)
    assert colleague.memberships.get().organisation == cast.company
    assert colleague.memberships.get().role == Membership.Role.EDITOR
    assert client.get(address).status_code == 404, "an invitation counts once"


def test_invitation_is_refused_to_any_other_person(cast: Cast) -> None:
    """Who finds the link in a forwarded mail gets into no company with it, nor learns which."""
    _invitation, secret = invited(cast)
    client = client_of(cast.rival)
    address = reverse("accounts:accept-invitation", args=[secret])
    page = client.get(address, follow=True)
    assert page.status_code == 403
    assert cast.company.name not in page.content.decode()
    assert client.post(address).status_code == 403
    assert not cast.rival.memberships.filter(organisation=cast.company).exists()
    refusals = AuditEvent.objects.filter(action="refused")
    assert refusals.count() == 2
    assert secret not in str(list(refusals.values())), "the secret still opens something"


def test_invitation_with_a_wrong_secret_does_not_exist(cast: Cast) -> None:
    client = client_of(cast.rival)
    for secret in ("wrong", "%00", "x" * 500):
        assert client.get(f"/mijn/uitnodiging/{secret}/").status_code == 404


@pytest.mark.parametrize("person", ["colleague", "viewer"])
def test_invite_colleague_is_for_signatories(cast: Cast, person: str) -> None:
    client = client_of(getattr(cast, person))
    address = reverse("accounts:company", args=[cast.company.uuid])
    assert client.get(address).context["form"] is None
    data = {"name": "Nieuw", "email": "nieuw@voorbeeld.example", "role": "signatory"}
    assert client.post(address, data).status_code == 403
    assert not cast.company.invitations.exists()


def test_invite_colleague_into_an_authority_is_refused(cast: Cast) -> None:
    """Officers are appointed by the platform, not invited by whoever knows an address."""
    with pytest.raises(PermissionDenied):
        services.invite_colleague(
            cast.rws, by=cast.officer, email="x@voorbeeld.example", name="X", role="officer"
        )


def test_invite_colleague_gives_no_role_outside_the_company(cast: Cast) -> None:
    client = client_of(cast.applicant)
    address = reverse("accounts:company", args=[cast.company.uuid])
    data = {"name": "Nieuw", "email": "nieuw@voorbeeld.example", "role": "auditor"}
    assert "role" in client.post(address, data).context["form"].errors


def test_companies_page_lists_only_ones_own(cast: Cast) -> None:
    page = client_of(cast.applicant).get(reverse("accounts:companies")).content.decode()
    assert cast.company.name in page
    assert cast.rival_company.name not in page


@pytest.mark.parametrize("count", [1, 3])
def test_companies_page_costs_the_same_for_one_and_three(
    cast: Cast, count: int, django_assert_num_queries: Callable
) -> None:
    person = UserFactory()
    for _number in range(count):
        Membership.objects.create(
            user=person, organisation=OrganisationFactory(), role=Membership.Role.EDITOR
        )
    client = client_of(person)
    with django_assert_num_queries(4):
        assert client.get(reverse("accounts:companies")).status_code == 200


def test_a_membership_that_has_ended_gives_nothing(cast: Cast) -> None:
    membership = cast.applicant.memberships.get()
    membership.until = portal_now()
    membership.save()
    client = client_of(cast.applicant)
    assert client.get(reverse("accounts:company", args=[cast.company.uuid])).status_code == 404
