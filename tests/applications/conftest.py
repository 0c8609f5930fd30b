"""Fixtures of this room: an open phase with a vault, and a draft of the fixed company."""

import pytest

from applications.models import Proposal
from calls.models import Phase
from tests.applications.stages import draft, open_phase
from tests.cast import Cast


@pytest.fixture
def phase(cast: Cast) -> Phase:
    """An open feasibility phase of Rijkswaterstaat with a vault of three holders."""
    return open_phase(cast)


@pytest.fixture
def proposal(cast: Cast, phase: Phase) -> Proposal:
    """A complete draft of Kringbouw, ready to be sent."""
    return draft(phase, cast.applicant)
