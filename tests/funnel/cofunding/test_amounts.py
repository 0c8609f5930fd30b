"""The formula of a contribution (domain.md 6), without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funnel.cofunding.amounts import Share, contribution, in_order

EUROS = st.decimals(min_value=0, max_value=10_000_000, places=2)
RATES = st.decimals(min_value="0.01", max_value=100, places=2)
RULES = {"rate": Decimal(50), "cap": Decimal(500_000)}


@pytest.mark.parametrize(
    ("eligible", "remaining", "amount"),
    [
        ("600000", "1500000", "300000"),  # the share
        ("1200000", "1500000", "500000"),  # the cap
        ("1200000", "120000.55", "120000.55"),  # what is left
        ("600000", "0", "0"),  # nothing is left
        ("0.01", "1500000", "0.01"),  # half a cent is rounded up
        ("100000.33", "1500000", "50000.17"),
    ],
)
def test_contribution_is_the_smallest_of_three(eligible: str, remaining: str, amount: str) -> None:
    found = contribution(eligible=Decimal(eligible), remaining=Decimal(remaining), **RULES)
    assert found == Decimal(amount)


@given(st.lists(EUROS, max_size=12), EUROS, RATES, EUROS)
def test_line_is_never_over_the_pot_and_keeps_its_order(
    costs: list[Decimal], pot: Decimal, rate: Decimal, cap: Decimal
) -> None:
    """Whoever stands later takes nothing from whoever stands earlier."""
    amounts = list(in_order(costs, pot=pot, rate=rate, cap=cap))
    assert len(amounts) == len(costs)
    assert sum(amounts, Decimal(0)) <= pot
    assert all(0 <= amount <= min(cap, pot) for amount in amounts)
    for place in range(len(costs)):
        assert list(in_order(costs[:place], pot=pot, rate=rate, cap=cap)) == amounts[:place]
        if amounts[place] < contribution(eligible=costs[place], rate=rate, cap=cap, remaining=pot):
            assert sum(amounts[: place + 1], Decimal(0)) == pot


def test_share_of_nothing_does_not_apply() -> None:
    """REQ-30: division by zero is no number."""
    assert Share(Decimal(5), Decimal(0)).percent is None
    assert Share(Decimal(5), Decimal(0)).times is None
    assert Share(Decimal(1), Decimal(4)).percent == 25
