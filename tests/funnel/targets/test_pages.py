"""The pages of targets: who reads what, all errors at once, and what is downloaded."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funnel.targets.models import AgendaItem, Agreement, YearTarget
from portal import pdf
from portal.clock import portal_now
from tests.cast import Cast, client_of
from tests.factories import OrganisationFactory
from tests.funnel.targets.stages import awarded, with_targets


def page_of(cast: Cast, who: str, name: str, *args, **query) -> str:
    answer = client_of(getattr(cast, who)).get(reverse(f"targets:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def test_officer_sets_targets_and_reads_the_gap(cast: Cast) -> None:
    awarded(cast)
    year = portal_now().year
    client = client_of(cast.officer)
    address = reverse("targets:write", args=[cast.rws.uuid, year])
    answer = client.post(
        address,
        {"version": 0, "set_aside_percent": "3,2", "rd_budget_incl_vat": "5.000.000",
         "source": "Begroting 2026"},
    )  # fmt: skip
    assert answer.status_code == 302
    page = page_of(cast, "officer", "authority", cast.rws.uuid, jaar=year)
    assert "€ 50.000 van € 5.000.000, inclusief btw" in page
    assert "nog te gaan € 110.000" in page
    assert "n.v.t." in page  # the share of purchasing: no amount was stated


def test_all_errors_come_at_once_and_nothing_typed_is_lost(cast: Cast) -> None:
    address = reverse("targets:write", args=[cast.rws.uuid, 2026])
    answer = client_of(cast.officer).post(
        address, {"version": 0, "sme_percent": "120", "rd_budget_incl_vat": "veel", "source": ""}
    )
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"sme_percent", "rd_budget_incl_vat", "source"}
    assert 'value="veel"' in answer.content.decode()
    assert not YearTarget.objects.exists()


def test_overtaken_page_says_so_and_keeps_what_was_typed(cast: Cast) -> None:
    with_targets(cast, 2026)
    answer = client_of(cast.author).post(
        reverse("targets:write", args=[cast.rws.uuid, 2026]),
        {"version": 0, "calls_wanted": 77, "source": "Begroting"},
    )
    assert answer.context["form"].non_field_errors()
    assert 'value="77"' in answer.content.decode()


def test_officer_reads_the_own_authority_only(cast: Cast) -> None:
    """Made first, so that it could leak: the targets of another authority."""
    with_targets(cast, portal_now().year)
    page = page_of(cast, "outsider", "overview")
    assert "Rijkswaterstaat" not in page
    assert "Provincie Voorbeeld" in page
    client = client_of(cast.outsider)
    assert client.get(reverse("targets:authority", args=[cast.rws.uuid])).status_code == 404
    letter = client.get(reverse("targets:letter", args=[2026]))
    assert letter.status_code == 403


def test_agenda_and_agreement_are_written_and_changed(cast: Cast) -> None:
    client = client_of(cast.officer)
    new = reverse("targets:new-item", args=[cast.rws.uuid])
    words = {"kind": "reserved", "year": 2026, "title": "Bruggen"}
    assert client.post(new, words).context["form"].errors  # reserved, and no amount
    assert client.post(new, words | {"budget_incl_vat": "100.000"}).status_code == 302
    item = AgendaItem.objects.get()
    (call,) = {decision.proposal.phase.call for decision in awarded(cast)}
    edit = reverse("targets:edit-item", args=[item.uuid])
    client.post(edit, words | {"budget_incl_vat": "100.000", "calls": [call.pk]})
    assert item.calls.get() == call
    assert client_of(cast.analyst).get(edit).status_code == 403
    agreed = {"first_year": 2026, "last_year": 2028, "action": "Drie oproepen.",
              "measure": "calls", "value": "3"}  # fmt: skip
    address = reverse("targets:new-agreement", args=[cast.rws.uuid])
    assert client.post(address, agreed | {"last_year": 2025, "value": ""}).context["form"].errors
    assert client.post(address, agreed).status_code == 302
    change = reverse("targets:edit-agreement", args=[Agreement.objects.get().uuid])
    client.post(change, agreed | {"outcome": "kept"})
    page = page_of(cast, "analyst", "authority", cast.rws.uuid, jaar=2026)
    for words in ("Bruggen", "€ 50.000", "Drie oproepen.", "nagekomen", "gedaan in 2026:"):
        assert words in page


def test_letter_states_date_definitions_and_vat(cast: Cast) -> None:
    """The PDF and the text tell the same: reference date, definitions, VAT basis."""
    awarded(cast)
    now = portal_now()
    with_targets(cast, now.year)
    client = client_of(cast.analyst)
    made = client.get(reverse("targets:letter-pdf", args=[now.year]))
    text = " ".join(pdf.text_of(made.content).split()).replace("\xa0", " ")
    plain = client.get(reverse("targets:letter-text", args=[now.year])).content.decode()
    for said in ("Peildatum", "inclusief btw", "exclusief btw", "Rijkswaterstaat", "Begroting"):
        assert said in text, said
        assert said in plain, said
    assert "<" not in plain


def test_csv_names_the_vat_basis_of_each_amount(cast: Cast) -> None:
    awarded(cast)
    with_targets(cast, portal_now().year, source="=cmd()")
    answer = client_of(cast.analyst).get(reverse("targets:csv"))
    rows = {row["authority"]: row for row in csv.DictReader(StringIO(answer.content.decode()))}
    row = rows["Rijkswaterstaat"]
    assert row["awarded_incl_vat_eur"] == "50000.00"
    assert row["awarded_excl_vat_eur"] == "41322.31"
    assert row["set_aside_gap_incl_vat_eur"] == "110000.00"
    assert row["source"] == "'=cmd()"


@pytest.mark.parametrize("query", [{"jaar": "x"}, {"jaar": "99999"}, {"peildatum": "gisteren"}])
def test_wrong_year_or_date_is_today(cast: Cast, query: dict) -> None:
    for name, args in (("overview", []), ("csv", []), ("letter", [2026])):
        address = reverse(f"targets:{name}", args=args)
        assert client_of(cast.analyst).get(address, query).status_code == 200
    assert client_of(cast.analyst).get(reverse("targets:letter", args=[1999])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_overview_asks_as_much_for_one_as_for_three(cast: Cast, number: int) -> None:
    for place in range(number):
        authority = OrganisationFactory(name=f"Gemeente {place}", authority=True)
        awarded(cast, authority=authority)
    client = client_of(cast.analyst)
    client.get(reverse("targets:overview"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get(reverse("targets:overview"))
    assert len(page.context["rows"]) == number
    assert len(queries) == 23
