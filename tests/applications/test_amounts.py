"""Prices are exact to the cent (REQ-01: amounts are decimals with their VAT rate)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.amounts import price_of


def costs(*rates, vat="21.00"):
    return {"rows": [{"quantity": "1", "rate": rate} for rate in rates], "vat_rate": vat}


@pytest.mark.parametrize(
    ("excl", "incl"),
    [("41322.31", "50000.00"), ("41322.32", "50000.01"), ("0.00", "0.00"), ("0.02", "0.02")],
)
def test_price_with_vat_is_rounded_half_up_to_the_cent_req_01(excl, incl):
    assert price_of(costs(excl)).incl_vat == Decimal(incl)


def test_price_without_vat_is_the_price_for_who_is_exempt_req_01():
    price = price_of(costs("50000.00", vat="0.00"))

    assert (price.excl_vat, price.incl_vat, price.vat) == (
        Decimal("50000.00"), Decimal("50000.00"), Decimal("0.00"),
    )  # fmt: skip


def test_lines_are_rounded_so_that_the_table_adds_up():
    rows = [{"quantity": "0.5", "rate": "0.01"}, {"quantity": "1.5", "rate": "0.33"}]

    price = price_of({"rows": rows, "vat_rate": "21.00"})

    assert price.lines == (Decimal("0.01"), Decimal("0.50"))
    assert price.excl_vat == sum(price.lines)


def test_a_line_that_is_not_a_number_counts_as_nothing():
    assert price_of(costs("veel", "10.00")).excl_vat == Decimal("10.00")


@given(st.lists(st.decimals(0, 10**6, places=2), max_size=20))
def test_the_sum_never_loses_a_cent(rates):
    assert price_of(costs(*(str(rate) for rate in rates))).excl_vat == sum(rates, Decimal(0))
