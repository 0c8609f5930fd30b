"""The invented people of the demo whom the walks follow, by the address with which they log in."""

import json
from pathlib import Path

COMPANIES = Path(__file__).parents[2] / "demo" / "content" / "companies.json"

OFFICER = "officer@rijkswaterstaat.example"
APPROVER = "approver@rijkswaterstaat.example"
ADVISER = "adviser@rvo.example"
ANALYST = "analyst@rvo.example"
AUDITOR = "auditor@auditdienst.example"
OPERATOR = "operator@beheer.example"
CHAIR = "member1@commissie.example"
MEMBER = "member4@commissie.example"


def signatory_of(company: str) -> str:
    """The name of who signs for an invented company, which is marked as invented in the demo."""
    for each in json.loads(COMPANIES.read_text())["companies"]:
        if f"{each['name']} {each['legal_form']}" == company:
            return f"{each['contact']['first']} {each['contact']['last']}"
    raise LookupError(company)
