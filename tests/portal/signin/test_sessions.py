"""Sessions: their limits, their list, and their end. A session is real time, not portal time."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.mail.models import OutgoingMail
from portal.people.services import end_role
from portal.signin.agents import device_text
from portal.signin.models import SignIn
from portal.signin.sessions import end_all, forget_ended
from portal.team.services import end_membership
from tests.cast import Cast, client_of
from tests.factories import PASSWORD, MembershipFactory, UserFactory
from tests.portal.accounts.test_login import confirmed, log_in, with_address

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
TASKS = "/mijn/taken/"
MINUTE = 60


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


def aged(client: Client, *, seen: int = 0, began: int = 0) -> Client:
    """The session of this browser, as it is after so many seconds without or with its person."""
    session = client.session
    session["seen_at"] -= seen
    session["began_at"] -= max(seen, began)
    session.save()
    return client


def is_in(client: Client) -> bool:
    return client.get(TASKS).status_code == 200


@pytest.mark.parametrize(
    ("person", "minutes", "stays"),
    [("officer", 29, True), ("officer", 31, False), ("applicant", 119, True),
     ("applicant", 121, False)],
)  # fmt: skip
def test_session_ends_without_its_person(
    cast: Cast, person: str, minutes: int, stays: bool
) -> None:
    """ASVS 7.3.1: 30 minutes for staff, two hours for companies; the server decides."""
    client = aged(client_of(getattr(cast, person)), seen=minutes * MINUTE)
    assert is_in(client) is stays
    if not stays:
        assert not client.session.get("_auth_user_id")
        assert AuditEvent.objects.get(action="session_ended").data["reason"] == "idle"


@pytest.mark.parametrize(("hours", "stays"), [(11.9, True), (12.1, False)])
def test_session_ends_after_a_long_day(cast: Cast, hours: float, stays: bool) -> None:
    """ASVS 7.3.2: twelve hours, however busy."""
    client = aged(client_of(cast.officer), began=int(hours * 3600))
    assert is_in(client) is stays


def test_session_goes_on_while_its_person_is_there(cast: Cast) -> None:
    client = aged(client_of(cast.officer), seen=29 * MINUTE)
    assert is_in(client)
    assert is_in(aged(client, seen=29 * MINUTE))


def test_a_page_that_asks_by_itself_lengthens_nothing(cast: Cast) -> None:
    """ASVS 7.3.1: only a person does: the question how long is left is no sign of one."""
    client = aged(client_of(cast.officer), seen=29 * MINUTE)
    left = client.get(reverse("signin:left")).json()["left"]
    assert 50 <= left <= 60
    assert client.session["seen_at"] < time.time() - 28 * MINUTE
    said = client.post(reverse("signin:stay")).json()
    assert said["left"] > 29 * MINUTE, "the button does (WCAG 2.2.1)"


def test_a_page_says_how_long_is_left(cast: Cast) -> None:
    """WCAG 2.2.1: the warning comes three minutes before the end, and asks for one click."""
    text = client_of(cast.officer).get(TASKS).content.decode()
    assert 'data-session-left="1' in text
    assert reverse("signin:stay") in text
    assert "data-session-left" not in Client().get("/").content.decode()


def test_how_long_is_left_for_nobody_is_nothing(db: None) -> None:
    assert Client().get(reverse("signin:left")).json()["left"] == 0


def test_form_that_is_sent_too_late_leads_back_to_its_page(cast: Cast) -> None:
    client = aged(client_of(cast.applicant), seen=3 * 3600)
    page = f"http://testserver/mijn/bedrijven/{cast.company.uuid}/?a=1"
    reply = client.post("/mijn/bedrijven/aansluiten/", headers={"referer": page})
    assert reply.url == (
        f"/account/login/?next=%2Fmijn%2Fbedrijven%2F{cast.company.uuid}%2F%3Fa%3D1"
    )


def test_form_that_is_sent_too_late_leads_to_no_other_site(cast: Cast) -> None:
    client = aged(client_of(cast.applicant), seen=3 * 3600)
    address = reverse("accounts:company", args=[cast.company.uuid])
    reply = client.post(address, headers={"referer": "https://elders.example/"})
    assert "elders" not in reply.url


def test_login_makes_a_new_session_key(db: None) -> None:
    """ASVS 7.2.4: what somebody planted before the login is worth nothing after it."""
    client = Client()
    client.get("/account/login/")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    log_in(client, with_address(UserFactory()))
    assert client.session.session_key != before
    assert not is_in(replay(before))


def replay(key: str) -> Client:
    """Another browser with a cookie that was copied."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def test_old_cookie_fails_after_logging_out(cast: Cast) -> None:
    """ASVS 7.4.1: the session is gone on the server, not only in the browser."""
    client = client_of(cast.applicant)
    key = client.session.session_key
    assert is_in(replay(key))
    client.post(reverse("account_logout"))
    assert not is_in(replay(key))
    assert not SignIn.objects.exists()


