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


def shared(*rows: tuple[str, str, str], **partners: str) -> dict:
    """Lines of (partner, kind, price); partners with their VAT rate, the lead charges 21."""
    return {
        "rows": [
            {"partner": name, "kind": kind, "quantity": "1", "rate": rate}
            for name, kind, rate in rows
        ],
        "vat_rate": "21.00",
        "per_partner": [{"partner": name, "vat_rate": rate} for name, rate in partners.items()],
    }


@pytest.mark.parametrize(
    ("lead", "tno", "incl"),
    [
        ("41322.31", "0.00", "50000.00"),  # the example of the rule, with a partner that costs 0
        ("41322.32", "0.00", "50000.01"),
        ("41322.30", "0.01", "49999.99"),  # 49,999.983 of the lead is 49,999.98; 0.01 without VAT
        ("0.02", "0.02", "0.04"),
    ],
)
def test_price_adds_vat_per_partner_and_rounds_each_invoice(lead, tno, incl) -> None:
    """REQ-01: who is exempt or abroad charges 0 percent; VAT is rounded per partner."""
    price = price_of(shared(("", "hours", lead), ("TNO", "hours", tno), TNO="0.00"))
    assert price.incl_vat == Decimal(incl)
    assert price.incl_vat == sum(part.incl_vat for part in price.parts)


def test_price_of_partners_at_one_rate_says_that_rate_and_else_what_it_comes_to() -> None:
    """REQ-01: a rate stands with the amounts; mixed rates are told, and not made up."""
    same = price_of(shared(("", "hours", "100"), ("A", "hours", "100"), A="21.00"))
    assert (same.is_mixed, same.vat_rate) == (False, Decimal("21.00"))
    mixed = price_of(shared(("", "hours", "100"), ("A", "hours", "100"), A="0.00"))
    assert (mixed.is_mixed, mixed.vat_rate, mixed.vat) == (True, Decimal("10.50"), Decimal("21.00"))


def test_overhead_is_counted_over_the_hours_of_each_partner() -> None:
    """REQ-01: a percentage of labour, in whole cents per partner; other costs carry none."""
    costs = shared(
        ("", "hours", "1000.03"), ("", "materials", "500"), ("A", "third_parties", "9"), A="0.00"
    )
    price = price_of(costs, overhead_percent=Decimal(15))
    lead, partner = price.parts
    assert (lead.overhead, partner.overhead) == (Decimal("150.00"), Decimal("0.00"))
    assert price.excl_vat == Decimal("1659.03")
    assert price_of(costs).overhead == 0, "a call that sets none adds none"


def test_research_share_is_weighed_by_what_each_partner_costs() -> None:
    """Domain 1.5: 100 percent of 300 and 25 percent of 100 is 81.25 percent of 400."""
    costs = shared(("", "hours", "300"), ("A", "hours", "100"), A="21.00")
    costs["rd_share"] = "100"
    costs["per_partner"][0]["rd_share"] = "25"
    assert price_of(costs).rd_share == Decimal("81.25")
    costs["per_partner"][0]["rd_share"] = ""
    assert price_of(costs).rd_share is None


amounts = st.decimals(0, 10**6, places=2)


@given(st.lists(st.tuples(st.sampled_from(["", "A", "B"]), amounts), max_size=12))
def test_the_sum_over_partners_is_the_sum_of_the_lines(rows) -> None:
    """REQ-01: dividing the costs over partners neither makes nor loses a cent."""
    price = price_of(shared(*((name, "hours", str(rate)) for name, rate in rows)))
    assert price.excl_vat == sum((rate for _name, rate in rows), Decimal(0))
    assert sorted(at for part in price.parts for at in part.lines) == list(range(len(rows)))
