"""The sums that follow while costs are typed are those of the server, to the cent (REQ-01)."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from applications.amounts import price_of
from portal.look.wording import euro_text
from tests.portal.test_scripts import HOST, browser, page, site  # noqa: F401  fixtures

pytestmark = pytest.mark.browser

CAP, OVERHEAD = Decimal("50000.00"), Decimal("12.5")
CASES = [
    ("1", "41.322,31", "0", "0"),
    ("1", "41322,32", "0", "0"),
    ("0,5", "0,01", "1,5", "0,33"),
    ("1.250,75", "87.50", "3", "1,999.99"),
    ("veel", "10", "", "5,"),
    ("999999", "99.999,99", "1", "€ 1"),
]


def costs(quantity: str, rate: str, more: str, price: str) -> dict:
    """Hours of the lead partner and materials of one that charges no VAT."""
    return {
        "rows": [
            {"kind": "hours", "quantity": quantity, "rate": rate},
            {"kind": "materials", "quantity": more, "rate": price, "partner": "TNO"},
        ],
        "vat_rate": "21.00",
        "per_partner": [{"partner": "TNO", "vat_rate": "0.00"}],
    }


def form() -> str:
    """The panel as the page has it, above the inputs that the script reads."""
    phase = SimpleNamespace(cap_incl_vat=CAP, least_rd_share=0)
    price = price_of(costs("1", "1", "1", "1"), overhead_percent=OVERHEAD)
    with translation.override("nl"):
        panel = render_to_string(
            "applications/parts/price.html", {"phase": phase, "price": price, "over_the_cap": ""}
        )
    rows = "".join(
        f'<input name="rows-{at}-kind" value="{kind}"><input name="rows-{at}-partner" '
        f'value="{partner}"><input name="rows-{at}-quantity"><input name="rows-{at}-rate">'
        for at, (kind, partner) in enumerate([("hours", ""), ("materials", "TNO")])
    )
    return (
        f'<!DOCTYPE html><html lang="nl"><title>x</title><body>{panel}'
        f'<form data-autosave-url="/save">{rows}<input name="vat_rate" value="21.00">'
        '<input name="per-0-partner" value="TNO"><input name="per-0-vat_rate" value="0.00"></form>'
        '<script src="/static/js/costs.js" type="module"></script></body></html>'
    )


def test_sums_that_follow_while_typing_are_those_of_the_server(page, site) -> None:  # noqa: F811
    """REQ-01: whole cents, rounded half up per line and per partner, with overhead and the cap."""
    site.pages["/costs"] = form()
    page.goto(f"{HOST}/costs")
    for case in CASES:
        for name, typed in zip(("0-quantity", "0-rate", "1-quantity", "1-rate"), case, strict=True):
            page.fill(f"[name=rows-{name}]", typed)
        price = price_of(costs(*case), overhead_percent=OVERHEAD)
        total = page.locator("[data-live-total]")
        with translation.override("nl"):
            for name, amount in (("excl", price.excl_vat), ("incl", price.incl_vat)):
                shown = total.locator(f'[data-live="{name}"]').inner_text()
                assert shown.replace(" ", " ") == euro_text(amount).replace(" ", " "), case
        over = page.locator("[data-live-over]")
        assert over.is_visible() is (price.incl_vat > CAP), case
