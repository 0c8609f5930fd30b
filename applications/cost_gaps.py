"""What the cost table of an offer still lacks, and what in it the call does not allow."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from applications.amounts import Price, parse_amount, partner_of, price_of
from applications.gaps import Gap
from applications.working_copy import Payload
from calls.models import Phase
from calls.partner_rules import partner_rules_of
from portal.look.wording import euro_text


def price_in(phase: Phase, costs: Payload) -> Price:
    """The price of a `costs` section by the rules of the phase's call."""
    return price_of(costs, overhead_percent=partner_rules_of(phase.call).overhead_percent)


def names_in(partners: Payload) -> list[str]:
    """The partners that can have costs of their own: all but the lead partner."""
    rows = partners.get("rows", [])
    named = (" ".join(str(row.get("name") or "").split()) for row in rows)
    return [
        name for name, row in zip(named, rows, strict=True) if name and row.get("role") != "lead"
    ]


def cost_gaps(phase: Phase, payload: Payload, partners: Payload) -> list[Gap]:
    """Every gap of the costs against the rules of the phase and the partners of the offer."""
    messages = [
        *_line_gaps(payload.get("rows", []), set(names_in(partners))),
        *_rate_gaps(payload),
        *_rd_gaps(price_in(phase, payload), phase.least_rd_share),
    ]
    if over := over_the_cap(phase, payload):
        messages.append(over)
    return [Gap("costs", "", message) for message in messages]


def over_the_cap(phase: Phase, payload: Payload) -> str:
    """By how much the price with VAT lies above the maximum, in words; empty when it does not."""
    cap = phase.cap_incl_vat
    over = price_in(phase, payload).incl_vat - cap if cap is not None else Decimal(0)
    if over <= 0:
        return ""
    return _("%(over)s above the maximum of %(cap)s including VAT.") % {
        "over": euro_text(over),
        "cap": euro_text(cap),
    }


def _line_gaps(rows: list[Mapping[str, Any]], partners: set[str]) -> Iterator[str]:
    if not rows:
        yield _("State what the work costs: at least one line.")
    for place, row in enumerate(rows, start=1):
        if not _is_whole(row):
            yield _("Line %(place)s: give a description, a quantity and a price.") % {
                "place": place
            }
        if (name := partner_of(row)) and name not in partners:
            yield _("Line %(place)s: “%(name)s” is not among the partners.") % {
                "place": place,
                "name": name,
            }


def _is_whole(row: Mapping[str, Any]) -> bool:
    quantity, rate = parse_amount(row.get("quantity")), parse_amount(row.get("rate"))
    return bool(row.get("description")) and bool(quantity) and rate is not None


def _rate_gaps(payload: Payload) -> Iterator[str]:
    """Each partner with costs says at which rate it charges VAT; 0 is a rate too."""
    if parse_amount(payload.get("vat_rate")) is None:
        yield _("Choose the VAT rate.")
    charging = {partner_of(row) for row in payload.get("rows", [])}
    for row in payload.get("per_partner", []):
        if partner_of(row) in charging and parse_amount(row.get("vat_rate")) is None:
            yield _("Choose the VAT rate of %(name)s.") % {"name": partner_of(row)}


def _rd_gaps(price: Price, least: int) -> Iterator[str]:
    """An SBIR buys under the exemption for R&D services, so half of its price is R&D at least
    (domain.md 1.5; Directive 2014/24/EU, article 14); another phase may ask no share at all."""
    if not least:
        return
    shares = [part.rd_share for part in price.parts if part.excl_vat or part.rd_share is not None]
    if price.rd_share is None or any(share is not None and share > 100 for share in shares):
        yield _("State which part of the price is research and development, in percent.")
    elif price.rd_share < least:
        yield _("At least %(least)s%% of the price must be research and development.") % {
            "least": least
        }
