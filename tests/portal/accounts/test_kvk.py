"""Asking the trade register about a KvK number, and never waiting for it (REQ-29)."""

import json
import time
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.accounts import kvk, registering
from portal.accounts.kvk import Outcome
from portal.accounts.models import Organisation
from portal.audit.models import AuditEvent
from tests.cast import Cast, client_of
from tests.factories import UserFactory
from tests.portal.accounts.register import REPLIES, Register
from tests.portal.accounts.test_companies import COMPANY

BV, SOLE_TRADER, ENDED, SOCIETY = "90001354", "69599084", "96354429", "90000749"
SHIELDED = ("Schuilhoek", "8061ZZ", "Verborgenhuizen", "Delft")


def filled(name: str = "Nieuw B.V.", **change: str) -> dict[str, str]:
    return COMPANY | {"name": name, "kvk": BV} | change


def registered(**change: str) -> Organisation:
    """Register over the page, which must let it through."""
    data = filled(**change)
    page = client_of(UserFactory()).post(reverse("accounts:register-company"), data)
    assert page.status_code == 302, page.context["form"].errors
    return Organisation.objects.get(name=data["name"])


def said(client, company: Organisation) -> str:
    return client.get(reverse("accounts:company", args=[company.uuid])).content.decode()


def test_look_up_reads_what_the_register_says(register: Register) -> None:
    found = kvk.look_up(SOLE_TRADER)
    assert found == kvk.Reply(
        SOLE_TRADER, Outcome.VERIFIED, "Test EMZ Dagobert", "Eenmanszaak", "Amsterdam", 1, None
    )
    assert found.is_sole_trader
    assert register.asked == [f"/api/v1/basisprofielen/{SOLE_TRADER}"]


def test_look_up_of_an_association_without_branches_has_its_owners_town(register) -> None:
    """5.3: a main branch may be absent, and so may the number of people."""
    found = kvk.look_up(SOCIETY)
    assert (found.outcome, found.city, found.people) == (Outcome.VERIFIED, "Dordrecht", None)


def test_look_up_reads_an_end_of_which_the_day_is_unknown(register: Register) -> None:
    """REQ-29: an end date is told; the register writes 00 for a day that it does not know."""
    assert kvk.look_up(ENDED).ends_on == date(2024, 3, 1)


def test_look_up_keeps_answers_for_five_minutes(register: Register) -> None:
    """REQ-29: cache 5 minutes; both what is there and what is not."""
    assert kvk.KEPT_SECONDS == 300
    for _time in range(3):
        kvk.look_up(BV)
        kvk.look_up("12345678")
    assert len(register.asked) == 2
    cache.clear()
    kvk.look_up(BV)
    assert len(register.asked) == 3


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 429, 500, 503])
def test_look_up_that_is_refused_could_not_verify(register: Register, status: int) -> None:
    """REQ-29: another 4xx or a 5xx is "could not verify"; so is a 404 that is not the KvK's own."""
    register.status = status
    assert kvk.look_up(BV).outcome == Outcome.UNKNOWN
    register.status = 200
    assert kvk.look_up(BV).outcome == Outcome.VERIFIED, "silence is not kept"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>", b"[]", b"null", b"{}", b"[" * 100_000, b'{"kvkNummer": "90001354"}',
        b'{"kvkNummer": "90001354", "naam": 3}', b'{"kvkNummer": "90001354", "naam": "\xff"}',
        b'{"kvkNummer": "11111111", "naam": "Another"}',
        b'{"kvkNummer": "90001354", "naam": "A", "_embedded": {"eigenaar": {"adressen": [1]}}}',
        b'{"kvkNummer": "90001354", "naam": "A", "totaalWerkzamePersonen": "many"}',
        b'{"kvkNummer": "90001354", "naam": "A", "materieleRegistratie": {"datumEinde": "2024"}}',
        b'{"kvkNummer": "90001354", "naam": "' + b"A" * kvk.MOST_BYTES + b'"}',
    ],
)  # fmt: skip
def test_look_up_with_an_answer_nobody_can_read_could_not_verify(register, body: bytes) -> None:
    register.body = body
    assert kvk.look_up(BV).outcome == Outcome.UNKNOWN


