"""What a round gives the right to buy is what the procedure of each challenge gives (REQ-11)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from applications.models import Dossier, OpenedProposal
from awards import services, transitions
from awards.models import Contract, Purchase
from awards.partnership.buying import agree_on_buying
from calls.models import Call, Phase
from portal.clock import portal_now
from portal.workflow import TransitionRefused
from tests.cast import client_of
from tests.rounds import make_challenge

pytestmark = pytest.mark.django_db
PROMISED = {"growth": {"performance_level": "80", "maximum_excl_vat": "100000.00"}}


def delivered(contract, procedure, cast):
    """The same contract as the residency of a challenge, delivered and accepted."""
    proposal = contract.decision.proposal
    Call.objects.filter(pk=proposal.phase.call_id).update(instrument="startup_in_residence")
    Phase.objects.filter(pk=proposal.phase_id).update(code="pitch", may_be_bought=True)
    theme = make_challenge(proposal.dossier.call, "A", procedure)
    theme.authority = cast.rws
    theme.save()
    Dossier.objects.filter(pk=proposal.dossier_id).update(theme=theme)
    OpenedProposal.objects.filter(proposal=proposal).update(answers=PROMISED)
    contract = Contract.objects.get(pk=contract.pk)
    agree_on_buying(contract)
    long_ago = portal_now() - timedelta(days=40)
    type(contract.decision.decision_set).objects.update(released_at=long_ago)
    contract = transitions.sign_contract(Contract.objects.get(pk=contract.pk), by=cast.applicant)
    transitions.countersign(contract, by=cast.officer)
    for part in contract.deliverables.all():
        part = transitions.deliver(part, upload=b"%PDF-1.7", file_name="r.pdf", by=cast.applicant)
        transitions.accept(part, by=cast.officer)
    return Contract.objects.get(pk=contract.pk)


def buy(contract, cast, amount, **fields):
    asked = {"buyer": cast.rws, "by": cast.officer, "description": "Eerste toepassing", **fields}
    return services.record_purchase(
        Dossier.objects.get(pk=contract.decision.proposal.dossier_id),
        amount_excl_vat=Decimal(amount),
        bought_on=(portal_now() - timedelta(days=1)).date(),
        **asked,
    )


def test_under_the_partnership_a_purchase_stays_within_what_was_agreed(cast, contract):
    contract = delivered(contract, "partnership", cast)
    with pytest.raises(TransitionRefused) as refused:
        buy(contract, cast, "100000.01", measured_performance=Decimal(80))
    assert refused.value.code == "beyond_agreement"
    with pytest.raises(TransitionRefused):
        buy(contract, cast, "1.00", measured_performance=Decimal("79.9"))
    assert buy(contract, cast, "100000.00", measured_performance=Decimal(80)).pk
    with pytest.raises(TransitionRefused):
        buy(contract, cast, "0.01", measured_performance=Decimal(80))
    assert Purchase.objects.count() == 1


def test_only_the_authority_of_the_challenge_is_party_to_its_partnership(cast, contract):
    contract = delivered(contract, "partnership", cast)
    with pytest.raises(TransitionRefused) as refused:
        buy(contract, cast, "1.00", measured_performance=Decimal(80), buyer=cast.province,
            by=cast.outsider)  # fmt: skip
    assert refused.value.code == "party"


def test_under_a_national_procedure_buying_takes_a_procurement(cast, contract):
    """The control: no maximum was agreed, and the ground is another procurement."""
    contract = delivered(contract, "national", cast)
    with pytest.raises(TransitionRefused) as refused:
        buy(contract, cast, "1.00", measured_performance=Decimal(80))
    assert refused.value.code == "ground"
    assert buy(contract, cast, "250000.00", procurement_reference="TenderNed 301245").pk


def test_page_asks_for_both_grounds_where_a_round_has_both(cast, contract):
    contract = delivered(contract, "partnership", cast)
    call = contract.decision.proposal.dossier.call
    page = reverse("awards:purchases", args=[call.reference])
    assert "procurement_reference" not in client_of(cast.officer).get(page).content.decode()
    make_challenge(call, "B", "national")
    text = client_of(cast.officer).get(page).content.decode()
    assert "procurement_reference" in text
    assert "measured_performance" in text
