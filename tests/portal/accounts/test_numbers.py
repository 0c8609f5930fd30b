"""RSIN, VAT number and IBAN: what is taken, what is not, and that no BSN is kept (5.2)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from stdnum.eu.vat import MEMBER_STATES

from portal.accounts import numbers
from portal.accounts.models import Organisation
from portal.audit.models import AuditEvent
from tests.cast import Cast, client_of
from tests.factories import UserFactory
from tests.portal.accounts.test_companies import COMPANY

RSIN, NEW_VAT, OLD_VAT, IBAN = (
    "123456782", "NL123456789B13", "NL004495445B01", "NL91ABNA0417164300",
)  # fmt: skip
HOSTILE = (
    "٠١٢٣٤٥٦٧٨", "²²²²²²²²²", "1" * 10_000, "NL" + "9" * 9_998, "\x00", "🙂" * 9, "'; --",
    "NL91 ABNA <b>", "999999999", "-.-",
)  # fmt: skip


def refused(read, *typed: str) -> bool:
    try:
        read(*typed)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("typed", [RSIN, "111222333", "1112.22.333", " 123 456 782 "])
def test_rsin_that_passes_the_eleven_test_is_taken(typed: str) -> None:
    assert numbers.read_rsin(typed) in {RSIN, "111222333"}


@pytest.mark.parametrize(
    "typed", ["001234567", "000000000", "123456789", "12345678", "10000008", "1234567820"]
)
def test_rsin_that_fails_is_refused_and_never_filled_up(typed: str) -> None:
    """5.2: 9 digits, not all zero; "10000008" would pass with a zero put in front."""
    assert refused(numbers.read_rsin, typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (OLD_VAT, OLD_VAT),
        ("NL002455799B11", "NL002455799B11"),
        ("NL000099998B57", "NL000099998B57"),
        ("nl 1234.56.789.b13", NEW_VAT),
        ("123456789B13", NEW_VAT),
        ("BE 0428.759.497", "BE0428759497"),
        ("EL094259216", "EL094259216"),
        ("GR094259216", "EL094259216"),
    ],
)
def test_vat_number_is_taken_as_people_write_it(typed: str, kept: str) -> None:
    """5.2: the eleven test or, for sole traders since 2020, mod 97 over the whole."""
    assert numbers.read_vat_id(typed, "NL") == kept


@pytest.mark.parametrize(
    "typed", ["NL123456789B01", "NL4495445B01", "NL000000000B00", "B01", "NL", "US123456789",
              "EU372022452", "NL123456789X13", "BE0428759498"],
)  # fmt: skip
def test_vat_number_that_is_none_is_refused(typed: str) -> None:
    assert refused(numbers.read_vat_id, typed, "NL")


def test_vat_number_without_a_country_gets_that_of_the_company() -> None:
    assert numbers.read_vat_id("0428759497", "BE") == "BE0428759497"


@pytest.mark.parametrize(
    "typed", ["NL91 ABNA 0417 1643 00", "nl02abna0123456789", "BE31435411161155"]
)
def test_iban_of_any_country_is_taken(typed: str) -> None:
    assert numbers.read_iban(typed) == typed.replace(" ", "").upper()


@pytest.mark.parametrize(
    "typed", ["NL91ABNA0417164301", "NL91", "ZZ91ABNA0417164300", "0417164300"]
)
def test_iban_that_is_none_is_refused(typed: str) -> None:
    assert refused(numbers.read_iban, typed)


@given(
    st.one_of(
        st.text(max_size=40),
        st.builds(
            lambda state, rest: state.upper() + rest,
            st.sampled_from(sorted(MEMBER_STATES | {"el", "eu", "im"})),
            st.text("0123456789ABCXKLMNP", max_size=14),
        ),
    )
)
def test_no_text_breaks_the_reading(typed: str) -> None:
    for read in (numbers.read_kvk, numbers.read_rsin, numbers.read_iban):
        refused(read, typed)
    refused(numbers.read_vat_id, typed, "NL")


@pytest.mark.parametrize("typed", HOSTILE)
def test_register_company_with_odd_numbers_tells_all_errors_and_loses_nothing(cast, typed) -> None:
    """All errors at once, nothing typed is lost, and never a 500."""
    odd = dict.fromkeys(("kvk", "rsin", "vat_id", "iban"), typed)
    page = client_of(UserFactory()).post(reverse("accounts:register-company"), COMPANY | odd)
    assert page.status_code == 200
    form = page.context["form"]
    assert set(form.errors) == set(odd)
    assert all(form[name].value() == typed for name in odd)
    assert not Organisation.objects.filter(name=COMPANY["name"]).exists()


def test_register_company_keeps_its_numbers_bare(cast: Cast) -> None:
    data = {"rsin": "1234.56.782", "vat_id": "nl004495445b01", "iban": "nl91 abna 0417 1643 00"}
    client_of(UserFactory()).post(reverse("accounts:register-company"), COMPANY | data)
    company = Organisation.objects.get(name=COMPANY["name"])
    assert (company.rsin, company.vat_id, company.iban) == (RSIN, OLD_VAT, IBAN)
    assert not {RSIN, IBAN} & set(str(list(AuditEvent.objects.values("data"))).split("'"))


def test_register_company_abroad_fills_in_its_own_numbers(cast: Cast) -> None:
    data = {"kvk": "", "country": "BE", "vat_id": "0428.759.497", "iban": "BE31 4354 1116 1155"}
    client_of(UserFactory()).post(reverse("accounts:register-company"), COMPANY | data)
    assert Organisation.objects.get(name=COMPANY["name"]).vat_id == "BE0428759497"


def test_a_vat_number_that_may_hold_a_bsn_is_not_kept(cast: Cast) -> None:
    """5.2: a sole trader's old VAT number contained the BSN; an RSIN tells that it is none."""
    client = client_of(UserFactory())
    address = reverse("accounts:register-company")
    page = client.post(address, COMPANY | {"vat_id": OLD_VAT})
    assert list(page.context["form"].errors) == ["vat_id"]
    assert client.post(address, COMPANY | {"vat_id": NEW_VAT}).status_code == 302


