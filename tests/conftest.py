"""The test database: made as owner, used as the application, with a clock that tests move."""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import hypothesis
import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase

from tests import prepared
from tests.cast import Cast, make_cast

# How long an example takes says something of the machine, and nothing of the rule.
hypothesis.settings.register_profile(
    "trechter", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("trechter")

# Modules with few tests that each take long. Started last, one of them would keep one process busy
# while the others are done.
LONG_FIRST = ("tests/browser", "tests/access", "tests/demo", "tests/trust", "tests/bench")
PREPARED = "prepared_trechter"  # laid once for all processes of a run
KEPT = (
    "django_migrations", "django_content_type", "auth_permission", "portal_clock",
    "catalogue_mission",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long modules (`make test` keeps this order: --no-loadscope-reorder)."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG_FIRST))


def pytest_collection_finish() -> None:
    """Leave alone what was collected: it lives to the end, and is much to look through."""
    gc.collect()
    gc.freeze()


def owner_connection(name: str | None = None) -> "psycopg2.extensions.connection":
    """A connection of the owner role, outside Django, that commits every statement."""
    chosen = settings.DATABASES["owner"]
    connection = psycopg2.connect(
        host=chosen["HOST"] or chosen.get("OPTIONS", {}).get("host"),
        port=chosen["PORT"] or None,
        user=chosen["USER"],
        password=chosen["PASSWORD"] or None,
        dbname=name or chosen["NAME"],
    )
    connection.autocommit = True
    return connection


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """One database per test process: a copy of one that is prepared exactly as production's is."""
    name = f"test_trechter_{os.getpid()}"
    with closing(owner_connection()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(1)")  # the first process prepares, others wait
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [PREPARED])
        if cursor.fetchone() is None:
            with django_db_blocker.unblock():
                _prepare(cursor)
    copy_prepared(name)
    _use_database(name)
    yield
    _use_database(name)  # whatever is connected lets go


def _prepare(cursor: Any) -> None:
    """Lay the tables; the name that others look for comes last, when all went well."""
    name = f"half_{PREPARED}"
    cursor.execute(f"DROP DATABASE IF EXISTS {name}")
    cursor.execute(f"CREATE DATABASE {name}")
    if not prepared.restore(settings.DATABASES["owner"], name):
        kept = settings.DATABASES["owner"]["NAME"]
        _use_database(name)
        call_command("prepare_database", verbosity=0)
        _use_database(kept)
        prepared.keep(settings.DATABASES["owner"], name)
    cursor.execute(f"ALTER DATABASE {name} RENAME TO {PREPARED}")


def copy_prepared(name: str) -> dict[str, str]:
    """Create a database with the tables and rights of production, and no rows but its own.

    The result is what another process needs in its environment to work in it.
    """
    with closing(owner_connection()) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {PREPARED}")
    return {
        word: urlunsplit(urlsplit(os.environ[word])._replace(path=f"/{name}"))
        for word in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }


def _use_database(name: str) -> None:
    """Let both roles of Django connect to this database from here on."""
    for alias in ("default", "owner"):
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = connections[alias].settings_dict["NAME"] = name


def _truncate(case: TransactionTestCase) -> None:
    """After a test with real transactions the owner empties the tables; the application may not."""
    with closing(owner_connection()) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
            " WHERE schemaname = 'public' AND NOT tablename = ANY(%s)",
            [list(KEPT)],
        )
        cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} RESTART IDENTITY CASCADE")


TransactionTestCase._fixture_teardown = _truncate


class Clock:
    """Moves portal_now() of the test database."""

    def __init__(self) -> None:
        self.connection = owner_connection()

    def set(self, moment: datetime) -> None:
        """Let portal_now() be `moment` from here on, also back in time: each test has its own."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO portal_clock (shift) VALUES (%s - clock_timestamp())"
                " ON CONFLICT (only_row) DO UPDATE SET shift = excluded.shift",
                [moment],
            )

    def reset(self) -> None:
        """Back to the real time."""
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM portal_clock")


@pytest.fixture
def clock(django_db_setup: None) -> Iterator[Clock]:
    """The movable clock, put back afterwards."""
    clock = Clock()
    yield clock
    clock.reset()
    clock.connection.close()


@pytest.fixture(scope="session")
def _breaches() -> Callable[[], list[str]] | None:
    """What to ask for breaches; a process without browser tests need not load Playwright."""
    if "playwright.sync_api" not in sys.modules:
        return None
    from tests.browser import policy  # noqa: PLC0415

    policy.listen()
    return policy.taken


@pytest.fixture(autouse=True)
def _no_breach_of_the_policy(_breaches: Callable[[], list[str]] | None) -> Iterator[None]:
    """No page of any browser test may break its content security policy (REQ-22)."""
    yield
    assert _breaches is None or _breaches() == []


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast (house.md, "Tests")."""
    return make_cast()
