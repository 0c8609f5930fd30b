"""One provider for the tests of this folder, in a thread of its own."""

import warnings
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """The address of a provider that knows nobody yet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its libraries, about their own next versions
        from oidc_provider_mock import run_server_in_thread  # noqa: PLC0415

        with run_server_in_thread(require_nonce=True) as server:
            yield f"http://localhost:{server.server_port}"
