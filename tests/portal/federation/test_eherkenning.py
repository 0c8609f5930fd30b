"""Logging in by way of a broker of eHerkenning (REQ-21), against a real provider."""

import re

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Membership, Organisation, User
from portal.audit.models import AuditEvent
from portal.federation.assurance import Assurance, is_enough
from portal.federation.claims import Statement
from portal.federation.models import CompanyLogin, IdentityProvider
from portal.federation.services import act_for_company
from portal.mail.models import OutgoingMail
from tests.cast import Cast, client_of
from tests.factories import OrganisationFactory, UserFactory
from tests.portal.accounts.test_login import with_address
from tests.portal.federation.provider import (
    CHAIN,
    EH3,
    KVK,
    LOA,
    answer,
    ask,
    broker,
    log_in_through,
    tell,
)

pytestmark = pytest.mark.filterwarnings("ignore")
Role = Membership.Role
REFUSED = AuditEvent.objects.filter(action="outside_login_refused")


@pytest.fixture
def row(db: None, issuer: str) -> IdentityProvider:
    return broker(issuer)


def known(row: IdentityProvider, sub: str) -> User:
    """Somebody who made an account by this way before."""
    user = with_address(UserFactory())
    SocialAccount.objects.create(user=user, provider=row.slug, uid=sub)
    return user


def reason() -> str:
    return REFUSED.get().data["reason"]


@pytest.mark.parametrize(
    ("level", "least", "enough"),
    [
        ("2", "2", True), ("2plus", "2", True), ("2", "2plus", False), ("2plus", "3", False),
        ("3", "2plus", True), ("3", "3", True), ("3", "4", False), ("4", "3", True),
        ("5", "2", False), ("", "2", False), ("3 ", "2", False), ("1", "2", False),
    ],
)  # fmt: skip
def test_levels_have_an_order(level: str, least: str, enough: bool) -> None:
    """REQ-21: loa2 < loa2plus < loa3 < loa4, and what is unknown is below all."""
    assert is_enough(f"{LOA}{level}", f"{LOA}{least}") is enough


@pytest.mark.parametrize("level", [None, 3, ["x"], {}, True, "loa3", "EH3"])
def test_a_level_that_is_no_level_is_too_low(level: object) -> None:
    assert not is_enough(level, Assurance.LOA2)


def test_a_company_logs_in_and_acts_for_its_number(row: IdentityProvider) -> None:
    """REQ-21: the number is the one of the assertion, and the company becomes known by it."""
    user, client = known(row, "jansen"), Client()
    tell(row.issuer, "jansen", **EH3)
    reply = log_in_through(client, row, "jansen")
    assert reply.status_code == 302, reply.content.decode()
    assert client.session["_auth_user_id"] == str(user.pk)
    company = Organisation.objects.get(kvk="69599084")
    assert client.session["acts_for"] == str(company.uuid)
    assert company.name == "Bakkerij Jansen"
    assert company.memberships.get().role == Role.SIGNATORY
    login = CompanyLogin.objects.get()
    assert (login.kvk, login.assurance, login.intermediary_kvk) == ("69599084", f"{LOA}3", "")
    text = client.get(reverse("accounts:company", args=[company.uuid])).content.decode()
    assert "EH3" in text
    assert "U handelt nu voor dit bedrijf" in text


def test_the_portal_asks_with_proof_nonce_and_state(row: IdentityProvider) -> None:
    """REQ-21: code flow only, with PKCE (S256), a nonce and a state that are new each time."""
    client = Client()
    asked, again = ask(client, row), ask(client, row)
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["acr_values"] == f"{LOA}3"
    for name in ("code_challenge", "nonce", "state"):
        assert len(asked[name]) >= 16
        assert asked[name] != again[name]
    assert "geheim" not in str(asked)


def test_the_address_bar_changes_nothing_that_is_asked(row: IdentityProvider) -> None:
    asked = ask(Client(), row, "?auth_params=nonce%3D1%26acr_values%3Dx&scope=admin")
    assert len(asked["nonce"]) >= 16
    assert asked["acr_values"] == f"{LOA}3"
    assert "admin" not in asked["scope"]


