"""A company without a register number may offer, and signs once the number is there (REQ-11)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications import services as offers
from awards import transitions
from portal.accounts import services as accounts
from portal.accounts.models import Organisation
from portal.workflow import TransitionRefused
from tests.applications import stages
from tests.cast import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def unregistered(cast) -> Organisation:
    Organisation.objects.filter(pk=cast.company.pk).update(kvk="")
    return Organisation.objects.get(pk=cast.company.pk)


def test_contract_is_refused_until_the_number_is_there(cast, contract, unregistered):
    contract.refresh_from_db()
    with pytest.raises(TransitionRefused) as refused:
        transitions.sign_contract(contract, by=cast.applicant)
    assert refused.value.code == "register_number"
    accounts.add_register_number(unregistered, kvk="90012345", by=cast.applicant)
    assert transitions.sign_contract(contract, by=cast.applicant).state == "signed"


def test_a_foreign_company_has_no_dutch_number_and_signs(cast, contract, unregistered):
    Organisation.objects.filter(pk=unregistered.pk).update(country="BE")
    assert transitions.sign_contract(contract, by=cast.applicant).state == "signed"


def test_offer_may_begin_without_a_number_where_the_instrument_asks_it_later(cast, unregistered):
    phase = stages.open_phase(cast)
    phase.call.instrument = "startup_in_residence"
    phase.call.save(update_fields=["instrument"])
    assert offers.start_offer(phase, organisation=unregistered, by=cast.applicant)


def test_elsewhere_the_number_is_asked_before_an_offer_begins(cast, unregistered):
    phase = stages.open_phase(cast)
    with pytest.raises(TransitionRefused) as refused:
        offers.start_offer(phase, organisation=unregistered, by=cast.applicant)
    assert refused.value.code == "register_number"


def test_number_is_added_once_by_a_signatory_and_only_by_one(cast, unregistered):
    with pytest.raises(PermissionDenied):
        accounts.add_register_number(unregistered, kvk="90012345", by=cast.colleague)
    accounts.add_register_number(unregistered, kvk="90012345", by=cast.applicant)
    with pytest.raises(PermissionDenied):
        accounts.add_register_number(unregistered, kvk="90099999", by=cast.applicant)


def test_number_of_another_company_is_refused_on_the_page_and_nothing_typed_is_lost(
    cast, unregistered
):
    page = client_of(cast.applicant).post(
        reverse("accounts:register-number", args=[unregistered.uuid]),
        {"kvk": cast.rival_company.kvk},
    )
    assert page.status_code == 200
    assert "kvk" in page.context["form"].errors
    assert cast.rival_company.kvk in page.content.decode()
    for typed in ("123", "abcdefgh", "1" * 200_000, "٣٣٣٣٣٣٣٣"):
        page = client_of(cast.applicant).post(
            reverse("accounts:register-number", args=[unregistered.uuid]), {"kvk": typed}
        )
        assert page.status_code == 200
        assert "kvk" in page.context["form"].errors


def test_contract_shows_the_account_and_whether_the_number_was_checked(cast, contract):
    Organisation.objects.filter(pk=cast.company.pk).update(iban="NL91ABNA0417164300")
    address = reverse("awards:contract", args=[contract.uuid])
    page = client_of(cast.officer).get(address).content.decode()
    assert "NL91ABNA0417164300" in page
    assert "niet gecontroleerd bij de KvK" in page