@pytest.mark.parametrize("number", [{"rsin": RSIN}, {"rsin": RSIN, "vat_id": OLD_VAT}])
def test_a_sole_trader_fills_in_no_rsin(cast: Cast, register, number: dict) -> None:
    """5.2: a sole trader has no RSIN, whatever is typed."""
    data = COMPANY | {"kvk": "69599084"} | number
    page = client_of(UserFactory()).post(reverse("accounts:register-company"), data)
    assert set(page.context["form"].errors) == set(number)


def test_change_numbers_writes_which_and_not_what(cast: Cast) -> None:
    client = client_of(cast.applicant)
    address = reverse("accounts:change-numbers", args=[cast.company.uuid])
    client.post(address, {"rsin": RSIN, "vat_id": "", "iban": IBAN})
    cast.company.refresh_from_db()
    assert (cast.company.rsin, cast.company.iban) == (RSIN, IBAN)
    line = AuditEvent.objects.get(action="change_numbers")
    assert line.data == {"changed": ["rsin", "iban"]}
    client.post(address, {"rsin": RSIN, "vat_id": "", "iban": IBAN})
    assert AuditEvent.objects.filter(action="change_numbers").count() == 1, "nothing changed"
    assert f'value="{IBAN}"' in client.get(address).content.decode()


def test_change_numbers_of_a_sole_trader_takes_no_rsin(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.company.pk).update(kvk_legal_form="Eenmanszaak")
    address = reverse("accounts:change-numbers", args=[cast.company.uuid])
    data = {"rsin": RSIN, "vat_id": OLD_VAT, "iban": ""}
    assert set(client_of(cast.applicant).post(address, data).context["form"].errors) == {
        "rsin", "vat_id",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("person", "status"), [("colleague", 403), ("viewer", 403), ("rival", 404)]
)
def test_change_numbers_is_for_signatories(cast: Cast, person: str, status: int) -> None:
    client = client_of(getattr(cast, person))
    address = reverse("accounts:change-numbers", args=[cast.company.uuid])
    assert client.get(address).status_code == status
    assert client.post(address, {"iban": IBAN}).status_code == status
    cast.company.refresh_from_db()
    assert cast.company.iban == ""


def test_the_database_takes_no_rsin_of_another_length(cast: Cast) -> None:
    with pytest.raises(IntegrityError):
        Organisation.objects.filter(pk=cast.company.pk).update(rsin="12345678")
