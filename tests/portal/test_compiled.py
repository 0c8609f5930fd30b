"""A question about a person is written once, and answered for the person who asks."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Membership, Organisation, User
from portal.compiled import for_person, planned_once
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


def named(user: User) -> str:
    with planned_once():
        return User.objects.get(pk=user.pk, name__startswith=user.name[:2]).name


def plans() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'planned_%'")
        return int(cursor.fetchone()[0])


def test_a_question_is_planned_once_and_answered_for_whoever_asks(cast: Cast) -> None:
    before = plans()
    with CaptureQueriesContext(connection) as asked:
        for user in (cast.officer, cast.outsider, cast.applicant):
            assert named(user) == user.name
    assert [query["sql"].split()[0] for query in asked.captured_queries] == ["EXECUTE"] * 3
    assert plans() == before + 1


def test_a_block_in_a_block_plans_what_it_asks_once_too(cast: Cast) -> None:
    before = plans()
    with planned_once(), planned_once():
        assert User.objects.get(pk=cast.officer.pk, email=cast.officer.email) == cast.officer
    assert plans() == before + 1


def test_behind_a_pooler_that_lends_lines_nothing_is_planned_ahead(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    before = plans()
    assert named(cast.officer) == cast.officer.name
    assert plans() == before


@pytest.mark.django_db(transaction=True)
def test_a_new_line_to_the_database_plans_anew(cast: Cast) -> None:
    assert named(cast.officer) == cast.officer.name
    connection.close()
    assert plans() == 0
    assert named(cast.officer) == cast.officer.name
    assert plans() == 1
