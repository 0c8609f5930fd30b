from collections.abc import Iterator

import pytest
from django.utils import translation

from calls.models import Phase
from tests.applications.stages import open_phase
from tests.calls.amendments.stages import with_terms
from tests.cast import Cast


@pytest.fixture
def phase(cast: Cast) -> Phase:
    """An open phase whose terms are frozen, so that they can be amended."""
    return with_terms(open_phase(cast))


@pytest.fixture(autouse=True)
def _in_dutch() -> Iterator[None]:
    """Messages are read in Dutch, whatever language a page before this test was asked in."""
    with translation.override("nl"):
        yield
