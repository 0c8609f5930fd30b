"""What the tests of the cryptography share; none of them needs a database."""

from collections.abc import Callable, Iterator

import pytest


@pytest.fixture
def key() -> bytes:
    return bytes(range(32))


@pytest.fixture
def bit_flips() -> Callable[[bytes], Iterator[bytes]]:
    """Every byte string that differs from the given one in exactly one bit."""

    def flips(original: bytes) -> Iterator[bytes]:
        for position in range(len(original) * 8):
            altered = bytearray(original)
            altered[position // 8] ^= 1 << position % 8
            yield bytes(altered)

    return flips
