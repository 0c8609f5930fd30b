"""Streams: what goes in comes out, and nothing else ever does (security.md 11.3)."""

import hashlib
import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.crypto import chunks
from portal.crypto.chunks import CHUNK_BYTES
from portal.crypto.errors import Tampered

CONTEXT = b"call, dossier, sending"
HEADER_BYTES = 20
BLOCK = CHUNK_BYTES + 16
MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, MEBIBYTE]
)
def test_stream_comes_back_at_every_boundary(key: bytes, size: int) -> None:
    plaintext = hashlib.shake_256(b"content").digest(size)
    sealed = chunks.encrypt(plaintext, key, CONTEXT)
    whole = max(1, -(-size // CHUNK_BYTES))
    assert len(sealed) == HEADER_BYTES + size + 16 * whole
    assert chunks.decrypt(sealed, key, CONTEXT) == plaintext


@given(
    pieces=st.lists(st.binary(max_size=CHUNK_BYTES), max_size=4),
    step=st.integers(1000, 2 * BLOCK),
)
def test_stream_does_not_depend_on_how_its_bytes_arrive(pieces: list[bytes], step: int) -> None:
    key = chunks.new_key()
    sealed = b"".join(chunks.encrypt_stream(pieces, key, CONTEXT))
    arriving = [sealed[start : start + step] for start in range(0, len(sealed), step)]
    for source in (arriving, io.BytesIO(sealed)):
        assert b"".join(chunks.decrypt_stream(source, key, CONTEXT)) == b"".join(pieces)


@given(pieces=st.lists(st.binary(max_size=3 * CHUNK_BYTES), max_size=4))
def test_bytes_handed_over_piece_by_piece_give_the_same_format(pieces: list[bytes]) -> None:
    key = chunks.new_key()
    encryptor = chunks.Encryptor(key, CONTEXT)
    sealed = b"".join(encryptor.update(piece) for piece in pieces) + encryptor.finish()
    assert chunks.decrypt(sealed, key, CONTEXT) == b"".join(pieces)
    assert len(sealed) == len(chunks.encrypt(b"".join(pieces), key, CONTEXT))


def test_stream_of_twenty_mebibytes_takes_constant_memory(key: bytes) -> None:
    def source() -> Iterator[bytes]:
        for number in range(320):
            yield bytes([number % 251]) * CHUNK_BYTES

    expected = hashlib.sha256(b"".join(source())).hexdigest()
    digest = hashlib.sha256()
    tracemalloc.start()
    try:
        for block in chunks.decrypt_stream(
            chunks.encrypt_stream(source(), key, CONTEXT), key, CONTEXT
        ):
            digest.update(block)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert digest.hexdigest() == expected
    assert peak < MEBIBYTE


def test_every_flipped_bit_of_a_small_stream_is_found(key: bytes, bit_flips) -> None:
    for altered in bit_flips(chunks.encrypt(b"Trechter", key, CONTEXT)):
        with pytest.raises(Tampered):
            chunks.decrypt(altered, key, CONTEXT)


def test_a_flipped_bit_is_found_in_every_chunk(key: bytes) -> None:
    sealed = chunks.encrypt(bytes(3 * CHUNK_BYTES), key, CONTEXT)
    for position in range(0, len(sealed), 4099):
        altered = bytearray(sealed)
        altered[position] ^= 0x10
        with pytest.raises(Tampered):
            chunks.decrypt(bytes(altered), key, CONTEXT)


@pytest.fixture
def blocks(key: bytes) -> list[bytes]:
    """The header and the four blocks of a stream, the last one shorter."""
    plaintext = hashlib.shake_256(b"blocks").digest(3 * CHUNK_BYTES + 10)
    sealed = chunks.encrypt(plaintext, key, CONTEXT)
    body = sealed[HEADER_BYTES:]
    return [sealed[:HEADER_BYTES], *(body[i : i + BLOCK] for i in range(0, len(body), BLOCK))]


@pytest.mark.parametrize(
    "order",
    [
        [0],
        [0, 1],
        [0, 1, 2, 3],
        [0, 1, 2, 4],
        [0, 2, 3, 4],
        [0, 2, 1, 3, 4],
        [0, 1, 1, 2, 3, 4],
        [0, 1, 2, 3, 4, 4],
        [1, 2, 3, 4],
    ],
)
def test_dropped_moved_and_repeated_chunks_are_found(
    key: bytes, blocks: list[bytes], order: list[int]
) -> None:
    with pytest.raises(Tampered):
        chunks.decrypt(b"".join(blocks[number] for number in order), key, CONTEXT)


def test_truncation_and_extension_by_a_byte_are_found(key: bytes, blocks: list[bytes]) -> None:
    sealed = b"".join(blocks)
    for altered in (sealed[:-1], sealed + b"\x00", sealed[:3], b""):
        with pytest.raises(Tampered):
            chunks.decrypt(altered, key, CONTEXT)


def test_chunks_of_another_stream_under_the_same_key_are_found(key: bytes) -> None:
    first, second = (chunks.encrypt(bytes(2 * CHUNK_BYTES), key, CONTEXT) for _ in range(2))
    spliced = first[: HEADER_BYTES + BLOCK] + second[HEADER_BYTES + BLOCK :]
    with pytest.raises(Tampered):
        chunks.decrypt(spliced, key, CONTEXT)


def test_another_context_or_key_is_refused(key: bytes) -> None:
    sealed = chunks.encrypt(b"offer", key, CONTEXT)
    with pytest.raises(Tampered):
        chunks.decrypt(sealed, key, b"another dossier")
    with pytest.raises(Tampered):
        chunks.decrypt(sealed, bytes(32), CONTEXT)


def test_a_key_used_twice_gives_other_bytes(key: bytes) -> None:
    assert chunks.encrypt(b"offer", key, CONTEXT) != chunks.encrypt(b"offer", key, CONTEXT)
