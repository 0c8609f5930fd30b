"""A committee with seats for one challenge each; the chair judges all of them."""

import pytest

from applications.models import Dossier
from assessment import selectors, services
from assessment.models import Committee, ScoreSheet
from calls.models import Phase
from portal.workflow import TransitionRefused
from tests.assessment import stages
from tests.rounds import make_challenge

pytestmark = pytest.mark.django_db


@pytest.fixture
def phase(cast) -> Phase:
    """Two challenges with two offers each."""
    phase = stages.opened_phase(cast, offers=4)
    dossiers = list(Dossier.objects.filter(call=phase.call).order_by("pk"))
    for code, own in (("A", dossiers[:2]), ("B", dossiers[2:])):
        theme = make_challenge(phase.call, code)
        Dossier.objects.filter(pk__in=[each.pk for each in own]).update(theme=theme)
    return phase


def plans(cast, phase: Phase, *codes: str) -> list[services.SeatPlan]:
    themes = {theme.code: theme for theme in phase.call.themes.all()}
    seats = stages.plans(cast, votes=len(codes))
    return [{**seat, "theme": themes.get(code)} for seat, code in zip(seats, codes, strict=True)]


def formed(cast, phase: Phase, *codes: str) -> Committee:
    seats = plans(cast, phase, *codes)
    return services.form_committee(phase, by=cast.officer, seats=seats, scores_due_at=None)


def test_member_of_a_challenge_is_asked_about_its_offers_and_no_others(cast, phase):
    committee = formed(cast, phase, "", "A", "B")
    asked = [len(standing.asked) for standing in selectors.standings(committee)]
    assert asked == [4, 2, 2]


def test_member_reads_and_scores_the_offers_of_the_own_challenge_only(cast, phase):
    committee = formed(cast, phase, "", "A", "B")
    seat = committee.seats.get(user=cast.members[1])
    for proposal in phase.proposals.filter(dossier__theme__code="A"):
        services.declare(seat, proposal.dossier, kind="none", explanation="", by=seat.user)
    sheets = ScoreSheet.objects.filter(seat=seat)
    assert {sheet.proposal.dossier.theme.code for sheet in sheets} == {"A"}
    assert sheets.count() == 2
    standing = selectors.standing_of(seat.user, committee)
    assert {each.dossier.theme.code for each in selectors.readable_offers(standing)} == {"A"}


def test_fewest_valid_scores_follow_the_challenge_with_the_fewest_votes(cast, phase):
    assert formed(cast, phase, "", "A", "A", "B").min_valid_scores == 2


def test_every_challenge_is_judged_by_somebody_and_all_faults_are_told(cast, phase):
    with pytest.raises(TransitionRefused) as refused:
        formed(cast, phase, "A", "A")
    assert len(refused.value.message.split("\n")) == 2  # the chair has a challenge; nobody has B


def test_without_challenges_everything_is_as_it_was(cast):
    committee = stages.formed(cast)
    assert committee.min_valid_scores == 3
    assert {len(standing.asked) for standing in selectors.standings(committee)} == {3}