@pytest.mark.parametrize("level", [f"{LOA}2", f"{LOA}2plus", f"{LOA}9", "", "3"])
def test_a_level_below_the_least_is_refused(row: IdentityProvider, level: str) -> None:
    """REQ-21: compared here, whatever the provider let through; and the page says what to do."""
    known(row, "laag")
    tell(row.issuer, "laag", **{**EH3, "acr": level})
    client = Client()
    page = log_in_through(client, row, "laag")
    assert page.status_code == 403
    assert "hoger niveau" in page.content.decode()
    assert "_auth_user_id" not in client.session
    assert reason() == "level"
    assert not Organisation.objects.filter(kvk="69599084").exists()


@pytest.mark.parametrize("number", ["", "1234567", "123456789", "abcdefgh", "1234 678", 69599084.5])
def test_an_assertion_without_a_number_is_refused(row: IdentityProvider, number: object) -> None:
    known(row, "geen")
    tell(row.issuer, "geen", **{**EH3, KVK: number})
    assert log_in_through(Client(), row, "geen").status_code == 403
    assert reason() == "kvk"


def test_a_nonce_of_another_session_is_refused(row: IdentityProvider) -> None:
    """REQ-21: a code that was fetched in another session is worth nothing in this one."""
    known(row, "jansen")
    tell(row.issuer, "jansen", **EH3)
    client = Client()
    page = log_in_through(client, row, "jansen", edit=lambda asked: {**asked, "nonce": "x" * 32})
    assert page.status_code == 403
    assert reason() == "untrusted"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("state", ["", "anders", "x" * 3000])
def test_a_state_of_another_session_is_refused(row: IdentityProvider, state: str) -> None:
    """REQ-21: nobody is logged in by a link that somebody else began."""
    known(row, "jansen")
    tell(row.issuer, "jansen", **EH3)
    client = Client()
    page = log_in_through(client, row, "jansen", edit=lambda asked: {**asked, "state": state})
    assert page.status_code == 403
    assert reason() == "untrusted"


def test_an_answer_counts_once(row: IdentityProvider) -> None:
    known(row, "jansen")
    tell(row.issuer, "jansen", **EH3)
    client = Client()
    back = answer(row.issuer, ask(client, row), "jansen")
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 403
    assert Client().get(back).status_code == 403, "and in the browser that asked only"


def test_who_stops_reads_so(row: IdentityProvider) -> None:
    client = Client()
    asked = ask(client, row)
    address = reverse("openid_connect_callback", args=[row.slug])
    page = client.get(address, {"error": "access_denied", "state": asked["state"]})
    assert page.status_code == 403
    assert reason() == "cancelled"


def test_a_new_person_gives_a_name_and_an_address_and_no_number(row: IdentityProvider) -> None:
    """REQ-21: the KvK number is taken from the assertion; a form cannot change it."""
    tell(row.issuer, "nieuw", **EH3)
    client = Client()
    assert log_in_through(client, row, "nieuw").url == reverse("socialaccount_signup")
    page = client.get(reverse("socialaccount_signup"))
    assert page.content.decode().count("<h1>") == 1
    assert set(page.context["form"].fields) == {"name", "email"}
    given = {"name": "Nieuwe", "email": "nieuw@bedrijf.example", "kvk": "90000001", KVK: "90000001"}
    client.post(reverse("socialaccount_signup"), given)
    user = User.objects.get(email="nieuw@bedrijf.example")
    user.emailaddress_set.update(verified=True)
    log_in_through(client, row, "nieuw")
    assert list(Organisation.objects.values_list("kvk", flat=True)) == ["69599084"]
    assert CompanyLogin.objects.get(user=user).kvk == "69599084"


def test_a_new_person_goes_on_for_the_company_when_the_address_is_proven(
    row: IdentityProvider,
) -> None:
    """REQ-21: confirming in the same browser ends the login that the broker began, next and all."""
    tell(row.issuer, "vers", **EH3)
    client = Client()
    assert log_in_through(client, row, "vers", query="?next=/offertes/").url == reverse(
        "socialaccount_signup"
    )
    given = {"name": "Verse", "email": "vers@bedrijf.example"}
    client.post(reverse("socialaccount_signup"), given)
    body = OutgoingMail.objects.get(to_email="vers@bedrijf.example").body
    page = client.get(re.search(r"http://testserver(\S+)", body).group(1), follow=True)
    assert client.post(page.request["PATH_INFO"]).url == "/offertes/"
    company = Organisation.objects.get(kvk="69599084")
    assert client.session["acts_for"] == str(company.uuid)
    assert CompanyLogin.objects.get().assurance == f"{LOA}3"


