"""An offer is excluded on a ground that the call announced, and on no other."""

import pytest
from django.urls import reverse

from applications import services, transitions
from applications.models import Admissibility
from applications.reading import grounds_of
from portal.workflow import TransitionRefused
from tests.applications.stages import after_deadline, opened, sent
from tests.cast import client_of

GROUNDS = [
    {"code": "late", "text": {"nl": "te laat ontvangen", "en": "received too late"}},
    {"code": "scope", "text": {"nl": "buiten de opgave", "en": "outside the scope"}},
]


@pytest.fixture
def offer(cast, phase, clock):
    """An opened offer in a phase that announced two knock-outs."""
    phase.knock_outs = GROUNDS
    phase.save(update_fields=["knock_outs"])
    proposal = sent(phase, cast.applicant).submission.proposal
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    return proposal


def exclude(offer, by, *grounds):
    return transitions.judge_admissibility(
        offer, admissible=False, reasons="Het gaat over een tunnel.", grounds=grounds, by=by
    )


def test_exclusion_names_an_announced_ground(cast, offer):
    judgement = exclude(offer, cast.officer, "scope")
    offer.refresh_from_db()
    assert judgement.grounds == ["scope"]
    assert len(grounds_of(offer)) == 1


@pytest.mark.parametrize("grounds", [(), ("weather",), ("scope", "weather")])
def test_exclusion_on_another_ground_is_refused(cast, offer, grounds):
    with pytest.raises(TransitionRefused) as refusal:
        exclude(offer, cast.officer, *grounds)
    assert refusal.value.code == "grounds"
    assert not Admissibility.objects.exists()


def test_page_asks_the_ground_and_keeps_what_was_typed(cast, offer):
    address = reverse("applications:judge", args=[offer.dossier.reference, offer.phase.code])
    client = client_of(cast.officer)
    page = client.post(address, {"judgement": "excluded", "reasons": "Het is een tunnel."})
    assert "grounds" in page.context["form"].errors
    assert "Het is een tunnel." in page.content.decode()
    client.post(
        address, {"judgement": "excluded", "reasons": "Het is een tunnel.", "grounds": ["scope"]}
    )
    assert Admissibility.objects.get().grounds == ["scope"]


def test_admissible_offer_has_no_grounds(cast, offer):
    exclude(offer, cast.officer, "scope")
    transitions.judge_admissibility(offer, admissible=True, by=cast.officer)
    assert Admissibility.objects.get().grounds == []


def test_company_outside_the_conditions_cannot_begin(cast, phase):
    """Fact 4: eligibility is set per call; the page says why before anything is written."""
    company = cast.company
    phase.call.eligibility = {"sizes": ["large"], "reason": "Proef met grote bedrijven."}
    phase.call.save(update_fields=["eligibility"])
    with pytest.raises(TransitionRefused) as refusal:
        services.start_offer(phase, organisation=company, by=cast.applicant)
    assert refusal.value.code == "eligibility"
    address = reverse("applications:start", args=[phase.call.reference, phase.code])
    page = client_of(cast.applicant).post(address, {"organisation": company.pk})
    assert "organisation" in page.context["form"].errors
