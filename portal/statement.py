"""The statement on accessibility, made of what the last run of `make people` found.

Status by the Dutch model: A is for who meets everything and was inspected by others in the last
three years, B for who does not meet everything yet or was not inspected. No machine can say A by
itself.
"""

import json
from dataclasses import dataclass
from datetime import date

from portal.env import ROOT

RESULT = ROOT / "portal" / "accessibility.json"
WIDTHS = (1280, 768, 320)  # CSS pixels
YEARS_OF_INSPECTION = 3


@dataclass(frozen=True)
class Finding:
    """A rule that was broken, and on how many pages."""

    rule: str
    pages: int


@dataclass(frozen=True)
class Statement:
    """What was checked when, and what was found."""

    checked_on: date
    pages: int  # addresses
    states: int  # pages in both languages, errors of forms among them
    findings: tuple[Finding, ...]
    inspected_on: date | None

    def status(self, today: date) -> str:
        """A or B, as the model has them."""
        inspected = self.inspected_on
        is_valid = inspected is not None and today < inspected.replace(
            year=inspected.year + YEARS_OF_INSPECTION
        )
        return "A" if is_valid and not self.findings else "B"


def statement() -> Statement:
    """The last run that was kept."""
    kept = json.loads(RESULT.read_text())
    inspected = kept["inspected_on"]
    return Statement(
        checked_on=date.fromisoformat(kept["checked_on"]),
        pages=kept["pages"],
        states=kept["states"],
        findings=tuple(Finding(**each) for each in kept["findings"]),
        inspected_on=date.fromisoformat(inspected) if inspected else None,
    )


def keep(checked_on: date, pages: int, states: int, findings: dict[str, int]) -> None:
    """Write down a run; when others inspected the portal is written by hand, and stays."""
    before = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    found = {
        "checked_on": checked_on.isoformat(),
        "pages": pages,
        "states": states,
        "findings": [{"rule": rule, "pages": count} for rule, count in sorted(findings.items())],
        "inspected_on": before.get("inspected_on"),
    }
    RESULT.write_text(json.dumps(found, indent=2) + "\n")
