"""What goes into the seal beside the answers: facts about the company on the day of sending.

It is no part of the form, so no editor, no preview and no assessor sees it; officers read it once
the vault was opened. Its code begins with "_", which no section of a form can (form_schema.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from applications.working_copy import Payload
from portal.accounts.models import Organisation
from portal.sme.selectors import latest_test

COMPANY = "_company"


@dataclass(frozen=True)
class SmeFact:
    """The outcome of the self-test that went with an offer; `on` as year-month-day."""

    size: str
    on: str
    version: str

    @property
    def made_on(self) -> date:
        """The day of the test."""
        return date.fromisoformat(self.on)

    @property
    def size_label(self) -> str:
        """The class in words."""
        known = dict(Organisation.Size.choices)
        return str(known.get(self.size, self.size))


def accompanying(lead: Organisation) -> dict[str, Payload]:
    """The extra sections of an offer of this company, as they are now (REQ-28)."""
    facts: Payload = {}
    if test := latest_test(lead):
        facts["sme"] = {
            "size": test.size,
            "on": test.made_at.date().isoformat(),
            "version": test.version,
        }
    return {COMPANY: facts} if facts else {}


def is_accompanying(code: str) -> bool:
    """Whether a sealed section is one of these, and not part of the form."""
    return code.startswith("_")


def sme_of(answers: Mapping[str, Any]) -> SmeFact | None:
    """The self-test in the answers of an opened offer; None when none went with it."""
    said = answers.get(COMPANY, {}).get("sme")
    return SmeFact(said["size"], said["on"], said["version"]) if said else None
