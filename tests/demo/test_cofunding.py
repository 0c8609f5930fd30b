"""Co-funding in the demo: the history, and an invented round with three requests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from calls.models import Call
from demo import cast
from demo.cases import shipped_case
from demo.play import cofunding
from funnel.cofunding.models import FundingReport, FundingRequest, FundingRound
from funnel.cofunding.selectors import figures_of, next_in
from portal.clock import portal_now
from tests.factories import CallFactory, PhaseFactory, PotFactory

State = FundingRequest.State


@pytest.fixture
def calls(db: None) -> list[Call]:
    """The calls for which the demo asks, published, with a budget of 1,200,000."""
    made = []
    for name, suffix, _after in cofunding.REQUESTS:
        case = shipped_case(name)
        cast.officers_of(case)
        call = CallFactory(
            published=True,
            reference=f"{case.reference}{suffix}",
            instrument=case.instrument,
            contracting_authority=cast.organisation_of(case.authority.name),
        )
        phase = PhaseFactory(call=call, pot=None)
        PotFactory(phase=phase, budget_incl_vat=Decimal(1_200_000))
        made.append(call)
    return made


def play() -> None:
    """Every move of the demo's round, as its script does them."""
    cofunding.load_history()
    cofunding.make_round(portal_now() - timedelta(hours=1))
    for name, suffix, _after in cofunding.REQUESTS:
        cofunding.ask(name, suffix)
    cofunding.grant_first()
    cofunding.pay_half()


def test_demo_holds_the_history_and_an_invented_round(calls: list[Call]) -> None:
    """Played twice, as after a demo that was cut off: it adds nothing the second time."""
    play()
    play()
    assert FundingRound.objects.filter(is_history=True, is_invented=False).count() == 3
    (figures,) = figures_of(FundingRound.objects.filter(is_history=False))
    assert figures.round.is_invented
    assert (figures.received, figures.granted) == (3, 1)
    assert (figures.committed, figures.paid) == (Decimal(500_000), Decimal(250_000))
    following = next_in(figures.round)
    assert following is not None
    assert following.call.reference == calls[1].reference
    assert FundingReport.objects.get().request.call.reference == calls[0].reference


def test_moves_of_the_demo_are_in_the_order_of_time() -> None:
    now = datetime(2026, 11, 28, 3, tzinfo=UTC)
    moments = [move.at for move in cofunding.moves(now)]
    assert moments == sorted(moments)
    assert moments[-1] <= now
