"""Costs per partner on the pages: who charges what, the sums, and the cap with VAT."""

from decimal import Decimal

import pytest
from django.urls import reverse

from applications import services, transitions
from applications.models import OpenedProposal, Proposal
from applications.services import completeness, read_section, save_section
from tests.applications.stages import after_deadline, opened
from tests.cast import Cast, client_of

PARTNERS = [
    {"name": "TNO", "role": "partner", "country": "NL", "kvk": "", "share": "30"},
    {"name": "Beispiel GmbH", "role": "subcontractor", "country": "DE", "kvk": "", "share": "10"},
]


@pytest.fixture
def together(cast: Cast, proposal: Proposal) -> Proposal:
    """A complete draft of three companies."""
    lead = {**services.lead_row(cast.company), "share": "60"}
    write(proposal, cast, "partners", {"rows": [lead, *PARTNERS]})
    write(
        proposal, cast, "costs",
        {
            "rows": [line("", "20000"), line("TNO", "10000"), line("Beispiel GmbH", "5000")],
            "vat_rate": "21.00",
            "rd_share": "80",
            "per_partner": [
                {"partner": "TNO", "vat_rate": "21.00", "rd_share": "100"},
                {"partner": "Beispiel GmbH", "vat_rate": "0.00", "rd_share": "0"},
            ],
        },
    )  # fmt: skip
    return proposal


def write(proposal: Proposal, cast: Cast, code: str, payload: dict) -> None:
    version = read_section(proposal, code).version
    save_section(proposal, code, payload, version=version, by=cast.applicant)


def line(partner: str, rate: str, **more: str) -> dict[str, str]:
    said = {"description": "Werk", "kind": "hours", "quantity": "1", "rate": rate}
    return {**said, "partner": partner, **more}


def address(proposal: Proposal, code: str = "costs") -> str:
    place = [proposal.dossier.reference, proposal.phase.code, code]
    return reverse("applications:section", args=place)


def gaps(proposal: Proposal, section: str = "costs") -> list[str]:
    return [gap.message for gap in completeness(proposal) if gap.section == section]


def test_costs_of_an_offer_alone_ask_for_no_partner(cast: Cast, proposal: Proposal) -> None:
    page = client_of(cast.applicant).get(address(proposal)).content.decode()
    assert 'name="rows-0-rate"' in page
    assert "rows-0-partner" not in page


def test_costs_of_partners_are_asked_and_saved_per_partner(cast: Cast, together: Proposal) -> None:
    """Without a script: each line names its partner, each partner its VAT and research share."""
    client = client_of(cast.applicant)
    shown = client.get(address(together)).content.decode()
    assert shown.count('<option value="TNO"') == 3
    assert "€\u00a041.300,00" in shown, "20,000 and 10,000 with 21 percent, 5,000 without"
    data = {
        "version": str(read_section(together, "costs").version),
        "rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "0",
        "per-TOTAL_FORMS": "1", "per-INITIAL_FORMS": "0",
        "vat_rate": "21.00", "rd_share": "80",
        "per-0-partner": "TNO", "per-0-vat_rate": "0.00", "per-0-rd_share": "90",
        **{f"rows-0-{name}": value for name, value in line("", "1.000,50").items()},
        **{f"rows-1-{name}": value for name, value in line("TNO", "x").items()},
    }  # fmt: skip
    again = client.post(address(together), data)
    assert again.status_code == 200
    assert 'value="x"' in again.content.decode(), "what was typed stays"
    saved = read_section(together, "costs").payload
    assert [row["partner"] for row in saved["rows"]] == ["", "TNO"]
    assert saved["per_partner"] == [{"partner": "TNO", "vat_rate": "0.00", "rd_share": "90"}]


def test_costs_of_a_partner_that_left_are_a_gap(cast: Cast, together: Proposal) -> None:
    assert gaps(together) == []
    write(together, cast, "partners", {"rows": [services.lead_row(cast.company)]})
    assert "Regel 2: “TNO” staat niet bij de partners." in gaps(together)


@pytest.mark.parametrize(("rate", "is_over"), [("41322.31", False), ("41322.32", True)])
def test_cap_is_compared_with_vat_over_all_partners(cast, proposal, rate, is_over) -> None:
    """REQ-01: 41,322.31 excluding VAT is exactly at a cap of 50,000; one cent more is above it."""
    proposal.phase.cap_incl_vat = Decimal("50000.00")
    write(proposal, cast, "costs", {
        "rows": [line("", rate)], "vat_rate": "21.00", "rd_share": "80",
    })  # fmt: skip
    assert any("boven het maximum" in gap for gap in gaps(proposal)) is is_over


def test_research_share_below_what_the_call_asks_is_a_gap(cast: Cast, together: Proposal) -> None:
    """Domain 1.5: half of the price at least is research and development, over all partners."""
    costs = read_section(together, "costs").payload
    assert together.phase.least_rd_share == 50
    costs["rd_share"] = "37.5"  # 7,500 + 10,000 of 35,000 is exactly half
    write(together, cast, "costs", costs)
    assert gaps(together) == []
    costs["rd_share"] = "37.49"
    write(together, cast, "costs", costs)
    assert len(gaps(together)) == 1


def test_overhead_of_the_call_is_part_of_the_price_that_is_opened(
    cast: Cast, together: Proposal, clock
) -> None:
    """Officers and assessors get the price that the company was shown."""
    phase = together.phase
    phase.call.eligibility = {"partners": {"overhead_percent": "10"}}
    phase.call.save(update_fields=["eligibility"])
    page = client_of(cast.applicant).get(address(together)).content.decode()
    assert "€\u00a045.430,00" in page
    transitions.submit(together, by=cast.applicant, declared=True)
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    row = OpenedProposal.objects.get()
    assert (row.price_excl_vat, row.price_incl_vat) == (Decimal("38500.00"), Decimal("45430.00"))
    assert row.rd_share == 74
    place = [together.dossier.reference, phase.code]
    read = client_of(cast.officer).get(reverse("applications:opened", args=place)).content.decode()
    for words in ("Beispiel GmbH", "Overhead, 10% van de uren", "inclusief 0% btw", "45.430,00"):
        assert words in read
