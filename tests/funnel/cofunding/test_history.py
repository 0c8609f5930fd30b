"""The rounds of 2018 to 2021 load as history, with the totals of the shipped file."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from demo.play.cofunding import HISTORY
from funnel.cofunding.history import load
from funnel.cofunding.models import FundingRound
from tests.cast import Cast


def test_rounds_load_once_with_their_totals(cast: Cast) -> None:
    document = json.loads(HISTORY.read_text())
    assert len(load(document, cast.rvo)) == 3
    assert load(document, cast.rvo) == []
    by_year = {round_.year: round_ for round_ in FundingRound.objects.all()}
    assert set(by_year) == {2018, 2020, 2021}
    assert all(round_.is_history and round_.source for round_ in by_year.values())
    first, second, third = by_year[2018], by_year[2020], by_year[2021]
    assert (first.pot_incl_vat, first.past_supported) == (Decimal(10_000_000), 10)
    assert (second.pot_incl_vat, second.rate) == (Decimal(3_000_000), Decimal(50))
    assert (second.past_granted, second.past_in_talks) == (5, 3)
    assert second.closes_at is None
    assert "2020-06-30" in second.source
    assert (third.pot_incl_vat, third.cap_incl_vat) == (Decimal(1_500_000), Decimal(500_000))
    assert third.opens_at == datetime(2021, 5, 17, 8, tzinfo=UTC)
    assert third.closes_at == datetime(2021, 5, 31, 14, tzinfo=UTC)
    assert (third.goal_min_projects, third.past_granted) == (3, None)


def test_command_refuses_what_it_cannot_read(cast: Cast, tmp_path) -> None:
    call_command("load_funding_rounds", str(HISTORY), "RVO", verbosity=0)
    assert FundingRound.objects.count() == 3
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"about": "", "rounds": [{"year": 2022}]}')
    for file, funder in ((wrong, "RVO"), (tmp_path / "none", "RVO"), (HISTORY, "Niemand")):
        with pytest.raises(CommandError):
            call_command("load_funding_rounds", str(file), funder)
    assert FundingRound.objects.count() == 3
