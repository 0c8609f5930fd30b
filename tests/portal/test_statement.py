"""What the statement on accessibility may say."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal import statement as statements
from portal.statement import Finding, Statement, keep, statement

TODAY = date(2026, 11, 28)


def found(**other: Any) -> Statement:
    plain = {"checked_on": TODAY, "pages": 300, "states": 900, "findings": (), "inspected_on": None}
    return Statement(**plain | other)


@pytest.mark.parametrize(
    ("inspected_on", "findings", "status"),
    [
        (None, (), "B"),  # a machine cannot say that all is well
        (date(2024, 1, 1), (), "A"),
        (date(2023, 11, 29), (), "A"),
        (date(2023, 11, 28), (), "B"),  # three years ago
        (date(2024, 1, 1), (Finding("axe label", 1),), "B"),
    ],
)
def test_status_is_no_better_than_what_is_known(
    inspected_on: date | None, findings: tuple[Finding, ...], status: str
) -> None:
    assert found(inspected_on=inspected_on, findings=findings).status(TODAY) == status


def test_a_run_keeps_when_others_inspected(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "RESULT", tmp_path / "kept.json")
    keep(TODAY, 2, 4, {})
    text = statements.RESULT.read_text().replace("null", '"2026-01-02"')
    statements.RESULT.write_text(text)
    keep(TODAY, 3, 6, {"axe label": 1})
    assert statement() == found(
        pages=3, states=6, findings=(Finding("axe label", 1),), inspected_on=date(2026, 1, 2)
    )


@pytest.mark.django_db
def test_page_tells_the_run_that_was_kept() -> None:
    """REQ-20: scope, date, status, findings and whom to write to stand on one page."""
    kept = statement()
    text = Client().get(reverse("accessibility")).content.decode()
    for words in (f"Status {kept.status(TODAY)}", str(kept.pages), str(kept.states), "mailto:"):
        assert words in text
