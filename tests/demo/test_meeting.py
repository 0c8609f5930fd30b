"""What the demo plays beside the meeting, through the services that users use."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assessment.booklets.models import Booklet
from assessment.minutes.selectors import lines
from demo import cast as demo_cast
from demo import moments
from demo.cases import shipped_case
from demo.play import meeting
from tests.assessment import stages
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def play_of(phase: Any, cast: Cast) -> Any:
    """What these moves need of a play."""
    return SimpleNamespace(phase=lambda _code: stages.Phase.objects.get(pk=phase.pk),
                           author=cast.author)  # fmt: skip


def test_minutes_are_signed_by_all_but_one_and_the_line_ends_where_it_began(cast: Cast) -> None:
    committee = stages.ranked(cast, stages.opened_phase(cast, offers=2), votes=3).committee
    committee.phase.pots.update(budget_incl_vat=stages.PRICE)
    play = play_of(committee.phase, cast)
    ends = dict(committee.ranking.rows.values_list("pk", "outcome"))
    acts = meeting.ask_for_booklet, meeting.keep_minutes, meeting.move_line, meeting.move_line_back
    for act in acts * 2:
        act(play, "feasibility")  # done again, it changes nothing
    assert Booklet.objects.get().seat.user == stages.chair_of(committee)
    (presented,) = committee.minutes.presented.all()
    assert [bool(line.signature) for line in lines(committee, presented)] == [True, True, False]
    more, back = committee.line_moves.all()
    assert "beyond_budget" not in more.outcomes.values()
    assert {row.pk: row.outcome_now for row in committee.ranking.rows.all()} == ends
    assert back.reason == meeting.BACK


def test_moves_beside_the_meeting_come_between_ranking_and_advice(cast: Cast) -> None:
    now = datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
    (script,) = [moves for moves in moments.scripts(now) if moves[-1].name == "advise"]
    names = [move.name for move in sorted(script, key=lambda move: move.at)]
    assert names[-5:] == ["agree", "keep_minutes", "move_line", "move_line_back", "advise"]


def test_expertise_of_the_committee_stands_in_dutch(cast: Cast) -> None:
    known = [
        expertise for _user, expertise, _own in demo_cast.committee(shipped_case(moments.CASE))
    ]
    assert known[:2] == ["jurist", "hoogleraar integrale milieuanalyse"]
