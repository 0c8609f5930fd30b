"""portal_now(): one SQL function is the only clock for rules (model.md, "Time").

Production's definition is clock_timestamp(). Demo, replay and test databases install one that adds
an offset from a single row; only the owner role can write that row, and only forward.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

from portal.look.wording import AMSTERDAM

PRODUCTION_BODY = "SELECT clock_timestamp()"
MOVABLE_BODY = "SELECT clock_timestamp() + coalesce((SELECT shift FROM portal_clock), interval '0')"


class ClockMovesForward(Exception):
    """The clock was asked to go back."""


def portal_now() -> datetime:
    """The portal's moment, an aware datetime in UTC with microseconds, read from the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_now()")
        return cursor.fetchone()[0]


def portal_today() -> date:
    """The day in Amsterdam at portal_now()."""
    return portal_now().astimezone(AMSTERDAM).date()


def install_movable_clock() -> None:
    """Replace the clock by one that can be moved. Raises ImproperlyConfigured in production."""
    _require_movable()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS portal_clock"
            " (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), shift interval NOT NULL)"
        )
        cursor.execute(_definition(MOVABLE_BODY))


def start_clock_at(moment: datetime) -> None:
    """Set the first moment of a new world. Refused once the clock has been set."""
    _require_movable()
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO portal_clock (shift) VALUES (%s - clock_timestamp())", [moment])


def move_clock_to(moment: datetime) -> None:
    """Move forward to `moment`. Raises ClockMovesForward when it lies more than a second back."""
    _require_movable()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT portal_now()")
        if cursor.fetchone()[0] > moment + timedelta(seconds=1):
            raise ClockMovesForward(moment.isoformat())
        cursor.execute(
            "INSERT INTO portal_clock (shift) VALUES (%s - clock_timestamp())"
            " ON CONFLICT (only_row) DO UPDATE SET shift = greatest("
            "portal_clock.shift, excluded.shift)",
            [moment],
        )


def is_production_clock() -> bool:
    """Whether this database's portal_now() is the definition that cannot be moved."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'portal_now'")
        return [row[0].strip() for row in cursor.fetchall()] == [PRODUCTION_BODY]


def production_definition() -> str:
    """The SQL that the first migration runs."""
    return _definition(PRODUCTION_BODY)


def _definition(body: str) -> str:
    return (
        "CREATE OR REPLACE FUNCTION portal_now() RETURNS timestamptz"
        f" LANGUAGE sql VOLATILE PARALLEL SAFE AS $${body}$$"
    )


def _require_movable() -> None:
    if not settings.CLOCK_MOVES:
        raise ImproperlyConfigured("The clock of this installation cannot be moved.")
