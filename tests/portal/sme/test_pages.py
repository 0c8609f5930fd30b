"""The pages of the self-test: two questions, the calculator, and who may fill it in."""

from typing import Any

import pytest
from django.urls import reverse

from portal.accounts.models import Organisation
from portal.audit.models import AuditEvent
from portal.sme.models import SmeTest
from tests.cast import Cast, client_of

OWN = {
    "own-people": "40", "own-turnover": "8.000.000", "own-balance": "0",
    "own-people_before": "45,5", "own-turnover_before": "8000000", "own-balance_before": "1000",
    "own-earlier": "",
}  # fmt: skip
ROW = {
    "name": "Moeder B.V.", "kind": "enterprise", "relation": "holds", "with_row": "own",
    "capital": "30", "votes": "40", "people": "100", "turnover": "20.000.000", "balance": "100",
    "people_before": "100", "turnover_before": "20000000", "balance_before": "100",
}  # fmt: skip


def filled(*rows: dict[str, str], **own: str) -> dict[str, str]:
    data = {**OWN, **own, "rows-TOTAL_FORMS": str(len(rows)), "rows-INITIAL_FORMS": "0"}
    for place, row in enumerate(rows):
        data |= {f"rows-{place}-{name}": value for name, value in row.items()}
    return data


def address(name: str, company: Organisation) -> str:
    return reverse(f"sme:{name}", args=[company.uuid])


def test_test_of_a_company_without_owners_is_two_questions(cast: Cast) -> None:
    """REQ-28: the ordinary case needs no figures; outcome, date and version are kept."""
    client = client_of(cast.colleague)
    page = client.post(address("test", cast.company), {"owners": "no", "size": "small"})
    assert page.status_code == 302
    test = SmeTest.objects.get()
    assert (test.size, test.version, test.made_by) == ("small", "2003/361/EC-1", cast.colleague)
    shown = client.get(address("test", cast.company)).content.decode()
    assert "klein" in shown
    assert test.version in shown
    assert AuditEvent.objects.get(action="test_size").data["size"] == "small"


def test_test_of_a_company_with_owners_opens_the_calculator(cast: Cast) -> None:
    """REQ-28: the calculator is for who answers that somebody holds 25 percent or more."""
    client = client_of(cast.applicant)
    page = client.post(address("test", cast.company), {"owners": "yes"})
    assert page.url == address("calculate", cast.company)
    assert not SmeTest.objects.exists()


def test_calculate_explains_the_sums_line_by_line(cast: Cast) -> None:
    """REQ-28: 40 people and 40 percent of 100 people are 80; every line tells why it counts."""
    client = client_of(cast.applicant)
    page = client.post(address("calculate", cast.company), filled(ROW))
    assert page.url == address("test", cast.company)
    test = SmeTest.objects.get()
    assert test.size == "medium"
    assert test.sums["last"]["people"] == "80"
    assert test.sums["before"]["people"] == "85.5"
    cast.company.refresh_from_db()
    assert cast.company.size == "medium"
    shown = client.get(address("test", cast.company)).content.decode()
    for words in ("Moeder B.V.", "partneronderneming: 40%", "85,5", "€ 16.000.000,00"):
        assert words in shown.replace("\u00a0", " "), words
    again = client.get(address("calculate", cast.company)).content.decode()
    assert "Moeder B.V." in again
    assert "45,5" in again


def test_calculate_adds_a_row_and_keeps_what_was_typed(cast: Cast) -> None:
    """One more enterprise can hang on the one before it, and nothing is kept yet."""
    client = client_of(cast.applicant)
    data = filled(ROW) | {"add_row": ""}
    shown = client.post(address("calculate", cast.company), data)
    assert shown.context["calculator"].formset.total_form_count() == 2
    assert 'value="Moeder B.V."' in shown.content.decode()
    assert not SmeTest.objects.exists()
    sister = {**ROW, "name": "Oma N.V.", "with_row": "1", "votes": "80", "capital": "80"}
    client.post(address("calculate", cast.company), filled(ROW, sister))
    reasons = [line["reason"] for line in SmeTest.objects.get().sums["lines"]]
    assert reasons == ["self", "partner", "linked_to_partner"]


@pytest.mark.parametrize(
    ("own", "row", "wrong"),
    [
        ({"own-people": "veel"}, {}, "own-people"),
        ({"own-people": "1,234"}, {}, "own-people"),
        ({"own-people_before": ""}, {}, "own-people_before"),
        ({"own-turnover": ""}, {}, "own-turnover"),
        ({}, {"votes": "101"}, "rows-0-votes"),
        ({}, {"with_row": "1"}, "rows-0-with_row"),
        ({}, {"name": ""}, "rows-0-name"),
        ({}, {"kind": "x"}, "rows-0-kind"),
    ],
)
def test_calculate_says_what_is_wrong(cast: Cast, own: dict, row: dict, wrong: str) -> None:
    client = client_of(cast.applicant)
    shown = client.post(address("calculate", cast.company), filled({**ROW, **row}, **own))
    assert shown.status_code == 200
    calculator = shown.context["calculator"]
    forms = [calculator.own, *calculator.formset.forms]
    assert wrong in {f"{form.prefix}-{name}" for form in forms for name in form.errors}
    assert not SmeTest.objects.exists()


def test_calculate_leaves_out_a_row_and_says_when_another_hangs_on_it(cast: Cast) -> None:
    client = client_of(cast.applicant)
    first = {**ROW, "DELETE": "on"}
    shown = client.post(address("calculate", cast.company), filled(first, {**ROW, "with_row": "1"}))
    assert "with_row" in shown.context["calculator"].formset.forms[1].errors
    client.post(address("calculate", cast.company), filled(first))
    assert len(SmeTest.objects.get().sums["lines"]) == 1


@pytest.mark.parametrize("rows", [{}, {"rows-TOTAL_FORMS": "999999999"}, {"rows-TOTAL_FORMS": "x"}])
def test_calculate_survives_a_broken_count_of_rows(cast: Cast, rows: dict[str, Any]) -> None:
    client = client_of(cast.applicant)
    assert client.post(address("calculate", cast.company), OWN | rows).status_code in {200, 302}


def test_test_is_filled_in_by_writers_only(cast: Cast) -> None:
    """A viewer reads the outcome; another company's people find nothing."""
    assert client_of(cast.viewer).get(address("test", cast.company)).status_code == 200
    for name in ("test", "calculate"):
        post = client_of(cast.viewer).post(address(name, cast.company), {"owners": "no"})
        assert post.status_code == 403
        assert client_of(cast.rival).get(address(name, cast.company)).status_code == 404
