"""Schemathesis asks what the description allows and what it does not: few questions, fixed ones.

`make bars ISSUE=funnel ONLY=api` asks many more.
"""

import pytest

from bench import funnel_api
from bench.bar import table
from funnel.opendata.api import shapes

pytestmark = pytest.mark.django_db


def test_schemathesis_finds_no_failure_in_its_short_form() -> None:
    found = funnel_api.bars(is_short=True)
    assert all(bar.passes for bar in found), table(found)


def test_answer_that_the_description_does_not_know_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: an address that answers with something else is a failure."""
    monkeypatch.setattr(shapes, "moment", lambda at: 7)
    funnel_api.fill()
    assert funnel_api.ask(examples=2, only="/calls").failures
