"""Severity: told to chair and secretary only, and used by nothing."""

from fractions import Fraction

import pytest
from django.urls import reverse

from assessment import results
from assessment.severity import distances
from tests.assessment import stages
from tests.cast import client_of

HEADING = "Streng of mild"


def test_distance_is_to_the_mean_of_the_others_and_is_exact():
    """Member 1 gives 4 beside 7 and 8: 3.5 below; a score that stands alone does not count."""
    found = distances([{1: 4, 2: 7, 3: 8}, {1: 9}])
    assert found[1] == (Fraction(-7, 2), 1)
    assert found[2] == (Fraction(1), 1)


def test_members_who_all_give_the_same_are_neither_strict_nor_mild():
    assert {distance for distance, _n in distances([{1: 6, 2: 6}] * 3).values()} == {Fraction(0)}


@pytest.fixture
def meeting(cast):
    """One member gives 3 where the others give 8, 7 and 6."""
    committee = stages.declared(stages.formed(cast))
    strict = committee.seats.order_by("pk")[1]
    for sheet in strict.sheets.all():
        stages.filled(sheet, 3, 3, 3)
    for sheet in strict.sheets.all():
        stages.transitions.hand_in(sheet, by=strict.user)
    stages.handed_in(committee)
    return stages.transitions.start_consensus(
        stages.fresh(committee), by=stages.chair_of(committee)
    )


@pytest.mark.django_db
def test_chair_and_secretary_see_severity_and_members_see_the_spread_only(meeting):
    """A member's page shows the spread of each criterion, and no word on who is strict."""
    place = [meeting.phase.call.reference, meeting.phase.code]
    agenda = reverse("assessment:consensus", args=place)
    for user in (stages.chair_of(meeting), stages.secretary_of(meeting.phase)):
        page = client_of(user).get(agenda).content.decode()
        assert HEADING in page
        assert "-4,00" in page.replace("−", "-")  # 3 beside a mean of 7 over three criteria
    member = meeting.seats.order_by("pk")[2].user
    assert HEADING not in client_of(member).get(agenda).content.decode()
    offer = meeting.phase.proposals.order_by("pk").first().dossier.reference
    page = client_of(member).get(reverse("assessment:consensus-offer", args=[*place, offer]))
    assert "3 t/m 8" in page.content.decode()


@pytest.mark.django_db
def test_severity_is_applied_to_nothing(meeting):
    """The strict member's scores weigh as much as any: (8*4+3)/5 is 7, not 8."""
    offers = list(meeting.phase.proposals.order_by("pk"))
    place, *_rest = results.rank(meeting.phase, offers)
    assert place.offer.scores["impact"] == 7
