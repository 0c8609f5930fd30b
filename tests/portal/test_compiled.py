"""A question about a person is written once, and answered for the person who asks."""

from typing import Any

import pytest
from django.db.models import QuerySet

from portal.accounts.models import Membership, Organisation
from portal.compiled import for_person
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_question_that_was_written_for_one_person_answers_for_another(cast: Cast) -> None:
    asked = []

    @for_person
    def places(person: int) -> QuerySet[Any, Any]:
        asked.append(person)
        return Membership.objects.filter(user=person, role="officer").values("organisation")

    def of(user: Any) -> set[int]:
        found = Organisation.objects.filter(pk__in=places(user.pk))
        return set(found.values_list("pk", flat=True))

    def plainly(user: Any) -> set[int]:
        found = Membership.objects.filter(user=user, role="officer")
        return set(found.values_list("organisation", flat=True))

    assert plainly(cast.officer) != plainly(cast.outsider)
    for user in (cast.officer, cast.outsider, cast.applicant):
        assert of(user) == plainly(user)
    assert len(asked) == 1
    assert cast.officer.pk not in asked
