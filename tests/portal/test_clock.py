"""One SQL function is the clock. Tests, demo and replay may move it; production cannot."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client

from portal import clock
from portal.accounts.models import User
from tests.conftest import Clock, owner_connection

ROLES = ["default", "owner"]
LATER = datetime(2031, 1, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def own_clock(clock: Clock, transactional_db: None) -> Clock:
    """A clock that has not been set in this test."""
    clock.reset()
    return clock


@pytest.fixture
def production_clock(own_clock: Clock) -> Iterator[None]:
    """The definition that production has, put back afterwards."""
    with closing(owner_connection()) as owner, owner.cursor() as cursor:
        cursor.execute(clock.production_definition())
    yield
    with closing(owner_connection()) as owner, owner.cursor() as cursor:
        cursor.execute(clock._definition(clock.MOVABLE_BODY))


@pytest.mark.django_db(transaction=True, databases=ROLES)
def test_clock_moves_forward(own_clock: Clock) -> None:
    clock.move_clock_to(LATER)
    assert timedelta(0) <= clock.portal_now() - LATER < timedelta(seconds=10)


@pytest.mark.django_db(transaction=True, databases=ROLES)
def test_clock_never_goes_back(own_clock: Clock) -> None:
    clock.move_clock_to(LATER)
    with pytest.raises(clock.ClockMovesForward):
        clock.move_clock_to(LATER - timedelta(minutes=1))
    assert clock.portal_now() >= LATER


@pytest.mark.django_db(transaction=True, databases=ROLES)
def test_clock_starts_once(own_clock: Clock) -> None:
    """A new world may begin in the past; after that time only goes on."""
    clock.start_clock_at(datetime(2020, 7, 1, tzinfo=UTC))
    assert clock.portal_now().year == 2020
    with pytest.raises(Exception, match="portal_clock_pkey"):
        clock.start_clock_at(datetime(2019, 7, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "move",
    [clock.install_movable_clock, lambda: clock.move_clock_to(LATER),
     lambda: clock.start_clock_at(LATER)],
)  # fmt: skip
def test_clock_of_production_is_not_moved(move: Any, settings: Any) -> None:
    """Refused before any statement reaches the database: this test has no database."""
    settings.CLOCK_MOVES = False
    with pytest.raises(ImproperlyConfigured):
        move()


def test_application_role_cannot_move_the_clock(own_clock: Clock) -> None:
    """Not the row, not the function: only the owner role can."""
    own_clock.set(LATER)
    for statement in (
        "UPDATE portal_clock SET shift = '1 year'",
        "DELETE FROM portal_clock",
        "INSERT INTO portal_clock (shift) VALUES ('1 year')",
        clock.production_definition(),
        "DROP FUNCTION portal_now()",
    ):
        with pytest.raises(Exception, match=r"permission denied|must be owner"):
            connection.cursor().execute(statement)


def test_production_definition_is_recognised(production_clock: None) -> None:
    assert clock.is_production_clock()


def test_movable_definition_is_recognised(own_clock: Clock) -> None:
    assert not clock.is_production_clock()


def test_a_second_definition_is_not_production(production_clock: None) -> None:
    """A function of the same name in another schema could stand before ours."""
    with closing(owner_connection()) as owner, owner.cursor() as cursor:
        cursor.execute("CREATE SCHEMA elsewhere")
        cursor.execute(
            "CREATE FUNCTION elsewhere.portal_now() RETURNS timestamptz"
            " LANGUAGE sql AS $$SELECT clock_timestamp() - interval '1 hour'$$"
        )
        try:
            assert not clock.is_production_clock()
        finally:
            cursor.execute("DROP SCHEMA elsewhere CASCADE")


def test_health_refuses_production_with_a_clock_that_moves(own_clock: Clock, settings: Any) -> None:
    settings.CLOCK_MOVES = False
    assert Client().get("/healthz").status_code == 503


def test_health_is_well_with_the_clock_of_production(production_clock: None, settings: Any) -> None:
    settings.CLOCK_MOVES = False
    assert Client().get("/healthz").status_code == 200


def test_rows_are_stamped_by_the_portal_clock(own_clock: Clock) -> None:
    own_clock.set(LATER)
    user = User.objects.create_user("klok@voorbeeld.example")
    assert User.objects.get(pk=user.pk).joined_at.year == 2031


def test_owner_connection_is_another_role(db: None) -> None:
    """The control of this file: what is refused above is possible for the owner."""
    with closing(owner_connection()) as owner, owner.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner_role = cursor.fetchone()[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] != owner_role
