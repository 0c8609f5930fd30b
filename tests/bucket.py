"""A bucket on this machine: an S3 server (moto) in a process of its own, asked over HTTP."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import boto3
from django.conf import settings
from django.test import override_settings

from dev.processes import die_with_parent, stop, wait_until
from tests.browser.site import free_port

NAME, REGION = "files", "eu-west-1"
STARTS = 60


@dataclass
class Server:
    """The S3 server; what is in its buckets is gone when it ends."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        """What the portal's processes are told."""
        return {
            "FILES_BUCKET": NAME,
            "FILES_ENDPOINT": self.endpoint,
            "FILES_REGION": REGION,
            "FILES_KEY_ID": "portal",
            "FILES_SECRET": "geheim",
        }

    def at(self, port: int | None = None, **changed: str) -> dict[str, Any]:
        """STORAGES as those make it of that; or at another port, or otherwise changed."""
        options = {
            "bucket": NAME, "endpoint": f"http://127.0.0.1:{port or self.port}", "region": REGION,
            "key_id": "portal", "secret": "geheim", "ca_file": "", **changed,
        }  # fmt: skip
        default = {"BACKEND": "portal.files.bucket.Bucket", "OPTIONS": options}
        return {**settings.STORAGES, "default": default}

    @cached_property
    def client(self) -> Any:
        """A client that is not the portal's."""
        return boto3.session.Session().client(
            "s3", endpoint_url=self.endpoint, region_name=REGION,
            aws_access_key_id="test", aws_secret_access_key="test",
        )  # fmt: skip

    def names(self) -> list[str]:
        """Of everything in the bucket."""
        found = self.client.list_objects_v2(Bucket=NAME).get("Contents", [])
        return [each["Key"] for each in found]

    def empty(self) -> None:
        """Nothing is in the bucket any more."""
        for name in self.names():
            self.client.delete_object(Bucket=NAME, Key=name)

    def answers(self) -> bool:
        """Make the bucket, if the server is there already."""
        try:
            place = {"LocationConstraint": REGION}
            self.client.create_bucket(Bucket=NAME, CreateBucketConfiguration=place)
        except Exception:  # it is still starting, and says so in many ways
            return False
        return True


@contextmanager
def server() -> Iterator[Server]:
    """An S3 server with an empty bucket, for as long as the block runs."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(
        command, start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, preexec_fn=partial(die_with_parent, signal.SIGKILL),
    )  # fmt: skip
    try:
        found = Server(port, process)
        if not wait_until(found.answers, seconds=STARTS, step=0.2):
            raise AssertionError("moto_server did not start")
        yield found
    finally:
        stop(process, signal.SIGTERM, patience=10)


@contextmanager
def bucket() -> Iterator[Server]:
    """The same, and this process stores its files there too."""
    with server() as found, override_settings(STORAGES=found.at()):
        yield found
