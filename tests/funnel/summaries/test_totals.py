"""A selection added up: numbers that belong together, and nothing of what is not known."""

from decimal import Decimal
from typing import Any

import pytest

from funnel.figures import Conversion
from funnel.summaries.models import PhaseSummary
from funnel.summaries.totals import as_stored, from_stored, totals_of
from portal.clock import portal_now
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def summary(number: int, **values: Any) -> PhaseSummary:
    """A row of a registered call: no call, phase or offers have to be there."""
    chosen: dict[str, Any] = {
        "key": f"oud-{number}/haalbaarheid", "source": PhaseSummary.Source.REGISTERED,
        "reference": f"oud-{number}", "title": f"Oproep {number}", "state": "completed",
        "instrument": "sbir", "published_at": portal_now(), "year": 2020, "order": 1,
        "kind": "feasibility",
    }  # fmt: skip
    chosen |= values
    if "authority" not in chosen:
        chosen["authority"] = OrganisationFactory(authority=True)
    return PhaseSummary.objects.create(**chosen)


def test_totals_add_up_per_kind_and_together() -> None:
    """REQ-30: amounts with and without VAT stay apart."""
    summary(1, offers=10, awarded=2, awarded_incl_vat=Decimal("99.50"), was_consulted=True)
    summary(2, offers=5, awarded=1, awarded_incl_vat=Decimal("0.50"))
    summary(
        2, key="oud-2/inkoop", kind="procurement", order=3, takes_offers=False, bought=1,
        bought_excl_vat=Decimal("7.00"),
    )  # fmt: skip
    totals = totals_of(PhaseSummary.objects.all())
    assert [kind.kind for kind in totals.kinds] == ["feasibility", "procurement"]
    assert (totals.calls, totals.consulted, totals.buying, totals.registered) == (2, 1, 1, 2)
    assert (totals["offers"], totals["awarded_incl_vat"]) == (15, Decimal("100.00"))
    assert totals["bought_excl_vat"] == Decimal("7.00")
    assert totals["drafts"] is None
    assert totals.bought_of_calls == Conversion(1, 2)


def test_conversion_counts_only_phases_that_know_both_numbers() -> None:
    """REQ-30: ten offers of which nobody knows the awards yet are in no denominator."""
    summary(1, offers=32, admissible=30, awarded=10)
    summary(2, offers=10, admissible=None, awarded=None)
    totals = totals_of(PhaseSummary.objects.all())
    assert totals["offers"] == 42
    assert totals.conversion("awarded", "offers") == Conversion(10, 32)
    assert totals.conversion("awarded", "admissible") == Conversion(10, 30)
    assert totals.conversion("offers", "drafts").percent is None


def test_totals_of_nothing_are_unknown_and_not_zero() -> None:
    totals = totals_of(PhaseSummary.objects.all())
    assert (totals.calls, totals["offers"], totals.losses()) == (0, None, [])


def test_stored_totals_are_the_same_to_the_cent() -> None:
    summary(1, offers=3, awarded_incl_vat=Decimal("12345678.91"), lost_withdrawn=2)
    totals = totals_of(PhaseSummary.objects.all())
    assert from_stored(as_stored(totals)) == totals
