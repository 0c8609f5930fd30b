"""Who belongs to an organisation now: what ended elsewhere, or in another role, changes nothing."""

from datetime import timedelta

import pytest

from applications.permissions import admissibility_judges
from applications.selectors import company_members, writers_of
from calls.models import CallRole
from portal.accounts.models import Membership
from portal.accounts.selectors import people_in, people_of, signatories_of
from portal.clock import portal_now
from tests.applications.stages import draft, open_phase
from tests.cast import Cast
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
Role = Membership.Role


def ended(**fields: object) -> Membership:
    return MembershipFactory(until=portal_now() - timedelta(days=1), **fields)


def test_who_left_another_company_still_hears_of_this_one(cast: Cast) -> None:
    """An exclude() over related rows would drop whoever ever left anything."""
    proposal = draft(open_phase(cast), cast.applicant)
    ended(user=cast.applicant, organisation=cast.rival_company, role=Role.SIGNATORY)
    assert cast.applicant in writers_of(proposal)
    assert cast.applicant in company_members(proposal)


def test_who_left_is_not_of_the_company_any_more(cast: Cast) -> None:
    gone = UserFactory()
    ended(user=gone, organisation=cast.company, role=Role.SIGNATORY)
    MembershipFactory(user=gone, organisation=cast.rival_company, role=Role.SIGNATORY)
    assert gone not in people_of(cast.company, *Role.values)
    assert gone in people_in([cast.company, cast.rival_company], Role.SIGNATORY)


def test_longest_there_comes_first_and_nobody_twice(cast: Cast) -> None:
    late = UserFactory()
    MembershipFactory(user=late, organisation=cast.company, role=Role.SIGNATORY)
    MembershipFactory(user=late, organisation=cast.company, role=Role.VIEWER)
    assert list(signatories_of(cast.company)) == [cast.applicant, late]
    assert list(people_of(cast.company, Role.SIGNATORY, Role.VIEWER)).count(late) == 1


def test_whose_role_on_another_call_ended_still_judges_this_one(cast: Cast) -> None:
    phase, other = open_phase(cast), open_phase(cast)
    assert cast.author in admissibility_judges(phase)
    CallRole.objects.filter(call=other.call, user=cast.author).update(until=portal_now())
    assert cast.author in admissibility_judges(phase)
    assert cast.author not in admissibility_judges(other)
