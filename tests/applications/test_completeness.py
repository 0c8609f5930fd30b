"""What an offer lacks, in the words and the place where it can be mended."""

import pytest
from django.utils import translation

from applications import services
from applications.completeness import completeness
from applications.services import read_section, save_section
from tests.applications.stages import fill


def change(proposal, code, by, **values):
    there = read_section(proposal, code)
    save_section(proposal, code, there.payload | values, version=there.version, by=by)


def messages(proposal):
    with translation.override("en"):
        return [gap.message for gap in completeness(proposal)]


def one_line(rate, quantity="1"):
    return [{"description": "Uren", "kind": "hours", "quantity": quantity, "rate": rate}]


def test_complete_draft_has_no_gaps(proposal):
    assert messages(proposal) == []


def test_new_draft_names_every_gap_at_once(cast, phase):
    new = services.start_offer(phase, organisation=cast.company, by=cast.applicant)

    places = {(gap.section, gap.question) for gap in completeness(new)}

    assert places == {
        ("summary", "title"),
        ("summary", "public_summary"),
        ("files", "project_plan"),
        ("files", "truth"),
        ("costs", ""),
    }


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        ("41322.31", None),
        ("41322.32", "€0.01 above the maximum of €50,000.00 including VAT."),
        ("45000.00", "€4,450.00 above the maximum of €50,000.00 including VAT."),
    ],
)
def test_price_is_held_against_the_cap_including_vat_req_01(cast, proposal, rate, message):
    change(proposal, "costs", cast.applicant, rows=one_line(rate))

    assert messages(proposal) == ([message] if message else [])


def test_gap_above_the_cap_reads_in_dutch(cast, proposal):
    change(proposal, "costs", cast.applicant, rows=one_line("41322.32"))

    with translation.override("nl"):
        (gap,) = completeness(proposal)

    assert gap.message.startswith("€\N{NO-BREAK SPACE}0,01 ")
    assert "€\N{NO-BREAK SPACE}50.000,00" in gap.message


def test_a_phase_without_a_cap_takes_any_price(cast, proposal):
    proposal.phase.cap_incl_vat = None
    proposal.phase.save(update_fields=["cap_incl_vat"])
    change(proposal, "costs", cast.applicant, rows=one_line("900000.00"))

    assert messages(proposal) == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"rows": []}, "State what the work costs: at least one line."),
        ({"rows": one_line("10", "")}, "Line 1: give a description, a quantity and a price."),
        ({"vat_rate": ""}, "Choose the VAT rate."),
        ({"rd_share": "49.99"}, "At least 50% of the price must be research and development."),
        (
            {"rd_share": "101"},
            "State which part of the price is research and development, in percent.",
        ),
    ],
)
def test_costs_that_cannot_be_sent(cast, proposal, values, message):
    change(proposal, "costs", cast.applicant, **values)

    assert messages(proposal) == [message]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "State who does the work: at least your own company."),
        ([{"role": "partner", "share": "100"}], "State exactly one lead partner."),
        ([{"name": ""}], "Every partner has a name."),
        ([{"country": ""}], "Every partner has a country."),
        ([{"share": "99.5"}], "The shares add up to 99.5%, and not to 100%."),
    ],
)
def test_partners_that_cannot_be_sent(cast, proposal, rows, message):
    whole = {"name": "A", "role": "lead", "country": "NL", "kvk": "", "share": "100.00"}

    change(proposal, "partners", cast.applicant, rows=[whole | row for row in rows])

    assert messages(proposal) == [message]


def test_too_many_words_are_counted(cast, proposal):
    change(proposal, "summary", cast.applicant, public_summary="een twee drie vier vijf zes zeven")

    assert messages(proposal) == ["“Public summary”: 2 words too many (at most 5)."]


def test_a_form_filled_twice_keeps_the_last(cast, proposal):
    fill(proposal, by=cast.colleague, title="Tweede titel")

    assert read_section(proposal, "summary").payload["title"] == "Tweede titel"
    assert messages(proposal) == []
