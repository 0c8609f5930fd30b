"""A virus scanner for tests: clamd itself, and a neighbour that speaks like it.

Both know one virus, EICAR. The neighbour is a process of its own, as clamd is.
"""

import contextlib
import multiprocessing
import shutil
import socketserver
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.applications.writing.hostile import EICAR

PROGRAM = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
NAME = "Eicar-Test-Signature"


@contextlib.contextmanager
def neighbour(folder: Path) -> Iterator[str]:
    """The address of a small server that speaks clamd's INSTREAM."""
    place = folder / "clamd.sock"
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(str(place),))
    process.start()
    try:
        _wait_for(place)
        yield f"unix://{place}"
    finally:
        process.kill()
        process.join()


@contextlib.contextmanager
def clamd(folder: Path) -> Iterator[str]:
    """The address of a real clamd with one handmade signature."""
    place = folder / "clamd.sock"
    (folder / "eicar.ndb").write_text(f"{NAME}:0:*:{EICAR.hex()}\n")
    (folder / "clamd.conf").write_text(
        f"LocalSocket {place}\nDatabaseDirectory {folder}\nForeground yes\nUser {_me()}\n"
        "StreamMaxLength 100M\nOfficialDatabaseOnly no\n"
    )
    process = subprocess.Popen(
        [str(PROGRAM), f"--config-file={folder / 'clamd.conf'}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(place)
        yield f"unix://{place}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _me() -> str:
    import getpass  # noqa: PLC0415

    return getpass.getuser()


def _wait_for(place: Path, *, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not place.exists():
        assert time.monotonic() < end, "the scanner did not come up"
        time.sleep(0.05)


def _serve(place: str) -> None:
    with socketserver.ThreadingUnixStreamServer(place, _Scanner) as server:
        server.serve_forever()


class _Scanner(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
        found = EICAR in content
        self.wfile.write(f"stream: {f'{NAME}.UNOFFICIAL FOUND' if found else 'OK'}\0".encode())
