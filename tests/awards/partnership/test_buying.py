"""The standstill before a partnership, and buying within what it agreed."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from awards import services, transitions
from awards.models import Contract, DecisionSet, Purchase
from awards.partnership import transitions as stages
from awards.standstill import ends_at
from portal.clock import portal_now
from portal.files import store
from portal.pdf import text_of
from portal.workflow import TransitionRefused
from tests.awards.partners import (
    after_standstill,
    awarded,
    contract_of,
    deliver,
    euros,
    running,
)
from tests.awards.test_matrix import buy
from tests.cast import Cast, client_of


def test_no_contract_is_concluded_within_the_standstill(cast: Cast) -> None:
    """REQ-10: 20 calendar days from the day after release, then the button opens."""
    decision_set = awarded(cast)
    contract = contract_of(cast.company)
    page = client_of(cast.applicant).get(reverse("awards:contract", args=[contract.uuid]))
    assert reverse("awards:sign", args=[contract.uuid]) not in page.content.decode()
    with pytest.raises(TransitionRefused, match="opschortende termijn"):
        transitions.sign_contract(contract, by=cast.applicant)
    after_standstill(decision_set)
    contract = transitions.sign_contract(contract_of(cast.company), by=cast.applicant)
    assert transitions.countersign(contract, by=cast.officer).state == Contract.State.RUNNING


@pytest.mark.parametrize(
    ("released", "ends"),
    [
        ("2026-06-01T10:00:00+02:00", "2026-06-23T00:00:00+02:00"),  # the 21st is a Sunday
        ("2026-06-03T23:30:00+02:00", "2026-06-24T00:00:00+02:00"),
        ("2026-04-07T10:00:00+02:00", "2026-04-29T00:00:00+02:00"),  # the 27th is King's Day
    ],
)
def test_standstill_ends_with_a_working_day(cast: Cast, released: str, ends: str) -> None:
    """REQ-10, REQ-08: 1182/71: the day of the letters does not count, a holiday moves the end."""
    decision_set = awarded(cast)
    DecisionSet.objects.filter(pk=decision_set.pk).update(released_at=released)
    fresh = DecisionSet.objects.select_related("phase").get(pk=decision_set.pk)
    assert ends_at(fresh.decisions.first()).isoformat() == ends


def test_phase_without_a_standstill_waits_for_nothing(cast: Cast, contract: Contract) -> None:
    """The control: an SBIR has none."""
    assert transitions.sign_contract(contract, by=cast.applicant).state == Contract.State.SIGNED


def test_letter_of_who_lost_names_partners_reasons_and_standstill(cast: Cast) -> None:
    """REQ-10: reasons, names and total of the partners, and the exact term."""
    decision_set = awarded(cast, partners=1, printed=True)
    lost = decision_set.decisions.get(proposal__dossier__lead=cast.rival_company)
    text = text_of(b"".join(store.read(lost.letter.file)))
    squeezed = re.sub(r"[\s\u00ad\u2010-]", "", text)  # the layout breaks words at line ends
    for words in (cast.company.name, "20 kalenderdagen", "2.127", "de dag nadat wij deze brief"):
        assert words.replace(" ", "") in squeezed


def remaining(cast: Cast) -> Contract:
    """A partner that went through all stages."""
    contract = running(cast)
    for stage in (1, 2, 3):
        deliver(contract, stage, cast)
        if stage < 3:
            stages.go_on(contract, by=cast.author)
    return contract_of(cast.company)


def purchase(contract: Contract, cast: Cast, amount: str, measured: str | None = "80", **fields):
    """A purchase of this partner by the call's own authority, without a new procurement."""
    return services.record_purchase(
        contract.decision.proposal.dossier,
        **{
            "buyer": cast.rws,
            "by": cast.officer,
            "description": "Bewaking van 12 kilometer dijk",
            "amount_excl_vat": euros(amount),
            "measured_performance": None if measured is None else Decimal(measured),
            "bought_on": (portal_now() - timedelta(days=1)).date(),
            **fields,
        },
    )


def test_purchase_within_the_agreement_needs_no_procurement(cast: Cast) -> None:
    """Article 31(2): within the performance and the maximum that were agreed."""
    contract = remaining(cast)
    assert purchase(contract, cast, "600000.00").procurement_reference == ""
    assert purchase(contract, cast, "400000.00", "91").pk


def test_purchase_above_the_maximum_is_refused_with_how_much(cast: Cast) -> None:
    contract = remaining(cast)
    purchase(contract, cast, "600000.00")
    with pytest.raises(TransitionRefused, match=r"0,01 boven het afgesproken maximum"):
        purchase(contract, cast, "400000.01")
    assert Purchase.objects.count() == 1


def test_purchase_below_the_performance_is_refused_with_how_much(cast: Cast) -> None:
    contract = remaining(cast)
    with pytest.raises(TransitionRefused, match=r"1[.,]50 onder de afgesproken 80"):
        purchase(contract, cast, "1.00", "78.50")
    with pytest.raises(TransitionRefused, match="is gemeten"):
        purchase(contract, cast, "1.00", None)


def test_nothing_is_bought_of_a_partner_that_was_ended_or_still_works(cast: Cast) -> None:
    contract = running(cast)
    with pytest.raises(TransitionRefused):
        purchase(contract, cast, "1.00")


def test_another_authority_is_no_party_to_the_partnership(cast: Cast) -> None:
    contract = remaining(cast)
    with pytest.raises(TransitionRefused, match="Alleen Rijkswaterstaat"):
        purchase(contract, cast, "1.00", buyer=cast.province, by=cast.outsider)


def test_page_tells_by_how_much_and_keeps_what_was_typed(cast: Cast) -> None:
    contract = remaining(cast)
    dossier = contract.decision.proposal.dossier
    answer = client_of(cast.officer).post(
        reverse("awards:purchases", args=[dossier.call.reference]),
        {
            "dossier": dossier.pk, "buyer": cast.rws.pk, "description": "Bewaking",
            "measured_performance": "80", "amount_excl_vat": "1000000,01",
            "bought_on": f"{portal_now() - timedelta(days=1):%Y-%m-%d}",
        },
    )  # fmt: skip
    assert answer.status_code == 200
    assert "€\xa00,01" in answer.content.decode()
    assert 'value="Bewaking"' in answer.content.decode()


def test_sbir_keeps_asking_for_a_procurement(cast: Cast, released) -> None:
    """REQ-02 (c), 1.5: the portal never creates a commercial award out of an SBIR."""
    released(outcomes=["within_budget"], kind="prototype")
    contract = Contract.objects.get()
    transitions.countersign(transitions.sign_contract(contract, by=cast.applicant), by=cast.officer)
    for part in contract.deliverables.all():
        transitions.deliver(part, upload=b"%PDF-1.7", file_name="r.pdf", by=cast.applicant)
        transitions.accept(part, by=cast.officer)
    with pytest.raises(TransitionRefused, match="aanbesteding"):
        purchase(contract, cast, "1.00")
    assert buy(contract, cast.officer, cast.rws).procurement_reference
