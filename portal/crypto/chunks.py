"""Encrypt streams of any length in constant memory.

Layout: a header (4 bytes of magic and version, 16 bytes of salt), then chunks of 64 KiB, each
AES-256-GCM with its 16-byte tag. The last chunk may be shorter, also empty. The stream key is
derived from the caller's key and the salt, so a key that is used twice still gives two stream
keys. The chunk's index is its nonce; index, "this is the last one" and the caller's context are
authenticated with each chunk. Hence a chunk that is altered, moved, dropped, repeated, or taken
from another stream or context is found, and so is a stream that stops early.

64 KiB because larger chunks were no faster (20 MiB in 6 ms with 64 KiB, 128 KiB and 4 MiB alike;
16 KiB took 8 ms) and smaller memory is better when many upload at once.
"""

import io
import os
from collections.abc import Iterable, Iterator
from typing import IO, Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.crypto.errors import Tampered
from portal.crypto.locks import SALT_BYTES, derive

CHUNK_BYTES = 64 * 1024
_MAGIC = b"TRC\x01"
_TAG_BYTES = 16
_PURPOSE = b"trechter/chunks/1"

Source = BinaryIO | Iterable[bytes]


def new_key() -> bytes:
    """Return a fresh random key of 32 bytes, for one offer or one file."""
    return AESGCM.generate_key(256)


def encrypt_stream(source: Source, key: bytes, context: bytes) -> Iterator[bytes]:
    """Yield the encrypted form of `source`, a binary file or an iterable of bytes."""
    encryptor = Encryptor(key, context)
    for piece in _pieces(source):
        yield encryptor.update(piece)
    yield encryptor.finish()


class Encryptor:
    """The same, for bytes that are handed over piece by piece, such as an upload coming in."""

    def __init__(self, key: bytes, context: bytes) -> None:
        salt = os.urandom(SALT_BYTES)
        self._cipher = _cipher(key, salt)
        self._context = context
        self._ready = [_MAGIC + salt]
        self._buffer = bytearray()
        self._index = 0

    def update(self, piece: bytes | memoryview) -> bytes:
        """Take more plaintext and return the ciphertext that is ready, possibly none."""
        rest = memoryview(piece)
        while len(self._buffer) + len(rest) > CHUNK_BYTES:  # the last chunk waits for the end
            needed = CHUNK_BYTES - len(self._buffer)
            if self._buffer:
                self._buffer += rest[:needed]
                self._encrypt(self._buffer, last=False)
                self._buffer.clear()
            else:  # most of a large piece: it is not copied first
                self._encrypt(rest[:needed], last=False)
            rest = rest[needed:]
        self._buffer += rest
        ready, self._ready = b"".join(self._ready), []
        return ready

    def finish(self) -> bytes:
        """Return the rest, with the last chunk; nothing may follow."""
        self._encrypt(self._buffer, last=True)
        return b"".join(self._ready)

    def _encrypt(self, block: bytearray | memoryview, *, last: bool) -> None:
        associated = _associated(self._index, last, self._context)
        self._ready.append(self._cipher.encrypt(_nonce(self._index), block, associated))
        self._index += 1


def decrypt_stream(source: Source, key: bytes, context: bytes) -> Iterator[bytes]:
    """Yield the plaintext of `source`; raise Tampered at the first chunk that is not right.

    Chunks before that point are genuine but may have been given out already: act on the content
    only when the iterator has ended without an error, for only then is it known to be complete.
    """
    reader = _Reader(source)
    magic, salt = reader.take(len(_MAGIC)), reader.take(SALT_BYTES)
    if magic != _MAGIC or len(salt) != SALT_BYTES:
        raise Tampered("These bytes are no encrypted stream of a version that we know.")
    cipher = _cipher(key, salt)
    for index, (block, last) in enumerate(reader.blocks(CHUNK_BYTES + _TAG_BYTES)):
        try:
            yield cipher.decrypt(_nonce(index), block, _associated(index, last, context))
        except (InvalidTag, ValueError) as error:
            raise Tampered(f"Chunk {index} is not the one that was written there.") from error


def encrypt(plaintext: bytes, key: bytes, context: bytes) -> bytes:
    """Encrypt bytes that are in memory already; same format as `encrypt_stream`."""
    return b"".join(encrypt_stream([plaintext], key, context))


def decrypt(ciphertext: bytes, key: bytes, context: bytes) -> bytes:
    """Decrypt bytes that are in memory already. Raises Tampered."""
    return b"".join(decrypt_stream([ciphertext], key, context))


class PlainReader(io.RawIOBase):
    """The plaintext of a stored stream, read from any place; each chunk is checked as it is read.

    Raises Tampered as `decrypt_stream` does, and at once when this is no stream of ours.
    """

    def __init__(self, stored: IO[bytes], key: bytes, context: bytes) -> None:
        total = stored.seek(0, os.SEEK_END)
        stored.seek(0)
        magic, salt = stored.read(len(_MAGIC)), stored.read(SALT_BYTES)
        if magic != _MAGIC or len(salt) != SALT_BYTES:
            raise Tampered("These bytes are no encrypted stream of a version that we know.")
        self._header, self._block = len(_MAGIC) + SALT_BYTES, CHUNK_BYTES + _TAG_BYTES
        self._stored, self._cipher, self._context = stored, _cipher(key, salt), context
        self._count = max(1, -(-(total - self._header) // self._block))
        self._length = total - self._header - self._count * _TAG_BYTES
        self._place, self._read = 0, (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._length}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, target: Any) -> int:
        if self._place >= self._length:
            return 0
        index, start = divmod(self._place, CHUNK_BYTES)
        piece = self._chunk(index)[start : start + len(target)]
        target[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def _chunk(self, index: int) -> bytes:
        if self._read[0] != index:
            self._stored.seek(self._header + index * self._block)
            block, last = self._stored.read(self._block), index == self._count - 1
            try:
                plain = self._cipher.decrypt(
                    _nonce(index), block, _associated(index, last, self._context)
                )
            except (InvalidTag, ValueError) as error:
                raise Tampered(f"Chunk {index} is not the one that was written there.") from error
            self._read = (index, plain)
        return self._read[1]


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(derive(key, salt=salt, purpose=_PURPOSE))


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _associated(index: int, last: bool, context: bytes) -> bytes:
    return index.to_bytes(8, "big") + bytes([last]) + context


class _Reader:
    """Cuts a source, however it delivers its bytes, into blocks of one size."""

    def __init__(self, source: Source) -> None:
        self._pieces = _pieces(source)
        self._buffer = bytearray()

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes, fewer only at the end."""
        while len(self._buffer) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._buffer += piece
        block = bytes(self._buffer[:size])
        del self._buffer[:size]
        return block

    def blocks(self, size: int) -> Iterator[tuple[bytes, bool]]:
        """Yield (block, is the last); an empty source has one empty, last block."""
        block = self.take(size)
        while following := self.take(size):
            yield block, False
            block = following
        yield block, True


def _pieces(source: Source) -> Iterator[bytes | memoryview]:
    """Yield the source in pieces of at most one chunk, so that the buffer stays small."""
    if hasattr(source, "read"):
        while piece := source.read(CHUNK_BYTES):
            yield piece
        return
    for piece in source:
        view = memoryview(piece)
        for start in range(0, len(view), CHUNK_BYTES):
            yield view[start : start + CHUNK_BYTES]
