"""The questions of a played call: asked, answered and told by the real functions, and marked."""

from datetime import timedelta

import pytest

from calls.clarification.models import Notice, Question
from calls.models import Call, CallRole, Phase
from demo import cast as people
from demo.cases import shipped_case
from demo.play import asking
from demo.play.plays import Play
from portal.clock import portal_now
from tests.factories import CallFactory, PhaseFactory


@pytest.fixture
def play(db: None) -> Play:
    """A call of the case that is open now, by the officers of the case."""
    case = shipped_case("circulaire-viaducten")
    played = Play(case, case.reference, seed=1)
    call = CallFactory(
        published=True, reference=case.reference, contracting_authority=played.authority
    )
    CallRole.objects.create(call=call, user=played.author, role=CallRole.Role.AUTHOR)
    PhaseFactory(call=call, closes_at=portal_now() + timedelta(days=40))
    return played


def test_questions_of_a_play_come_into_one_notice(play: Play) -> None:
    """Done twice, as after a demo that was cut off, it is the same."""
    for act in (asking.ask, asking.answer, asking.tell, asking.ask_later) * 2:
        act(play)
    notice = Notice.objects.get()
    assert notice.state == "published"
    assert "verzonnen" in notice.content["intro"]
    assert [item["number"] for item in notice.content["questions"]] == [1, 2, 3]
    states = sorted(Question.objects.values_list("state", flat=True))
    assert states == ["merged", "open", "open", "open", "published", "published", "published"]
    assert Question.objects.filter(is_confidential=True).count() == 1
    written = str(notice.content)
    for plan in play.plans()[:2]:
        company, signatory, _colleague = people.company_of(plan.company)
        assert company.name not in written
        assert signatory.name not in written
    assert Call.objects.get().phases.get().entry == Phase.Entry.OPEN
