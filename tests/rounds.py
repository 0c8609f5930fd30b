"""A round of Startup in Residence as a draft, and challenges of any call."""

from collections.abc import Sequence
from typing import Any

from calls import services
from calls.models import Call, Theme
from portal.accounts.models import Membership
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory


def make_round(procedures: Sequence[str] = ("partnership", "national"), **terms: Any) -> Call:
    """A draft with a challenge for each procedure, each of an authority of its own."""
    lead = OrganisationFactory(authority=True)
    officer = UserFactory()
    MembershipFactory(user=officer, organisation=lead, role=Membership.Role.OFFICER)
    letters = "ABCDEF"[: len(procedures)]
    return services.draft_call(
        by=officer,
        authority=lead,
        reference=f"SIR-{Call.objects.count()}",
        instrument="startup_in_residence",
        terms={
            "title": "Ronde",
            "summary": "Een ronde.",
            "themes": [{"code": code, "title": f"Challenge {code}"} for code in letters],
            "challenges": [
                {
                    "code": code,
                    "authority": OrganisationFactory(authority=True) if procedure else None,
                    "procedure": procedure,
                }
                for code, procedure in zip(letters, procedures, strict=True)
            ],
            **terms,
        },
    )


def make_challenge(call: Call, code: str, procedure: str = "national") -> Theme:
    """One challenge more."""
    authority = OrganisationFactory(authority=True)
    return Theme.objects.create(
        call=call, code=code, title=f"Challenge {code}", authority=authority, procedure=procedure
    )
