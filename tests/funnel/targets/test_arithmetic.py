"""Shares and gaps, exactly and without a database (domain.md 6)."""

from decimal import Decimal

import pytest

from funnel.cofunding.amounts import Share
from funnel.targets.arithmetic import Bases, Progress, YearFigures, shares_of, together

D = Decimal


@pytest.mark.parametrize(
    ("done", "budget", "gap"),
    [
        (0, 100_000_000, "3200000.00"),
        (1_250_000, 100_000_000, "1950000.00"),
        (3_200_000, 100_000_000, "0.00"),
        (9_000_000, 100_000_000, "0.00"),  # never below zero
        (0, 1, "0.03"),
    ],
)
def test_gap_is_what_is_missing_of_the_set_aside(done: int, budget: int, gap: str) -> None:
    """gap_EUR = max(0, 0.032 * budget - commitments)."""
    progress = Progress("set_aside", Share(D(done), D(budget)), D("3.2"))
    assert progress.gap == D(gap)
    assert progress.is_reached == (gap == "0.00")


def test_share_of_nothing_does_not_exist() -> None:
    """REQ-30: division by zero is "n/a", and so is its gap."""
    progress = Progress("set_aside", Share(D(5), D(0)), D("3.2"))
    assert (progress.share.percent, progress.gap) == (None, None)
    assert YearFigures().sme_by_count.percent is None
    assert not progress.is_reached


def test_without_a_target_there_is_no_gap() -> None:
    assert Progress("sme", Share(D(5), D(10)), None).gap is None


def test_each_share_has_one_vat_basis() -> None:
    """REQ-30: innovation is counted without VAT on both sides, the set-aside with VAT on both."""
    figures = YearFigures(
        awarded_incl_vat=D(121), awarded_excl_vat=D(100), bought_excl_vat=D(50),
        sbir_incl_vat=D(121), sme_awarded_incl_vat=D("60.5"), sme_known_incl_vat=D(121),
    )  # fmt: skip
    shares = shares_of(figures, Bases(D(1000), D(1210)))
    assert shares["innovation"] == Share(D(150), D(1000))
    assert shares["set_aside"] == Share(D(121), D(1210))
    assert shares["sme"].percent == D(50)


def test_figures_add_up_field_by_field() -> None:
    rows = [YearFigures(calls=1, bought_excl_vat=D(5)), YearFigures(calls=2, awarded_incl_vat=D(7))]
    assert together(rows) == YearFigures(calls=3, bought_excl_vat=D(5), awarded_incl_vat=D(7))
    assert together([]) == YearFigures()
