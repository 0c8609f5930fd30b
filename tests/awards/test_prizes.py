"""Prizes: given in the order of the jury, never above the first, without a contract."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from applications.models import Dossier
from awards import services
from awards.models import Contract, Decision
from awards.selectors import delivered_prototypes
from calls.follow_up import link_follow_up
from calls.models import Call, Phase
from portal.clock import portal_now
from portal.workflow import TransitionRefused
from tests.awards.stages import advised, decision_of, make_call
from tests.awards.test_selection import told
from tests.cast import Cast, client_of

PRIZES = {
    "outcome": "prize", "judged_by": "jury", "needs_money": False, "asks_price": False,
    "prizes": ["10000.00", "5000.00"], "planned_awards": 2,
}  # fmt: skip
WINNERS = ["within_budget", "within_budget", "beyond_budget"]


def test_each_place_gets_its_own_prize_and_nobody_a_contract(cast: Cast) -> None:
    phase = advised(cast, WINNERS, **PRIZES)
    decision_set = services.propose(phase, by=cast.author)
    amounts = [each.amount_incl_vat for each in decision_set.decisions.order_by("pk")]
    assert amounts == [Decimal("10000.00"), Decimal("5000.00"), None]

    told(decision_set, cast)
    assert not Contract.objects.exists()
    assert Phase.objects.get(pk=phase.pk).state == Phase.State.COMPLETED


def test_a_prize_above_the_first_is_refused(cast: Cast) -> None:
    phase = advised(cast, WINNERS, **PRIZES)
    decision_set = services.propose(phase, by=cast.author)
    with pytest.raises(TransitionRefused, match="eerste prijs"):
        services.set_decision(
            decision_of(decision_set, cast.company),
            outcome=Decision.Outcome.AWARD, amount=Decimal("10000.01"), by=cast.author,
        )  # fmt: skip


def test_letters_speak_of_a_prize_and_not_of_a_contract(cast: Cast) -> None:
    phase = advised(cast, WINNERS, **PRIZES)
    decision_set = told(services.propose(phase, by=cast.author), cast)
    letter = decision_of(decision_set, cast.company).letter
    assert letter.sha256


def test_only_a_call_that_said_so_links_to_the_one_that_follows(cast: Cast) -> None:
    """Directive 2014/24 article 32(4): what may follow is said beforehand."""
    call, then = make_call(cast), make_call(cast)
    with pytest.raises(TransitionRefused) as refusal:
        link_follow_up(call, to=then, by=cast.officer)
    assert refusal.value.code == "follow_up"
    Call.objects.filter(pk=call.pk).update(follow_up="call")
    assert link_follow_up(call, to=then, by=cast.officer).follow_up_call == then


def won(cast: Cast, follow_up: str):
    """A contest of which everybody was told who won."""
    phase = advised(cast, WINNERS, may_be_bought=True, **PRIZES)
    Call.objects.filter(pk=phase.call_id).update(follow_up=follow_up)
    decision_set = told(services.propose(phase, by=cast.author), cast)
    return {
        company: Dossier.objects.get(pk=decision_of(decision_set, lead).proposal.dossier_id)
        for company, lead in (("first", cast.company), ("second", cast.rival_company))
    } | {"lost": decision_set.decisions.exclude(outcome="award").get().proposal.dossier}


def buy(dossier: Dossier, cast: Cast, **fields):
    asked = {"buyer": cast.rws, "by": cast.officer, "procurement_reference": "TenderNed 7"}
    return services.record_purchase(
        Dossier.objects.get(pk=dossier.pk),
        description="Uitwerking van het ontwerp",
        amount_excl_vat=Decimal("40000.00"),
        bought_on=(portal_now() - timedelta(days=1)).date(),
        **{**asked, **fields},
    )


def test_winners_can_be_contracted_where_the_call_said_so(cast: Cast) -> None:
    """Directive 2014/24/EU article 32(4): with winners, by the authority that asked."""
    dossiers = won(cast, "contract")
    assert set(delivered_prototypes(dossiers["first"].call)) == {
        dossiers["first"], dossiers["second"],
    }  # fmt: skip
    assert buy(dossiers["second"], cast).pk
    for dossier, fields in (
        (dossiers["lost"], {}),
        (dossiers["first"], {"buyer": cast.province, "by": cast.outsider}),
    ):
        with pytest.raises(TransitionRefused) as refusal:
            buy(dossier, cast, **fields)
        assert refusal.value.code == "not_for_sale"


@pytest.mark.parametrize("follow_up", ["nothing", "call"])
def test_winners_are_not_contracted_where_the_call_did_not_say_so(
    cast: Cast, follow_up: str
) -> None:
    """The control: the same prize gives no right to a contract."""
    dossiers = won(cast, follow_up)
    assert not delivered_prototypes(dossiers["first"].call).exists()
    with pytest.raises(TransitionRefused) as refusal:
        buy(dossiers["first"], cast)
    assert refusal.value.code == "not_for_sale"


def test_page_refuses_a_prize_above_the_first_and_keeps_what_was_typed(cast: Cast) -> None:
    phase = advised(cast, WINNERS, **PRIZES)
    decision = decision_of(services.propose(phase, by=cast.author), cast.company)
    address = reverse(
        "awards:decision",
        args=[phase.call.reference, phase.code, decision.proposal.dossier.reference],
    )
    typed = {"outcome": "award", "amount": "10.000,01", "reasons": ""}
    page = client_of(cast.author).post(address, typed)
    assert page.status_code == 200
    assert "10.000,01" in page.content.decode()
    assert "eerste prijs" in page.content.decode()
