"""Making an account, logging in, and the second factor that comes first for staff."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import get_hasher
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from django.urls import reverse
from redis.exceptions import RedisError

from portal.accounts.models import StepUp, User
from portal.accounts.services import require_second_factor
from portal.accounts.stepup import fresh_proof
from portal.audit.models import AuditEvent
from portal.mail.models import OutgoingMail
from tests.cast import SECRET, Cast, client_of, present_code, with_second_factor
from tests.factories import PASSWORD, UserFactory


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


def with_address(user: User) -> User:
    """A person who has confirmed their e-mail address, as after signing up."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def log_in(client: Client, user: User, password: str = PASSWORD) -> object:
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def confirmed(user: User) -> Client:
    """A browser in which this person has just typed their password once more."""
    client = client_of(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def test_sign_up_and_confirm_the_address(db: None) -> None:
    client = Client(headers={"accept-language": "en"})
    data = {"email": "Nieuw@voorbeeld.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), data | {"name": "Nieuwe Inschrijver"})
    user = User.objects.get(email="nieuw@voorbeeld.example")
    assert (user.name, user.language) == ("Nieuwe Inschrijver", "en")
    mail = OutgoingMail.objects.get()
    assert mail.subject == "Confirm your e-mail address"
    assert "Dear Nieuwe Inschrijver" in mail.body
    assert log_in(Client(), user).url == reverse("account_email_verification_sent")
    path = re.search(r"http://testserver(\S+)", mail.body).group(1)
    page = client.get(path, follow=True)
    assert "nieuw@voorbeeld.example" in page.content.decode()
    client.post(page.request["PATH_INFO"])
    assert log_in(Client(), user).url == reverse("home")


def sign_up(client: Client, target: str) -> str:
    """Ask for an account on the way to somewhere; gives the link of the mail."""
    data = {"email": "nieuw@voorbeeld.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), data | {"name": "Nieuw", "next": target})
    return re.search(r"http://testserver(\S+)", OutgoingMail.objects.get().body).group(1)


def confirm(client: Client, link: str) -> object:
    """Open the link, and say yes."""
    page = client.get(link, follow=True)
    target = page.context["redirect_field_value"]
    return client.post(page.request["PATH_INFO"], {"next": target} if target else {})


def test_sign_up_leads_on_to_where_one_was_going(db: None) -> None:
    """Who gave the password in this browser a minute ago need not give it again."""
    client = Client()
    answer = confirm(client, sign_up(client, "/offertes/"))
    assert answer.url == "/offertes/"
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_sign_up_confirmed_in_another_browser_logs_nobody_in(db: None) -> None:
    """A link alone opens no account; it still knows where one was going."""
    telephone = Client()
    answer = confirm(telephone, sign_up(Client(), "/offertes/"))
    assert answer.url == "/offertes/"
    assert "_auth_user_id" not in telephone.session
    assert log_in(Client(), User.objects.get()).url == reverse("home"), "the address is proven"


def test_sign_up_leads_to_no_other_site(db: None) -> None:
    """ASVS 1.2.2: where the link leads on to is a page of this portal."""
    assert "elders" not in sign_up(Client(), "https://elders.example/")


def test_confirming_an_address_does_not_go_round_the_second_factor(db: None) -> None:
    user = with_second_factor(UserFactory())
    client = Client()
    assert log_in(client, user).url == reverse("account_email_verification_sent")
    link = re.search(r"http://testserver(\S+)", OutgoingMail.objects.get().body).group(1)
    assert confirm(client, link).url.startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session


def test_sign_up_does_not_tell_who_has_an_account(db: None) -> None:
    """The same page for a known and an unknown address; the difference is in the mailbox."""
    known = with_address(UserFactory())
    answers = []
    for email in (known.email, "onbekend@voorbeeld.example"):
        data = {"email": email, "password1": PASSWORD, "password2": PASSWORD, "name": "Iemand"}
        response = Client().post(reverse("account_signup"), data)
        answers.append((response.status_code, response.url))
    assert answers[0] == answers[1]
    assert OutgoingMail.objects.get(to_email=known.email).kind == "account_already_exists"


@pytest.mark.parametrize("password", ["kort", "q1w2e3r4t5y6", "zwak@voorbeeld.example"])
def test_sign_up_refuses_a_weak_password(db: None, password: str) -> None:
    data = {"email": "zwak@voorbeeld.example", "password1": password, "password2": password}
    page = Client().post(reverse("account_signup"), data | {"name": "Iemand"})
    assert "password1" in page.context["form"].errors


def test_login_with_a_wrong_password_tells_nothing_more(db: None) -> None:
    """ASVS 6.3.8: known or not, the same status and the same words."""
    user = with_address(UserFactory())
    wrong = log_in(Client(), user, "verkeerd wachtwoord")
    unknown = log_in(Client(), UserFactory.build(email="onbekend@voorbeeld.example"))
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert wrong.status_code == unknown.status_code == 200
    assert AuditEvent.objects.get(action="login_refused").object_id == user.pk


def test_login_of_an_unknown_address_costs_as_much_work(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ASVS 6.3.8: a password is hashed once for either, which is where the time goes."""
    hashed: list[str] = []
    hasher = get_hasher()
    encode = hasher.encode
    monkeypatch.setattr(
        type(hasher),
        "encode",
        lambda self, *args, **kwargs: hashed.append("") or encode(*args, **kwargs),
    )
    counts = []
    for user in (with_address(UserFactory()), UserFactory.build(email="weg@voorbeeld.example")):
        hashed.clear()
        log_in(Client(), user, "verkeerd wachtwoord")
        counts.append(len(hashed))
    assert counts == [1, 1]


def test_login_from_one_address_is_slowed_down_over_many_accounts(db: None) -> None:
    """ASVS 2.4.1: one guess at each of many accounts meets the limit of the address."""
    for _attempt in range(10):
        log_in(Client(), with_address(UserFactory()), "verkeerd wachtwoord")
    user = with_address(UserFactory())
    assert log_in(Client(), user).status_code != 302
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert log_in(elsewhere, user).status_code == 302, "others are not held up"


def test_login_is_refused_when_attempts_cannot_be_counted(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ASVS 6.3.1: the limit of the login fails closed; a person reads why, and it is no 500."""
    user = with_address(UserFactory())

    def gone(*_args: object, **_kwargs: object) -> None:
        raise RedisError("the cache is gone")

    monkeypatch.setattr(LocMemCache, "add", gone)
    client = Client()
    assert log_in(client, user).status_code == 503
    assert "_auth_user_id" not in client.session


def test_login_is_slowed_down_after_five_wrong_passwords(db: None) -> None:
    """ASVS 6.3.1: after five wrong ones the right one comes too late as well."""
    user = with_address(UserFactory())
    for _attempt in range(10):
        page = log_in(Client(), user, "verkeerd wachtwoord")
    assert log_in(Client(), user).status_code != 302, "the right one comes too late as well"
    assert page.status_code in {200, 429}


def test_login_asks_for_the_code_after_the_password(db: None) -> None:
    user = with_second_factor(with_address(UserFactory()))
    client = Client()
    assert log_in(client, user).url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session, "a password alone is not a login"
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": present_code()})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_login_with_a_code_is_a_fresh_proof_of_its_session(db: None) -> None:
    """Who logs in to open a vault is not asked for a second code at once (ASVS 7.5.3)."""
    user, client = with_second_factor(with_address(UserFactory())), Client()
    log_in(client, user)
    assert not StepUp.objects.exists(), "a password proves nothing"
    client.post(reverse("mfa_authenticate"), {"code": present_code()})
    assert fresh_proof(user, client.session.session_key)
    assert not fresh_proof(user, "another session")


def test_login_with_a_recovery_code_is_no_proof(db: None) -> None:
    """ASVS 7.5.3: a note in a drawer is no device."""
    user, client = with_second_factor(with_address(UserFactory())), Client()
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    log_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not StepUp.objects.exists()


def test_second_factor_secret_is_encrypted_at_rest(db: None) -> None:
    user = with_second_factor(UserFactory())
    assert SECRET not in str(Authenticator.objects.get(user=user).data)


STAFF_PAGES = [
    "home", "accounts:tasks", "accounts:companies", "calls:list", "awards:my-calls",
    "assessment:mine", "audit:history", "funnel:portfolio", "applications:mine",
]  # fmt: skip


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_staff_see_nothing_before_a_second_factor(cast: Cast, name: str) -> None:
    """ASVS 6.3.3: officers, committee, agency and platform: zero pages before it is set up."""
    Authenticator.objects.filter(user=cast.officer).delete()
    client = client_of(cast.officer)
    response = client.get(reverse(name))
    assert (response.status_code, response.url) == (302, reverse("mfa_index"))


def test_second_factor_is_required_from_the_moment_of_a_staff_role(db: None) -> None:
    user = UserFactory()
    client = client_of(user)
    assert client.get(reverse("accounts:tasks")).status_code == 200
    require_second_factor(user)
    assert client.get(reverse("accounts:tasks")).url == reverse("mfa_index")


def test_setting_up_an_app_shows_a_square_and_the_secret(db: None) -> None:
    """The square stands in the page as SVG: the content policy takes no data: addresses."""
    user = with_address(UserFactory())
    require_second_factor(user)
    page = confirmed(user).get(reverse("mfa_activate_totp"))
    text = page.content.decode()
    assert "<svg role=" in text
    assert "data:image" not in text
    assert "style=" not in text
    assert page.context["form"].secret in text


ENTRANCE = [
    "account_login", "account_signup", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key_done", "account_email_verification_sent", "account_inactive",
]  # fmt: skip
MANAGE = [
    "account_logout", "account_email", "account_change_password", "account_reauthenticate",
    "mfa_index", "mfa_activate_totp",
]  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ENTRANCE + MANAGE)
def test_account_pages_are_ours_in_both_languages(cast: Cast, name: str, language: str) -> None:
    client = confirmed(cast.applicant) if name in MANAGE else Client()
    page = client.get(reverse(name), headers={"accept-language": language})
    text = page.content.decode()
    assert page.status_code == 200
    assert f'<html lang="{language}">' in text
    assert text.count("<h1>") == 1
    assert "placeholder" not in text


SECOND_FACTOR = [
    "mfa_index", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes",
    "mfa_reauthenticate",
]  # fmt: skip


@pytest.mark.parametrize("name", SECOND_FACTOR)
def test_second_factor_pages_are_ours(cast: Cast, name: str) -> None:
    RecoveryCodes.activate(cast.officer)
    page = confirmed(cast.officer).get(reverse(name))
    assert page.status_code == 200
    assert page.content.decode().count("<h1>") == 1


def test_a_new_password_through_the_mailbox(db: None) -> None:
    user = with_address(UserFactory())
    client = Client()
    client.post(reverse("account_reset_password"), {"email": user.email})
    mail = OutgoingMail.objects.get()
    path = re.search(r"http://testserver(\S+)", mail.body).group(1)
    page = client.get(path, follow=True)
    new = "een heel ander wachtwoord"
    address = page.redirect_chain[-1][0]
    client.post(address, {"password1": new, "password2": new})
    assert log_in(Client(), user, new).url == reverse("home")


def test_mail_to_an_unknown_address_gives_no_link_to_a_password(db: None) -> None:
    Client().post(reverse("account_reset_password"), {"email": "onbekend@voorbeeld.example"})
    assert OutgoingMail.objects.get().kind == "unknown_account"
    assert "password/reset" not in OutgoingMail.objects.get().body
