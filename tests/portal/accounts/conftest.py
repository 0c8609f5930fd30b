from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.portal.accounts.register import KEY, Register, running_register


@pytest.fixture
def register(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    """A trade register on this machine, and a portal that has a key for it."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    cache.clear()
    with running_register() as running:
        settings.KVK_API_URL, settings.KVK_API_KEY = running.address, KEY
        yield running
    cache.clear()
