"""What officers read about a company's numbers, once its offer was opened (REQ-29)."""

from datetime import date

import pytest
from django.urls import reverse

from applications.models import Proposal
from portal.accounts.models import Organisation
from portal.clock import portal_now
from tests.applications.stages import after_deadline, opened, sent
from tests.cast import Cast, client_of


@pytest.fixture
def offer(cast: Cast, phase, clock) -> Proposal:
    made = sent(phase, cast.applicant).submission.proposal
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    return made


def read_by_officer(cast: Cast, offer: Proposal) -> str:
    address = reverse("applications:opened", args=[offer.dossier.reference, offer.phase.code])
    return client_of(cast.officer).get(address).content.decode()


def test_opened_offer_says_that_a_number_was_not_checked(cast, offer) -> None:
    page = read_by_officer(cast, offer)
    assert cast.company.kvk in page
    assert "niet gecontroleerd bij de KvK" in page


def test_opened_offer_says_when_a_number_was_checked_and_how_it_is_stated(cast, offer) -> None:
    """REQ-29: the day of the check, the name in the register, and an end that it knows of."""
    Organisation.objects.filter(pk=cast.company.pk).update(
        kvk_name="Anders B.V.",
        kvk_verified_at=portal_now(),
        kvk_ends_on=date(2024, 3, 1),
        rsin="123456782",
        iban="NL91ABNA0417164300",
    )
    page = read_by_officer(cast, offer)
    for words in ("gecontroleerd bij de KvK op", "Anders B.V.", "1 maart 2024", "123456782"):
        assert words in page
    assert "niet gecontroleerd" not in page
    assert "NL91ABNA0417164300" not in page, "who pays nothing yet needs no account"
