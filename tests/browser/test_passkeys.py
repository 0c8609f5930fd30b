"""Passkeys in a real browser, with the authenticator that Chromium itself plays (WebAuthn).

The portal runs in this process with rows of its own: no demo is needed. What tests/portal/accounts
says with a passkey written in Python, this says with a browser's: script, policy and forms.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, CDPSession, Page, expect

from portal.accounts.models import StepUp, User
from portal.accounts.services import require_second_factor
from tests.factories import PASSWORD, UserFactory
from tests.portal.accounts.test_login import with_address

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("loop_of_the_browser"),
]
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class Device:
    """A browser with an authenticator in it: a telephone, or a laptop with a fingerprint."""

    def __init__(self, browser: Browser, site: str, **traits: bool) -> None:
        self.context = browser.new_context(base_url=site, locale="nl-NL")
        self.context.set_default_timeout(60_000)
        self.page: Page = self.context.new_page()
        self.cdp: CDPSession = self.context.new_cdp_session(self.page)
        self.cdp.send("WebAuthn.enable")
        options = {"options": {**DEVICE, **traits}}
        self.id = self.cdp.send("WebAuthn.addVirtualAuthenticator", options)["authenticatorId"]

    def keys(self) -> list[Any]:
        """What the authenticator holds."""
        asked = {"authenticatorId": self.id}
        return self.cdp.send("WebAuthn.getCredentials", asked)["credentials"]

    def verifies(self, *, whom: bool) -> None:
        """Whether the next finger on it is its owner's."""
        asked = {"authenticatorId": self.id, "isUserVerified": whom}
        self.cdp.send("WebAuthn.setUserVerified", asked)

    def open(self, name: str, query: str = "") -> Page:
        """Go to a page of the portal."""
        self.page.goto(reverse(name) + query)
        return self.page

    def press(self, button: str) -> None:
        """Press a button that leads to another page."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()

    def log_in_with_password(self, person: User) -> None:
        """The way in before there is a passkey."""
        page = self.open("account_login")
        page.locator("[name=login]").fill(person.email)
        page.locator("[name=password]").fill(PASSWORD)
        self.press("Inloggen")

    def set_up(self, *, alone: bool = True) -> None:
        """Set a passkey up on the page for it, which asks for the password once more."""
        page = self.open("mfa_add_webauthn")
        page.locator("[name=password]").fill(PASSWORD)
        self.press("Bevestigen")
        page.locator("[name=name]").fill("laptop")
        if alone:
            page.locator("[name=passwordless]").check()
        self.press("De passkey instellen")

    def is_in(self) -> bool:
        """Whether somebody is logged in: only then there is a page of tasks."""
        self.open("accounts:tasks")
        return "/account/" not in self.page.url

    def forget(self) -> None:
        """The session is gone, the passkey stays: the next morning."""
        self.context.clear_cookies()


@pytest.fixture
def person(transactional_db: None) -> User:
    """Somebody of staff, who sees nothing before a second factor is set up."""
    cache.clear()
    user = with_address(UserFactory())
    require_second_factor(user)
    return user


@pytest.fixture
def devices(chromium: Browser, live_server: Any) -> Iterator[Any]:
    """Makes devices, and closes them."""
    made: list[Device] = []

    def make(**traits: bool) -> Device:
        made.append(Device(chromium, live_server.url, **traits))
        return made[-1]

    yield make
    for device in made:
        device.context.close()


@pytest.fixture
def device(devices: Any, person: User) -> Device:
    """The device of the person, with a passkey set up on it."""
    mine: Device = devices()
    mine.log_in_with_password(person)
    assert not mine.is_in(), "nothing is seen before a second factor"
    mine.set_up()
    return mine


def test_passkey_is_set_up_and_lets_in_at_once(device: Device, person: User) -> None:
    """ASVS 6.3.3: the browser makes it, the portal keeps the public half, and staff may go on."""
    (key,) = device.keys()
    assert key["isResidentCredential"]
    assert key["rpId"] == "localhost"
    assert Authenticator.objects.get(user=person, type="webauthn").wrap().name == "laptop"
    assert device.is_in()


def test_passkey_logs_in_without_a_password(device: Device, person: User) -> None:
    device.forget()
    assert not device.is_in()
    device.open("account_login")
    device.press("Inloggen met een passkey")
    assert device.is_in()
    assert person.name in device.page.content()


def test_login_with_a_passkey_is_a_proof_and_an_older_session_asks_for_one(
    device: Device, person: User
) -> None:
    """ASVS 7.5.3: and the proof is written down for this session alone (decision 405)."""
    StepUp.objects.all().delete()
    page = device.open("accounts:step-up", "?next=/mijn/taken/")
    device.press("Bevestigen met mijn passkey")
    assert page.url.endswith("/mijn/taken/")
    assert StepUp.objects.get().user == person
    assert StepUp.objects.get().method == "passkey"
    device.forget()
    device.open("account_login")
    device.press("Inloggen met een passkey")
    assert StepUp.objects.filter(user=person, method="passkey").count() == 2


@pytest.mark.parametrize("traits", [{"hasResidentKey": True}, {"hasResidentKey": False}])
def test_device_without_the_passkey_gets_nobody_in(
    device: Device, devices: Any, traits: dict[str, bool]
) -> None:
    """And says so on the page, in words: nothing is left turning."""
    other = devices(**traits)
    page = other.open("account_login")
    page.get_by_role("button", name="Inloggen met een passkey", exact=True).click()
    expect(page.locator("[data-passkey-trouble]")).to_be_visible()
    assert not other.is_in()
    device.forget()
    device.open("account_login")
    device.press("Inloggen met een passkey")
    assert device.is_in(), "the control: the device that has it gets in"


def test_finger_of_another_person_opens_nothing(device: Device) -> None:
    """A passkey is a login by itself only with its owner's finger, face or PIN."""
    device.forget()
    device.verifies(whom=False)
    page = device.open("account_login")
    page.get_by_role("button", name="Inloggen met een passkey", exact=True).click()
    page.wait_for_timeout(1_500)
    assert not device.is_in()


def test_passkey_that_was_removed_opens_nothing(device: Device, person: User) -> None:
    Authenticator.objects.filter(user=person).delete()
    device.forget()
    device.open("account_login")
    device.press("Inloggen met een passkey")
    assert not device.is_in()
    assert device.keys(), "the device still has it; the portal does not know it any more"