def test_old_cookie_fails_after_the_account_is_closed(cast: Cast) -> None:
    """ASVS 7.4.2: from the next request on."""
    client = client_of(cast.applicant)
    User.objects.filter(pk=cast.applicant.pk).update(is_active=False)
    assert not is_in(client)


def test_old_cookie_fails_after_the_password_is_changed(db: None) -> None:
    """ASVS 7.4.1: who knew the old password is out; who changed it goes on."""
    user = with_address(UserFactory())
    thief = client_of(user)
    key = thief.session.session_key
    client = confirmed(user)
    new = "een heel ander wachtwoord"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert is_in(client)
    assert not is_in(replay(key))
    assert SignIn.objects.get().session_key == client.session.session_key
    assert "wachtwoord is gewijzigd" in OutgoingMail.objects.get(kind="security_notice").subject


def test_sessions_end_with_the_role(cast: Cast) -> None:
    """ASVS 7.4.2: a colleague who was let go has no open pages left."""
    client = client_of(cast.colleague)
    end_membership(cast.colleague.memberships.get(), by=cast.applicant)
    assert not is_in(client)


def test_sessions_end_with_a_role_at_an_authority(cast: Cast) -> None:
    """ASVS 7.4.2: the administrator ends the role, and every open page with it."""
    client = client_of(cast.analyst)
    assert is_in(client)
    other = MembershipFactory(organisation=cast.rvo, role="analyst")
    administrator = MembershipFactory(organisation=cast.rvo, role="admin")
    end_role(cast.analyst.memberships.get(), by=administrator.user)
    assert not is_in(client)
    assert other.user.sign_ins.count() == 0


def test_sessions_are_listed_and_ended(cast: Cast) -> None:
    """ASVS 7.4.1: each by itself, and only one's own."""
    here, there = client_of(cast.applicant), Client(headers={"user-agent": FIREFOX})
    there.force_login(cast.applicant)
    SignIn.objects.exclude(session_key=here.session.session_key).update(agent=FIREFOX)
    other = SignIn.objects.get(agent=FIREFOX)
    text = here.get(reverse("signin:sessions")).content.decode()
    assert "Firefox" in text
    assert "deze" in text
    address = reverse("signin:end", args=[other.uuid])
    assert client_of(cast.rival).post(address).status_code == 404
    assert is_in(there)
    here.post(address)
    assert not is_in(there)
    assert is_in(here)


def test_all_other_sessions_are_ended_at_once(cast: Cast) -> None:
    here, *others = (client_of(cast.applicant) for _ in range(3))
    here.post(reverse("signin:end-others"))
    assert is_in(here)
    assert not any(is_in(other) for other in others)


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_sessions_asks_as_much_for_one_as_for_three(
    cast: Cast, count: int, django_assert_num_queries: object
) -> None:
    clients = [client_of(cast.applicant) for _ in range(count)]
    clients[0].get(reverse("signin:sessions"))
    with django_assert_num_queries(4):
        clients[0].get(reverse("signin:sessions"))


def test_ended_sessions_are_forgotten(cast: Cast) -> None:
    client_of(cast.applicant)
    client_of(cast.officer)
    old = SignIn.objects.filter(user=cast.officer)
    old.update(began_at=old.get().began_at - timedelta(hours=13))
    assert forget_ended() == 1
    assert end_all(cast.applicant) == 1


def test_login_on_an_unknown_device_is_mailed_once(db: None) -> None:
    user = with_address(UserFactory(last_login="2026-01-01T00:00Z"))
    notices = OutgoingMail.objects.filter(kind="security_notice")
    client = Client(headers={"user-agent": FIREFOX})
    log_in(client, user)
    assert "Firefox op Windows" in notices.get().body
    client.post(reverse("account_logout"))
    log_in(client, user)
    assert notices.count() == 1, "the device remembers"
    forged = Client()
    forged.cookies[settings.DEVICE_COOKIE_NAME] = f'["{user.uuid}"]'
    log_in(forged, user)
    assert notices.count() == 2


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox op Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
         "Safari op iPhone"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome op Android"),
        ("curl/8", "onbekend apparaat"), ("", "onbekend apparaat"),
    ],
)  # fmt: skip
def test_device_is_named_in_words(agent: str, words: str) -> None:
    assert device_text(agent) == words
