"""Passkeys: as second factor, as login, and as step-up; no forged or replayed one counts."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.accounts.models import StepUp, User
from portal.accounts.services import require_second_factor
from portal.audit.models import AuditEvent
from portal.mail.models import OutgoingMail
from tests.cast import Cast, client_of
from tests.factories import PASSWORD, UserFactory
from tests.portal.accounts.authenticator import PRESENT, SoftPasskey
from tests.portal.accounts.test_login import confirmed, log_in, with_address

STEP_UP = "/mijn/bevestigen/?next=/gunning/"


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


def with_passkey(user: User, **traits: object) -> SoftPasskey:
    """Set one up on the page, as the person does."""
    passkey, client = SoftPasskey(**traits), confirmed(user)
    page = client.get(reverse("mfa_add_webauthn"))
    credential = passkey.create(page.context["js_data"]["creation_options"])
    reply = client.post(
        reverse("mfa_add_webauthn"),
        {"name": "sleutelbos", "credential": credential, "passwordless": "on"},
    )
    assert reply.status_code == 302, reply.context["form"].errors
    return passkey


def challenge(client: Client) -> dict:
    return client.get(STEP_UP).context["options"]


@pytest.fixture
def person(db: None) -> User:
    user = with_address(UserFactory())
    require_second_factor(user)
    return user


def test_a_passkey_is_set_up_and_lets_staff_in(person: User) -> None:
    """ASVS 6.3.3: a passkey is a second factor, and without one staff see nothing."""
    client = client_of(person)
    assert client.get("/mijn/taken/").url == reverse("mfa_index")
    with_passkey(person)
    assert client.get("/mijn/taken/").status_code == 200
    assert "sleutelbos" in client.get(reverse("mfa_list_webauthn")).content.decode()
    assert OutgoingMail.objects.filter(kind="security_notice").exists()


def test_the_page_to_begin_with_offers_both_factors(person: User) -> None:
    text = client_of(person).get(reverse("mfa_index")).content.decode()
    assert reverse("mfa_add_webauthn") in text
    assert reverse("mfa_activate_totp") in text


def test_recovery_codes_alone_are_no_second_factor(person: User) -> None:
    """ASVS 6.3.3: with its last real factor gone, a person of staff is back at the beginning."""
    RecoveryCodes.activate(person)
    assert client_of(person).get("/mijn/taken/").url == reverse("mfa_index")


def test_login_asks_for_the_passkey_after_the_password(person: User) -> None:
    passkey, client = with_passkey(person), Client()
    assert log_in(client, person).url == reverse("mfa_authenticate")
    page = client.get(reverse("mfa_authenticate"))
    assert "data-passkey" in page.content.decode()
    wrong = SoftPasskey()
    wrong.id, wrong.user = passkey.id, passkey.user
    client.post(
        reverse("mfa_authenticate"),
        {"credential": wrong.get(page.context["js_data"]["request_options"])},
    )
    assert "_auth_user_id" not in client.session, "somebody else's key with this one's name"
    assert AuditEvent.objects.filter(action="second_factor_refused").count() == 1
    page = client.get(reverse("mfa_authenticate"))
    answer = passkey.get(page.context["js_data"]["request_options"])
    client.post(reverse("mfa_authenticate"), {"credential": answer})
    assert client.session["_auth_user_id"] == str(person.pk)


def passkey_login(passkey: SoftPasskey) -> Client:
    client, address = Client(), reverse("mfa_login_webauthn")
    options = client.get(address, headers={"x-requested-with": "XMLHttpRequest"}).json()
    client.post(address, {"credential": passkey.get(options["request_options"])})
    return client


def test_a_passkey_with_a_pin_is_a_login_by_itself(person: User) -> None:
    """Possession and PIN are two factors: no password is asked."""
    client = passkey_login(with_passkey(person))
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_passkey_without_a_pin_is_no_login_by_itself(person: User) -> None:
    passkey = with_passkey(person)
    passkey.flags = PRESENT
    assert "_auth_user_id" not in passkey_login(passkey).session


def test_a_passkey_of_a_false_site_is_refused(person: User) -> None:
    passkey = with_passkey(person)
    passkey.origin = "https://testserver.vals.example"
    assert "_auth_user_id" not in passkey_login(passkey).session


def test_step_up_with_a_passkey_is_written_down(person: User) -> None:
    """ASVS 7.5.3: a passkey or a code of the app, of this moment and in this session."""
    passkey, client = with_passkey(person), client_of(person)
    reply = client.post(STEP_UP, {"credential": passkey.get(challenge(client))})
    assert reply.url == "/gunning/"
    proof = StepUp.objects.get()
    assert (proof.method, proof.session_key) == ("passkey", client.session.session_key)


def test_step_up_does_not_take_an_answer_twice(person: User) -> None:
    """ASVS 7.5.3: what was recorded at one confirmation opens nothing at the next."""
    passkey, client = with_passkey(person), client_of(person)
    answer = passkey.get(challenge(client))
    client.post(STEP_UP, {"credential": answer})
    challenge(client)
    page = client.post(STEP_UP, {"credential": answer})
    assert page.status_code == 200
    assert StepUp.objects.count() == 1
    assert AuditEvent.objects.get(action="step_up_refused").actor == person


@pytest.mark.parametrize("typed", ["", "{}", "[]", "1", "niets", '{"response": 1}', "null"])
def test_step_up_bears_any_answer(person: User, typed: str) -> None:
    with_passkey(person)
    assert client_of(person).post(STEP_UP, {"credential": typed}).status_code == 200
    assert not StepUp.objects.exists()


def test_step_up_does_not_take_a_recovery_code(cast: Cast) -> None:
    """ASVS 7.5.3: a note in a drawer is no device; it logs in, and opens no vault."""
    codes = RecoveryCodes.activate(cast.officer).get_unused_codes()
    page = client_of(cast.officer).post(STEP_UP, {"code": codes[0]})
    assert "code" in page.context["form"].errors
    assert not StepUp.objects.exists()


def test_the_passkey_of_another_is_not_mine_to_see_or_remove(person: User, cast: Cast) -> None:
    with_passkey(person)
    key = Authenticator.objects.get(user=person, type="webauthn")
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert confirmed(cast.officer).get(reverse(name, args=[key.pk])).status_code == 404


@pytest.mark.parametrize("name", ["mfa_remove_webauthn", "mfa_edit_webauthn"])
def test_pages_of_one_passkey_are_ours(person: User, name: str) -> None:
    with_passkey(person)
    key = Authenticator.objects.get(user=person, type="webauthn")
    client = confirmed(person)
    assert client.get(reverse(name, args=[key.pk])).content.decode().count("<h1>") == 1
    client.post(reverse(name, args=[key.pk]), {"name": "telefoon"})
    left = Authenticator.objects.filter(pk=key.pk).first()
    assert left is None or str(left) == "telefoon"


def test_confirming_with_a_passkey_is_our_page(person: User) -> None:
    with_passkey(person)
    client = client_of(person)
    assert client.get(reverse("mfa_reauthenticate_webauthn")).content.decode().count("<h1>") == 1
    assert PASSWORD not in client.get(reverse("mfa_index")).content.decode()
