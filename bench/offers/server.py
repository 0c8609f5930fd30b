"""A real gunicorn beside the measuring process: it can be killed, started again and weighed."""

import base64
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings

from bench.processes import database_urls
from dev import postgres
from tests.browser.site import free_port

PATIENCE = 60  # seconds


class Server:
    """A gunicorn with so many processes of so many threads; by default as in production."""

    def __init__(
        self, module: str = "bench.offers.settings", *, workers: int = 2, threads: int = 8
    ) -> None:
        self.module, self.workers_wanted, self.threads = module, workers, threads
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(Path(sys.executable).parent / "gunicorn"), "portal.wsgi"]
        command += ["--worker-class=gthread", f"--workers={self.workers_wanted}"]
        command += [f"--threads={self.threads}", "--log-level=error"]
        command += ["--no-control-socket", "--keep-alive=30", f"--bind=127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(
            command, cwd=postgres.CLONE, env=environ(self.address, self.module),
            start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError("the web server did not come up")
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut does: nothing is finished."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        if self.process is None:
            return []
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(child) for child in children.split()]

    def _answers(self) -> bool:
        try:
            with closing(http.client.HTTPConnection("localhost", self.port, timeout=2)) as line:
                line.request("GET", "/healthz")
                return line.getresponse().status == 200
        except OSError:
            return False


@contextmanager
def running_server(
    module: str = "bench.offers.settings", *, workers: int = 2, threads: int = 8
) -> Iterator[Server]:
    """A server that is there until the block ends."""
    server = Server(module, workers=workers, threads=threads)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def forget_peak(process: int) -> None:
    """Let the most that a process held begin anew."""
    Path(f"/proc/{process}/clear_refs").write_text("5")


def environ(address: str, module: str) -> dict[str, str]:
    """What another process needs: the secrets, files and database of this one."""
    keys = {
        "APPLICATION_KEY": ",".join(_encoded(key) for key in settings.APPLICATION_KEYS),
        "CHECKPOINT_KEY": _encoded(settings.CHECKPOINT_KEY),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    return {
        **os.environ, **keys, **database_urls(), "RUN_DIR": str(settings.RUN_DIR),
        "SITE_URL": address, "DJANGO_SETTINGS_MODULE": module,
        "PYTHONPATH": str(postgres.CLONE),
    }  # fmt: skip


def _encoded(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()
