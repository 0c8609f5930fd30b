"""Whether each part that the portal needs does its work at this moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import structlog
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from portal.celery import app
from portal.clock import is_production_clock
from portal.files import probe

SKEW = timedelta(seconds=2)  # more between our clock and the database's confuses countdowns
BROKER_SECONDS = 2
log = structlog.get_logger("portal.readiness")


@dataclass(frozen=True)
class Part:
    """One part and what is wrong with it; an empty fault means that it works."""

    name: str
    fault: str

    @property
    def is_ready(self) -> bool:
        return not self.fault


class Unfit(Exception):
    """A part answers, and what it says is wrong."""


def parts() -> list[Part]:
    """Each part, asked now."""
    return [_asked(name, ask) for name, ask in ASKED.items()]


def log_faults(found: list[Part]) -> None:
    """Say in the log what is wrong; who asks over the web learns only which part it is."""
    for part in found:
        if not part.is_ready:
            log.error("not_ready", part=part.name, fault=part.fault)


def _asked(name: str, ask: Callable[[], None]) -> Part:
    try:
        ask()
    except Exception as error:  # whatever it is: a part that cannot be asked does not work
        return Part(name, f"{type(error).__name__}: {error}")
    return Part(name, "")


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    with app.connection_for_write(connect_timeout=BROKER_SECONDS) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)


def _clock() -> None:
    if not settings.CLOCK_MOVES and not is_production_clock():
        raise Unfit("portal_now() is not the production clock")
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    if abs(timezone.now() - theirs) > SKEW:
        raise Unfit("our clock and that of the database differ by more than two seconds")


def _migrations() -> None:
    missing = _on_disk() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        raise Unfit(f"{len(missing)} migrations were not carried out")


@cache
def _on_disk() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {key for each in loader.disk_migrations.values() for key in each.replaces}
    return frozenset(loader.disk_migrations.keys() - replaced)


ASKED: dict[str, Callable[[], None]] = {
    "database": _database,
    "broker": _broker,
    "storage": probe.store_and_fetch,
    "clock": _clock,
    "migrations": _migrations,
}
