"""A cache that is not there makes no page fail, and no brake fall away."""

import socket
import time

import pytest
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError

from portal import cache
from portal.cache import PatientCache


@pytest.fixture
def away() -> PatientCache:
    """A cache whose Redis nobody listens for."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return PatientCache(f"redis://127.0.0.1:{port}/0", {})


def test_cache_counts_on_while_redis_is_away(away: PatientCache) -> None:
    away.clear()
    assert away.get("often") is None
    assert away.add("often", 1, 60)
    assert not away.add("often", 1, 60)
    assert (away.incr("often"), away.get("often")) == (2, 2)
    away.set_many({"one": 1, "two": 2})
    assert away.get_many(["one", "two"]) == {"one": 1, "two": 2}
    assert (away.delete("one"), away.has_key("one"), away.touch("two", 5)) == (True, False, True)


def test_what_guards_a_login_is_counted_for_all_or_not_at_all(away: PatientCache) -> None:
    """ASVS 6.3.1: fails closed, at the first question and while it is known to be away."""
    for _time in range(2):
        with pytest.raises(RedisError):
            away.add("allauth:rl:login:ip:192.0.2.1:lock", 1, 60)
        with pytest.raises(RedisError):
            away.add("allauth.mfa.totp.used?user=1&code=123456", "y", timeout=30)
    assert away.add("costly", 1, 60), "and whoever sends goes on"


def test_cache_that_is_away_is_asked_once_in_a_while(
    away: PatientCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def get(self: object, key: str, *args: object, **kwargs: object) -> None:
        asked.append(key)
        raise Unreachable("nobody listens")

    monkeypatch.setattr(cache.RedisCache, "get", get)
    for _time in range(3):
        away.get("x")
    assert asked == ["x"]
    away._away_until = time.monotonic()
    away.get("x")
    assert asked == ["x", "x"]
