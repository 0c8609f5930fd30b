"""Files in a bucket behind an S3 interface, for a portal on more than one machine (decision 454).

It behaves as a disk does: what is not there raises FileNotFoundError, and a bucket that refuses or
does not answer raises OSError. What is stored was encrypted before it comes here.
"""

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import IO, Any

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible

MEGABYTE = 1024 * 1024
# A save waits at most for two attempts: the browser tries an upload again by itself.
CONFIG = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    connect_timeout=2,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 2},
    max_pool_connections=24,  # the threads of a web process, twice
    tcp_keepalive=True,
    # Servers that are not Amazon's own take no checksums that come after the bytes.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
# One request up to here, streamed; above it parts, of which memory holds one at a time.
TRANSFER = TransferConfig(
    multipart_threshold=128 * MEGABYTE, multipart_chunksize=16 * MEGABYTE, use_threads=False
)
# The first read fetches so much, and each that follows it four times as much, up to the most: a
# part of a download takes little more than it gives, and the whole takes few requests.
FETCHED_FIRST, FETCHED_AT_MOST = 128 * 1024, 8 * MEGABYTE
TRIES = 3  # of a read that broke off; it goes on where it was


@contextmanager
def _as_a_disk(name: str) -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as error:
        raise OSError(errno.EIO, f"the bucket: {type(error).__name__}: {error}", name) from error


@lru_cache(maxsize=4)
def _client(process: int, where: tuple[tuple[str, Any], ...]) -> Any:
    """One for all threads of a process: making one costs 0.3 s and 12 MB, and it may be shared.

    `process` is its number, for a child must not talk over the connections of its parent.
    """
    return boto3.session.Session().client("s3", config=CONFIG, **dict(where))


@deconstructible
class Bucket(Storage):
    """The part of Django's storage that the portal uses, over one bucket."""

    def __init__(
        self, *, bucket: str, endpoint: str, region: str, key_id: str, secret: str, ca_file: str
    ) -> None:
        self.bucket = bucket
        self._where: tuple[tuple[str, Any], ...] = (
            ("endpoint_url", endpoint or None),
            ("region_name", region or None),
            # Without a key it is looked for where Amazon's own programs look: the machine's role.
            ("aws_access_key_id", key_id or None),
            ("aws_secret_access_key", secret or None),
            ("verify", ca_file or True),
        )

    @property
    def client(self) -> Any:
        return _client(os.getpid(), self._where)

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("What is in the bucket is read, and never written to.")
        stored = Stored(self.client, self.bucket, name, self.size(name))
        return File(io.BufferedReader(stored, FETCHED_FIRST), name)

    def _save(self, name: str, content: File) -> str:
        content.seek(0)
        with _as_a_disk(name):
            self.client.upload_fileobj(Lent(content), self.bucket, name, Config=TRANSFER)
        return name

    def delete(self, name: str) -> None:
        with _as_a_disk(name):
            self.client.delete_object(Bucket=self.bucket, Key=name)

    def exists(self, name: str) -> bool:
        return self._head(name) is not None

    def size(self, name: str) -> int:
        return self._required(name)["ContentLength"]

    def get_modified_time(self, name: str) -> datetime:
        """In UTC, by the clock of the bucket."""
        return self._required(name)["LastModified"]

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        prefix = f"{path}/" if path else ""
        folders: list[str] = []
        files: list[str] = []
        with _as_a_disk(path):
            pages = self.client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket, Prefix=prefix, Delimiter="/"):
                below, here = page.get("CommonPrefixes", ()), page.get("Contents", ())
                folders += [each["Prefix"][len(prefix) : -1] for each in below]
                files += [each["Key"][len(prefix) :] for each in here]
        return folders, files

    def _required(self, name: str) -> dict[str, Any]:
        head = self._head(name)
        if head is None:
            with _as_a_disk(name):  # the same answer as when there is no bucket at all
                self.client.head_bucket(Bucket=self.bucket)
            raise FileNotFoundError(errno.ENOENT, "not in the bucket", name)
        return head

    def _head(self, name: str) -> dict[str, Any] | None:
        """What the bucket says of an object; None when it is not there."""
        with _as_a_disk(name):
            try:
                return self.client.head_object(Bucket=self.bucket, Key=name)
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                    return None
                raise


class Lent:
    """What may be read and not closed: the transfer closes what it gets (s3transfer's issue 80)."""

    def __init__(self, content: File) -> None:
        self.read, self.seek, self.tell = content.read, content.seek, content.tell

    def close(self) -> None:
        """Not this one: who lent it closes it."""


class Stored(io.RawIOBase):
    """An object that is read from any place; what is not asked for is not fetched."""

    def __init__(self, client: Any, bucket: str, name: str, size: int) -> None:
        self._client, self._bucket, self._name, self._size = client, bucket, name, size
        self._place = 0
        self._body: IO[bytes] | None = None  # gives the bytes from `_place` on
        self._left = 0  # in the body
        self._fetched = FETCHED_FIRST

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        place = max(0, base + offset)
        if place != self._place:
            self._let_go()
            self._place, self._fetched = place, FETCHED_FIRST
        return place

    def readinto(self, target: Any) -> int:
        if self._place >= self._size:
            return 0
        with _as_a_disk(self._name):
            piece = self._read(len(target))
        target[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._let_go()
        super().close()

    def _read(self, size: int) -> bytes:
        for tries in range(1, TRIES + 1):
            try:
                piece = self._ready().read(min(size, self._left))
                break
            except BotoCoreError:
                self._let_go()
                if tries == TRIES:
                    raise
        self._place += len(piece)
        self._left -= len(piece)
        return piece

    def _ready(self) -> IO[bytes]:
        if self._body is None or not self._left:
            self._let_go()
            end = min(self._place + self._fetched, self._size)
            asked = f"bytes={self._place}-{end - 1}"
            answer = self._client.get_object(Bucket=self._bucket, Key=self._name, Range=asked)
            self._body, self._left = answer["Body"], end - self._place
            self._fetched = min(4 * self._fetched, FETCHED_AT_MOST)
        return self._body

    def _let_go(self) -> None:
        if self._body is not None:
            self._body.close()
        self._body, self._left = None, 0
