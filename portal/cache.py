"""The cache in Redis, and a small one in the process itself for as long as Redis is not there.

Nothing that must be kept is in it: brakes, and what was seen a moment ago. With Redis gone a brake
counts per process, so it is looser and still there, and no page fails or waits. What guards a login
is counted for all or not at all: without Redis nobody logs in, and who is logged in goes on.
"""

import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

GUARDS_LOGIN = ("allauth",)  # how the keys of attempts and of used codes begin
AWAY_SECONDS = 5  # after a failure nobody asks Redis again for so long
PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 1)}


class PatientCache(RedisCache):
    """What CACHES names in production."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {**PATIENCE, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._beside = LocMemCache("while-redis-is-away", {**params, "OPTIONS": {}})
        self._away_until = 0.0

    def _either(self, name: str, *args: Any, **kwargs: Any) -> Any:
        guards = bool(args) and str(args[0]).startswith(GUARDS_LOGIN)
        if time.monotonic() >= self._away_until:
            ask: Callable[..., Any] = getattr(super(), name)
            try:
                return ask(*args, **kwargs)
            except RedisError:
                self._away_until = time.monotonic() + AWAY_SECONDS
                if guards:
                    raise
        elif guards:
            raise RedisError("Redis is away")
        return getattr(self._beside, name)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("incr", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._either("delete_many", *args, **kwargs)

    def clear(self) -> None:
        self._either("clear")