def test_look_up_gives_up_soon(register: Register, settings) -> None:
    settings.KVK_TIMEOUT_SECONDS = 0.1
    register.silence = 1
    began = time.monotonic()
    assert kvk.look_up(BV).outcome == Outcome.UNKNOWN
    assert time.monotonic() - began < 0.9


def test_look_up_with_nobody_there_could_not_verify(register: Register, settings) -> None:
    settings.KVK_API_URL = "http://127.0.0.1:9/api"
    assert kvk.look_up(BV).outcome == Outcome.UNKNOWN


def test_look_up_without_a_key_asks_nobody(register: Register, settings) -> None:
    settings.KVK_API_KEY = ""
    assert kvk.look_up(BV).outcome == Outcome.UNKNOWN
    assert register.asked == []


def test_look_up_takes_its_key_to_no_other_address(register: Register) -> None:
    register.status, register.location = 302, f"{register.address}/elsewhere"
    assert kvk.look_up(BV).outcome == Outcome.UNKNOWN
    assert len(register.asked) == 1


def test_a_shielded_address_is_never_shown_or_kept(cast: Cast, register: Register) -> None:
    """REQ-29: of an address that the register shields, not even the town is shown."""
    assert kvk.look_up(BV).city == ""
    company = registered()
    page = said(client_of(company.memberships.get().user), company)
    stored = str(Organisation.objects.filter(pk=company.pk).values()) + str(cache.get(f"kvk:{BV}"))
    assert "Test BV Katrien" in page
    assert "Test BV Katrien" in stored, "the control: what may be kept is"
    for word in SHIELDED[:3]:
        assert word in (REPLIES / f"{BV}.json").read_text(), "the control: the register said it"
        assert word not in page + stored


def test_register_company_keeps_how_the_register_states_it(cast: Cast, register, clock) -> None:
    """REQ-29: when it was verified and how it was stated, with a line in the history."""
    company = registered()
    assert company.kvk_verified_at is not None
    assert (company.kvk_name, company.kvk_legal_form) == (
        "Test BV Katrien",
        "Besloten Vennootschap",
    )
    assert company.name == "Nieuw B.V.", "what was typed stands"
    assert AuditEvent.objects.get(action="check_register_number").data == {"outcome": "verified"}
    page = said(client_of(company.memberships.get().user), company)
    assert "gecontroleerd bij de KvK" in page


def test_register_company_with_an_unknown_number_keeps_what_was_typed(cast, register) -> None:
    """A number that the register does not know is an error, beside all the others."""
    data = filled(kvk="12 34 56 78", iban="NL91ABNA0417164301", city="")
    page = client_of(UserFactory()).post(reverse("accounts:register-company"), data)
    assert set(page.context["form"].errors) == {"kvk", "iban", "city"}
    for typed in (data["kvk"], data["iban"], data["name"]):
        assert f'value="{typed}"' in page.content.decode()
    assert not Organisation.objects.filter(name=data["name"]).exists()


@pytest.mark.parametrize("status", [403, 500])
def test_register_company_goes_on_when_the_register_does_not_answer(cast, register, status) -> None:
    """REQ-29: "could not verify" never blocks; the person and the history are told."""
    register.status = status
    company = registered()
    assert company.kvk == BV
    assert company.kvk_verified_at is None
    assert AuditEvent.objects.get(action="check_register_number").data == {"outcome": "unknown"}
    page = said(client_of(company.memberships.get().user), company)
    assert "niet gecontroleerd bij de KvK" in page
    assert "gecontroleerd bij de KvK op" not in page