def test_a_form_does_not_change_the_number_afterwards(row: IdentityProvider) -> None:
    user, client = known(row, "jansen"), Client()
    tell(row.issuer, "jansen", **EH3)
    log_in_through(client, row, "jansen")
    company = Organisation.objects.get()
    address = reverse("accounts:register-number", args=[company.uuid])
    assert client.post(address, {"kvk": "90000001"}).status_code == 403
    company.refresh_from_db()
    assert company.kvk == "69599084"
    assert user.memberships.count() == 1


def test_an_address_in_an_assertion_takes_over_no_account(row: IdentityProvider) -> None:
    """A provider that names somebody's address gets a form, and that person a mail: no login."""
    victim = with_address(UserFactory())
    tell(row.issuer, "dief", **EH3, email=victim.email, email_verified=True)
    client = Client()
    log_in_through(client, row, "dief")
    client.post(reverse("socialaccount_signup"), {"name": "Dief", "email": victim.email})
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()
    assert OutgoingMail.objects.get(to_email=victim.email).kind == "account_already_exists"


def test_a_known_person_confirms_on_the_page_of_the_company(
    row: IdentityProvider, cast: Cast
) -> None:
    """Who typed the number before is confirmed by the assertion, in the account of before."""
    cast.company.kvk = "69599084"
    cast.company.save()
    tell(row.issuer, "inschrijver", **EH3)
    client = client_of(cast.applicant)
    assert log_in_through(client, row, "inschrijver", query="?process=connect").status_code == 302
    login = CompanyLogin.objects.get()
    assert (login.user, login.organisation) == (cast.applicant, cast.company)
    assert SocialAccount.objects.get().user == cast.applicant


def test_chain_authorisation_is_kept_and_shown_apart(row: IdentityProvider) -> None:
    """REQ-21: an intermediary acts as one, for as long as a session lasts, and it shows."""
    user, client = known(row, "adviseur"), Client()
    company = OrganisationFactory(kvk="69599084")
    tell(row.issuer, "adviseur", **{**EH3, CHAIN: "68750110"})
    log_in_through(client, row, "adviseur")
    membership = user.memberships.get()
    assert membership.role == Role.INTERMEDIARY
    assert membership.until is not None
    assert CompanyLogin.objects.get().intermediary_kvk == "68750110"
    text = client.get(reverse("accounts:company", args=[company.uuid])).content.decode()
    assert "68750110" in text
    assert "ketenmachtiging" in text


@pytest.mark.parametrize("chain", ["1", "69599084", "abcdefgh", "6875011O"])
def test_chain_that_cannot_be_read_is_refused(row: IdentityProvider, chain: str) -> None:
    """REQ-21: a chain is checked as the number itself is; nobody is intermediary of oneself."""
    known(row, "keten")
    tell(row.issuer, "keten", **{**EH3, CHAIN: chain})
    assert log_in_through(Client(), row, "keten").status_code == 403
    assert reason() == "chain"


def test_a_provider_that_is_off_is_not_there(row: IdentityProvider) -> None:
    row.is_active = False
    row.save()
    address = reverse("openid_connect_login", args=[row.slug])
    assert Client().get(address).status_code == 404
    assert address not in Client().get(reverse("account_login")).content.decode()


def test_a_provider_that_is_silent_is_a_page(row: IdentityProvider) -> None:
    IdentityProvider.objects.update(issuer="http://localhost:1")
    page = Client().get(reverse("openid_connect_login", args=[row.slug]))
    assert page.status_code == 403
    assert reason() == "silent"


def test_provider_that_says_it_is_another_is_refused(row: IdentityProvider) -> None:
    """The issuer is compared as it is written, so that one provider cannot speak for another."""
    IdentityProvider.objects.update(issuer=f"{row.issuer}/.well-known/openid-configuration")
    page = Client().get(reverse("openid_connect_login", args=[row.slug]))
    assert page.status_code == 403
    assert reason() == "untrusted"


def test_secret_is_encrypted_at_rest(row: IdentityProvider) -> None:
    stored = IdentityProvider.objects.values_list("encrypted_secret", flat=True).get()
    assert "geheim" not in stored
    assert IdentityProvider.objects.get().secret == "geheim van de makelaar"


def test_two_logins_enter_one_company(row: IdentityProvider) -> None:
    said = Statement(subject="x", assurance=f"{LOA}3", kvk="69599084", company="Jansen")
    for user in (UserFactory(), UserFactory()):
        act_for_company(user, said, row)
    assert Organisation.objects.get().memberships.count() == 2
