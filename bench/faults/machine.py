"""The compose file's own processes on this machine, under a supervisor that starts them again.

Each is a group of its own, so that a whole service can be killed at once, as a container is.
"""

import base64
import math
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from bench.faults import points
from dev import postgres
from dev.processes import die_with_parent, tail, wait_until, weigh_session
from tests.browser.site import free_port

UNLIMITED = resource.RLIM_INFINITY
WORKERS = ("worker", "documents")
WHOLE_SHARE = 1024  # of the processor, for a container that names none
FULL_BYTES = 2048  # what a file may still hold on a disk that is full
SUPERVISOR_STEP = 0.2
SECOND = ("web2", "worker2", "documents2")  # what runs on a second node
FEWER = {"--workers": 2, "--threads": 4, "--concurrency": 2}


@dataclass
class Machine:
    """Services by name. `folder` holds their logs, `armed` the points at which they die."""

    folder: Path
    environ: dict[str, str]
    is_full: bool = False  # as many processes as in production
    nodes: int = 1  # that share the processors of this machine: each has its part of the processes
    web_port: int = field(default_factory=free_port)
    second_port: int = field(default_factory=free_port)  # of a second node
    proxy_port: int = field(default_factory=free_port)
    redis_port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stopped: set[str] = field(default_factory=set)
    _ended: threading.Event = field(default_factory=threading.Event)
    _one_at_a_time: threading.RLock = field(default_factory=threading.RLock)

    def _port_of(self, name: str) -> int:
        return self.web_port if name == "web" else self.second_port

    @cached_property
    def _services(self) -> dict[str, dict[str, Any]]:
        compose = yaml.safe_load((postgres.CLONE / "docker-compose.yml").read_text())
        return compose["services"]

    @property
    def has_own_disks(self) -> bool:
        """Whether each service has a disk of its own; files are in a bucket then."""
        return self.nodes > 1

    @property
    def armed(self) -> Path:
        return self.folder / "armed"

    def start(self, name: str) -> None:
        """Start a service, also one that was stopped."""
        with self._one_at_a_time:
            self.stopped.discard(name)
            self._start(name)

    def stop(self, name: str, sig: int = signal.SIGKILL) -> None:
        """End a service with all its processes; nobody starts it again by itself."""
        with self._one_at_a_time:
            self.stopped.add(name)
            self.kill(name, sig)

    def kill(self, name: str, sig: int = signal.SIGKILL) -> None:
        """End a service with all its processes, and wait for that."""
        process = self.running[name]
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sig)
        process.wait()

    def children(self, name: str) -> list[int]:
        """The processes that do the work of a service."""
        return list(_below(self.running[name].pid))

    def limit_files(self, names: list[str], size: int) -> None:
        """From here on no file of these services can grow beyond so many bytes."""
        for name in names:
            for pid in (self.running[name].pid, *self.children(name)):
                with suppress(ProcessLookupError):
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, UNLIMITED))

    def is_up(self) -> bool:
        """Whether every service that should run does."""
        return all(
            process.poll() is None
            for name, process in self.running.items()
            if name not in self.stopped
        )

    def works(self, name: str) -> bool:
        """Whether a worker has its pool, or the scheduler its table."""
        if name == "beat":
            return any(path.suffix != ".log" for path in self.folder.glob("beat*"))
        words = self._services[name]["command"]
        wanted = next(word for word in words if word.startswith("--concurrency="))
        return len(self.children(name)) >= int(wanted.partition("=")[2])

    def log(self, name: str) -> str:
        """The last that a service said."""
        return tail(self.folder / f"{name}.log", 30)

    def _start(self, name: str) -> None:
        service = name.rstrip("23")
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                self._command(service, name),
                cwd=postgres.CLONE, start_new_session=True, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT,
                preexec_fn=partial(die_with_parent, signal.SIGKILL),
                env=self.environ | self._disk_of(name)
                | {points.FOLDER: str(self.armed), points.WHO: service},
            )  # fmt: skip
        self._weigh(self.running[name].pid, service)

    def _weigh(self, process: int, service: str) -> None:
        """Let it go before or after the others as its container would."""
        share = self._services[service].get("cpu_shares", WHOLE_SHARE)
        weigh_session(round(math.log(WHOLE_SHARE / share, 1.25)), process)

    def _disk_of(self, name: str) -> dict[str, str]:
        if not self.has_own_disks:
            return {}
        disk = self.folder / f"disk-{name}"
        if not disk.exists():
            disk.mkdir()
        return {"RUN_DIR": str(disk)}

    def _command(self, service: str, name: str) -> list[str]:
        program, *words = self._services[service]["command"]
        words = [self._sized(word) for word in words]
        if service == "redis":
            words += ["--port", str(self.redis_port), "--bind", "127.0.0.1"]
            return [program, *words, "--dir", str(self.folder), "--save", ""]
        changed = {
            "--bind=0.0.0.0:8000": f"--bind=127.0.0.1:{self._port_of(name)}",
            "--schedule=/tmp/beat-schedule": f"--schedule={self.folder / name}",
            "/etc/caddy/Caddyfile": str(postgres.CLONE / "deploy" / "Caddyfile"),
        }
        here = Path(sys.executable).parent / program
        return [str(here), *(changed.get(word, word) for word in words)]

    def _sized(self, word: str) -> str:
        option, _sign, number = word.partition("=")
        if option not in FEWER:
            return word
        if not self.is_full:
            return f"{option}={FEWER[option]}"
        return word if option == "--threads" else f"{option}={int(number) // self.nodes}"

    def supervise(self) -> None:
        """Start again what ended, until the machine is switched off."""
        while not self._ended.wait(SUPERVISOR_STEP):
            with self._one_at_a_time:
                for name, process in list(self.running.items()):
                    if name not in self.stopped and process.poll() is not None:
                        self._start(name)

    def end(self) -> None:
        """Switch everything off."""
        self._ended.set()
        with self._one_at_a_time:
            for name in list(self.running):
                self.stop(name)


