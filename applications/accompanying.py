"""What goes into the seal beside the answers: facts about the company on the day of sending.

It is no part of the form, so no editor, no preview and no assessor sees it; officers read it once
the vault was opened. Its code begins with "_", which no section of a form can (form_schema.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from applications.working_copy import Payload
from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import has_role
from portal.look.wording import AMSTERDAM
from portal.sme.selectors import latest_test
from portal.team.models import Mandate
from portal.team.selectors import mandate_of

COMPANY = "_company"
AUTHORISATION = "_authorisation"  # the place of its file among those of the offer


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


@dataclass(frozen=True)
class SenderFact:
    """The intermediary that sent an offer, and the authorisation on which it did."""

    name: str
    signed_by: str
    signed_on: date
    ends_on: date | None


def accompanying(lead: Organisation, mandate: Mandate | None) -> dict[str, Payload]:
    """The extra sections of an offer that is sent now, on this authorisation if any (REQ-28)."""
    facts: Payload = {}
    if mandate is not None:
        facts["sender"] = {
            "name": mandate.intermediary.name,
            "signed_by": mandate.signed_by,
            "signed_on": mandate.signed_on.isoformat(),
            "ends_on": mandate.ends_on.isoformat() if mandate.ends_on else "",
        }
    if test := latest_test(lead):
        facts["sme"] = {
            "size": test.size,
            "on": test.made_at.astimezone(AMSTERDAM).date().isoformat(),
            "version": test.version,
        }
    return {COMPANY: facts} if facts else {}


def sender_of(answers: Mapping[str, Any]) -> SenderFact | None:
    """The intermediary that sent an opened offer; None when the company did so itself."""
    said = answers.get(COMPANY, {}).get("sender")
    if not said:
        return None
    ends = said["ends_on"]
    return SenderFact(
        said["name"],
        said["signed_by"],
        date.fromisoformat(said["signed_on"]),
        date.fromisoformat(ends) if ends else None,
    )


def mandate_in_use(lead: Organisation, by: User) -> Mandate | None:
    """The authorisation on which `by` sends; a signatory needs none, whatever else it is."""
    if has_role(by, Membership.Role.SIGNATORY, organisation=lead):
        return None
    return mandate_of(by, lead)


def is_accompanying(code: str) -> bool:
    """Whether a sealed section or file is one of these, and not part of the form."""
    return code.startswith("_")


def sme_of(answers: Mapping[str, Any]) -> SmeFact | None:
    """The self-test in the answers of an opened offer; None when none went with it."""
    said = answers.get(COMPANY, {}).get("sme")
    return SmeFact(said["size"], said["on"], said["version"]) if said else None
