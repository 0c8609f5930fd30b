"""A Redis server for as long as something is measured: the queue and the cache of production."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import kombu.pools
import redis
from django.core.cache import caches
from django.test import override_settings

from portal.celery import app

PROGRAM, SOCKET = "redis-server", "redis.sock"


def is_here() -> bool:
    """Whether this machine has the program; nothing else of it is needed."""
    return shutil.which(PROGRAM) is not None


@contextmanager
def real_redis() -> Iterator[Path]:
    """Messages and cache go through a server of our own; the folder in which it writes them all.

    Its log of commands is on and nothing in it is compressed, so that whatever was ever sent to it
    can be read there afterwards, also what was taken out again.
    """
    with own_folder() as folder:
        server = start(folder, appendonly="yes")
        try:
            with _used(f"unix://{folder / SOCKET}", f"redis+socket://{folder / SOCKET}"):
                yield folder
        finally:
            server.terminate()
            server.wait(timeout=20)


@contextmanager
def own_folder() -> Iterator[Path]:
    """Where a server of our own keeps its socket and what it writes."""
    with tempfile.TemporaryDirectory(prefix="trechter-redis-") as folder:
        yield Path(folder)


def start(folder: Path, *, appendonly: str) -> subprocess.Popen[bytes]:
    """Start a server in a folder, and wait until it answers."""
    options = {
        "port": "0", "unixsocket": str(folder / SOCKET), "dir": str(folder), "save": "",
        "appendonly": appendonly, "aof-use-rdb-preamble": "no", "rdbcompression": "no",
    }  # fmt: skip
    words = [part for name, value in options.items() for part in (f"--{name}", value)]
    server = subprocess.Popen([PROGRAM, *words], stdout=subprocess.DEVNULL)
    _wait_for(folder / SOCKET)
    return server


def _wait_for(socket: Path) -> None:
    for _try in range(200):
        try:
            redis.Redis(unix_socket_path=str(socket)).ping()
        except (redis.ConnectionError, FileNotFoundError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("redis-server does not answer")


@contextmanager
def _used(cache: str, broker: str) -> Iterator[None]:
    was = app.conf.broker_url
    backend = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": cache}
    _connect_anew(broker)
    try:
        with override_settings(CACHES={"default": backend}):
            yield
    finally:
        caches["default"].close()
        _connect_anew(was)


def _connect_anew(broker: str) -> None:
    app.conf.broker_url = broker
    kombu.pools.reset()
    app._pool = None  # Celery keeps the connections of the broker that it began with
    app.amqp._producer_pool = None