def test_register_company_warns_of_a_company_that_ended(cast: Cast, register: Register) -> None:
    """REQ-29: datumEinde warns, and blocks nothing."""
    client = client_of(UserFactory())
    page = client.post(reverse("accounts:register-company"), filled(kvk=ENDED), follow=True)
    assert "1 maart 2024" in page.content.decode()
    assert Organisation.objects.get(kvk=ENDED).kvk_ends_on == date(2024, 3, 1)


def test_register_company_without_a_number_asks_nobody(cast: Cast, register: Register) -> None:
    company = registered(kvk="", country="BE")
    assert register.asked == []
    assert company.kvk_verified_at is None
    assert not AuditEvent.objects.filter(action="check_register_number").exists()


def test_register_company_asks_for_nobody_without_end(cast, register, monkeypatch) -> None:
    """Each question is paid for: who asks too often goes on, unchecked."""
    monkeypatch.setattr(registering, "ASKED_AN_HOUR", 1)
    assert registered().kvk_verified_at is not None
    assert registered(name="Tweede B.V.", kvk=SOCIETY).kvk_verified_at is None
    assert len(register.asked) == 1


def test_check_number_asks_again_what_was_not_answered(cast: Cast, register: Register) -> None:
    register.status = 503
    company = registered()
    client = client_of(company.memberships.get().user)
    again = reverse("accounts:check-number", args=[company.uuid])
    assert again in said(client, company)
    client.post(again)
    company.refresh_from_db()
    assert company.kvk_verified_at is None
    register.status = 200
    client.post(again)
    company.refresh_from_db()
    assert company.kvk_name == "Test BV Katrien"
    assert again not in said(client, company)
    assert client.post(again).status_code == 403, "there is nothing left to check"


def test_check_number_offers_no_button_without_a_key(cast: Cast) -> None:
    page = said(client_of(cast.applicant), cast.company)
    assert "niet gecontroleerd bij de KvK" in page
    assert reverse("accounts:check-number", args=[cast.company.uuid]) not in page


@pytest.mark.parametrize(
    ("person", "status"), [("colleague", 403), ("viewer", 403), ("rival", 404)]
)
def test_check_number_is_for_signatories(cast: Cast, register, person: str, status: int) -> None:
    address = reverse("accounts:check-number", args=[cast.company.uuid])
    assert client_of(getattr(cast, person)).post(address).status_code == status
    assert register.asked == []


def test_add_register_number_is_checked_too(cast: Cast, register: Register) -> None:
    Organisation.objects.filter(pk=cast.company.pk).update(kvk="")
    address = reverse("accounts:register-number", args=[cast.company.uuid])
    client = client_of(cast.applicant)
    assert "kvk" in client.post(address, {"kvk": "12345678"}).context["form"].errors
    assert client.post(address, {"kvk": BV}).status_code == 302
    cast.company.refresh_from_db()
    assert cast.company.kvk_verified_at is not None


def test_a_sole_trader_that_shows_later_keeps_no_number_that_may_hold_a_bsn(cast, register) -> None:
    """5.2: a sole trader has no RSIN, and the old VAT number contained the BSN."""
    Organisation.objects.filter(pk=cast.company.pk).update(
        kvk=SOLE_TRADER, rsin="111222333", vat_id="NL111222333B01", iban="NL91ABNA0417164300"
    )
    address = reverse("accounts:check-number", args=[cast.company.uuid])
    page = client_of(cast.applicant).post(address, follow=True).content.decode()
    assert "eenmanszaak" in page, "nothing goes without a word"
    cast.company.refresh_from_db()
    assert (cast.company.rsin, cast.company.vat_id) == ("", "")
    assert cast.company.iban == "NL91ABNA0417164300"
    line = AuditEvent.objects.get(action="remove_numbers")
    assert line.data == {"removed": ["rsin", "vat_id"]}


def test_recorded_replies_are_of_the_number_in_their_name() -> None:
    for path in REPLIES.glob("[0-9]*.json"):
        assert json.loads(path.read_text())["kvkNummer"] == path.stem
