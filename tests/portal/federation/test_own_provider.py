"""An authority's own identity provider lets in its own people, and nobody else."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.federation.models import IdentityProvider
from tests.cast import Cast
from tests.portal.accounts.test_login import with_address
from tests.portal.federation.provider import log_in_through, tell

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def row(cast: Cast, issuer: str) -> IdentityProvider:
    row = IdentityProvider(
        slug="rws", name="Rijkswaterstaat", kind="organisation", issuer=issuer,
        client_id="trechter", organisation=cast.rws, mail_domains="rws.example anders.example",
    )  # fmt: skip
    row.secret = "geheim"
    row.save()
    return row


@pytest.fixture
def officer(cast: Cast) -> User:
    """An officer with an address of the authority, and no second factor here."""
    Authenticator.objects.filter(user=cast.officer).delete()
    cast.officer.email = "inkoper@rws.example"
    cast.officer.save()
    return with_address(cast.officer)


def reason() -> str:
    return AuditEvent.objects.get(action="outside_login_refused").data["reason"]


def test_an_officer_gets_in_with_an_address_of_the_authority(
    row: IdentityProvider, officer: User
) -> None:
    tell(row.issuer, "inkoper", email=officer.email, email_verified=True)
    client = Client()
    assert log_in_through(client, row, "inkoper").status_code == 302
    assert client.session["_auth_user_id"] == str(officer.pk)
    assert SocialAccount.objects.get().user == officer


def test_own_second_factor_is_needed_by_default(row: IdentityProvider, officer: User) -> None:
    """ASVS 6.3.3: what the provider says counts only when the operator wrote that it does."""
    tell(row.issuer, "inkoper", email=officer.email, email_verified=True, amr=["pwd", "mfa"])
    client = Client()
    log_in_through(client, row, "inkoper")
    assert client.get("/mijn/taken/").url == reverse("mfa_index")
    row.second_factor_values = "mfa hwk"
    row.save()
    log_in_through(client, row, "inkoper")
    assert client.get("/mijn/taken/").status_code == 200


@pytest.mark.parametrize("amr", [["pwd"], "mfa", None, ["MFA"], [["mfa"]]])
def test_other_words_are_no_second_factor(
    row: IdentityProvider, officer: User, amr: object
) -> None:
    row.second_factor_values = "mfa"
    row.save()
    tell(row.issuer, "inkoper", email=officer.email, email_verified=True, amr=amr)
    client = Client()
    log_in_through(client, row, "inkoper")
    assert client.get("/mijn/taken/").url == reverse("mfa_index")


@pytest.mark.parametrize(
    ("email", "verified"),
    [
        ("inkoper@rws.example", False), ("inkoper@rws.example", "true"),
        ("inkoper@rws.example.dief.example", True), ("inkoper@elders.example", True), ("", True),
    ],
)  # fmt: skip
def test_an_address_that_is_not_confirmed_takes_over_no_account(
    row: IdentityProvider, officer: User, email: str, verified: object
) -> None:
    tell(row.issuer, "dief", email=email, email_verified=verified)
    client = Client()
    assert log_in_through(client, row, "dief").status_code == 403
    assert "_auth_user_id" not in client.session
    assert reason() == "address"


@pytest.mark.parametrize("person", ["outsider", "applicant"])
def test_who_has_no_role_there_is_not_let_in(
    row: IdentityProvider, cast: Cast, person: str
) -> None:
    """Another authority's officer, or a company: its provider has no say about them."""
    user = getattr(cast, person)
    user.email = "iemand@rws.example"
    user.save()
    tell(row.issuer, "iemand", email=user.email, email_verified=True)
    assert log_in_through(Client(), row, "iemand").status_code == 403
    assert reason() == "member"
    assert not SocialAccount.objects.exists()


def test_who_lost_the_role_is_not_let_in_again(row: IdentityProvider, officer: User) -> None:
    """ASVS 8.3.2: the role is looked at on each login."""
    tell(row.issuer, "inkoper", email=officer.email, email_verified=True)
    log_in_through(Client(), row, "inkoper")
    officer.memberships.all().delete()
    assert log_in_through(Client(), row, "inkoper").status_code == 403


def test_an_unknown_person_of_the_authority_makes_no_account(row: IdentityProvider) -> None:
    tell(row.issuer, "nieuw", email="nieuw@rws.example", email_verified=True)
    assert log_in_through(Client(), row, "nieuw").status_code == 403
    assert not User.objects.filter(email="nieuw@rws.example").exists()