@contextmanager
def switched_on(
    folder: Path, environ: dict[str, str], *, is_full: bool = False, nodes: int = 0
) -> Iterator[Machine]:
    """Redis, web, workers and beat, for as long as the block runs.

    With a number of nodes, web and workers are on each, and the proxy is in front of them.
    """
    machine = Machine(folder, environ, is_full, max(1, nodes))
    machine.environ["REDIS_URL"] = f"redis://127.0.0.1:{machine.redis_port}/0"
    machine.environ["SITE_URL"] = f"http://127.0.0.1:{machine.web_port}"
    webs = [machine.web_port, machine.second_port][: max(1, nodes)]
    machine.environ["WEB_NODES"] = " ".join(f"127.0.0.1:{port}" for port in webs)
    machine.environ["PROXY_METRICS_PORT"] = str(free_port())
    machine.environ["SITE_HOST"] = f"http://localhost:{machine.proxy_port}"
    machine.armed.mkdir()
    supervisor = threading.Thread(target=machine.supervise)
    try:
        more = [*SECOND[: 3 * (nodes - 1)], "proxy"] if nodes else []
        for name in ("redis", "web", *WORKERS, "beat", *more):
            machine.start(name)
        supervisor.start()
        yield machine
    finally:
        machine.end()
        if supervisor.is_alive():
            supervisor.join()


def _below(process: int) -> Iterator[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        children = Path(f"/proc/{process}/task/{process}/children").read_text()
        for child in map(int, children.split()):
            yield child
            yield from _below(child)


def surroundings(urls: postgres.Urls, **more: str) -> dict[str, str]:
    """The environment of every service: our keys and files, their own database."""
    return {
        **os.environ,
        **urls.environ(),
        "APPLICATION_KEY": ",".join(_encoded(key) for key in settings.APPLICATION_KEYS),
        "CHECKPOINT_KEY": _encoded(settings.CHECKPOINT_KEY),
        "SECRET_KEY": settings.SECRET_KEY,
        "RUN_DIR": str(settings.RUN_DIR),
        "DJANGO_SETTINGS_MODULE": "bench.faults.settings",
        "PYTHONPATH": str(postgres.CLONE),
        **more,
    }


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with suppress(OSError):
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    return False


def wait_for(port: int, seconds: float) -> bool:
    """Wait until somebody listens there."""
    return wait_until(lambda: answers(port), seconds=seconds)


def _encoded(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()
