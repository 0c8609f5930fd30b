"""A PostgreSQL of our own, which can be stopped at once, and to which this process moves over."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connections

from dev import postgres
from dev.processes import Failure, stop
from portal.env import env
from tests import prepared
from tests.conftest import owner_connection

ALIASES = ("default", "owner")
PATIENCE = 30


class Database:
    """One server that crashes on demand. It has committed when it says so, as in production."""

    def __init__(self, state: Path, urls: postgres.Urls, durable: bool) -> None:
        if urls.server is None:
            raise Failure("The faults need a database server of their own.")
        self.state, self.urls, self.durable = state, urls, durable
        self.process: subprocess.Popen[bytes] = urls.server

    def stop_at_once(self) -> None:
        """No checkpoint, no farewell: it recovers from its log when it starts again."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()

    def start(self) -> None:
        """Start it again."""
        self.process = postgres.start_again(self.state, durable=self.durable)

    def end_backends(self) -> None:
        """Break every connection that there is."""
        with closing(owner_connection()) as owner, owner.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE usename = %s AND pid <> pg_backend_pid()",
                [postgres.APPLICATION],
            )


@contextmanager
def own_database(state: Path, *, durable: bool = False) -> Iterator[Database]:
    """A database with the tables of production, which this process uses until the block ends.

    `durable`: on the disk as well, when it says so, as where a power cut counts.
    """
    with ExitStack() as stack:
        stack.callback(postgres.wipe, state)
        urls = stack.enter_context(postgres.server(state, durable=durable))
        database = Database(state, urls, durable)
        stack.callback(lambda: stop(database.process, signal.SIGINT, patience=30))
        stack.enter_context(_used(urls))
        if not prepared.restore(settings.DATABASES["owner"], postgres.DATABASE):
            call_command("prepare_database", verbosity=0)
            connections["owner"].close()
            prepared.keep(settings.DATABASES["owner"], postgres.DATABASE)
        _may_end_backends(state)
        yield database


@contextmanager
def _used(urls: postgres.Urls) -> Iterator[None]:
    kept = {alias: dict(connections[alias].settings_dict) for alias in ALIASES}
    for alias, url in zip(ALIASES, (urls.app, urls.owner), strict=True):
        _connect_to(alias, env.db_url_config(url))
    try:
        yield
    finally:
        for alias, was in kept.items():
            _connect_to(alias, was)


def _connect_to(alias: str, where: dict[str, Any]) -> None:
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    connections[alias].close()
    for dictionary in (settings.DATABASES[alias], connections[alias].settings_dict):
        dictionary.update({name: where.get(name, "") for name in names})
        dictionary["OPTIONS"] = where.get("OPTIONS", {})


def _may_end_backends(state: Path) -> None:
    """The owner may break connections; a commit waits for the log, as production's does."""
    host = settings.DATABASES["owner"]["HOST"] or settings.DATABASES["owner"]["OPTIONS"]["host"]
    with closing(
        psycopg2.connect(host=host, user=postgres.SUPERUSER, dbname=postgres.DATABASE)
    ) as admin:
        admin.autocommit = True
        with admin.cursor() as cursor:
            cursor.execute(f"GRANT pg_signal_backend TO {postgres.OWNER}")
            cursor.execute(f"ALTER DATABASE {postgres.DATABASE} SET synchronous_commit = on")
    connections["default"].close()


def insistently(work: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Do something as soon as the database lets us; what it cut off is begun anew."""
    end = time.monotonic() + seconds
    while True:
        try:
            return work()
        except (DatabaseError, InterfaceError):
            connections["default"].close()
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
