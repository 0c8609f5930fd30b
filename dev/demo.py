"""Serve the demo until Ctrl-C: database, web server, worker and scheduler in one command.

PORT chooses the port, RESET=1 throws the data of the last time away, and DEMO_STATE names another
folder than .run/demo to keep that data in. What a child process says is in its log folder; when one
dies, all stop and the end of its log is shown.
"""

import contextlib
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from dev import postgres
from dev.processes import (
    Failure,
    die_with_parent,
    ignore_interrupts,
    raise_on_terminate,
    stop,
    tail,
)
from dev.run import keys

STATE = Path(os.environ.get("DEMO_STATE") or postgres.CLONE / ".run" / "demo")
LOGS = STATE / "log"
KEYS = STATE / "keys.json"
PROGRAMS = Path(sys.executable).parent
LOOPBACKS = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}


def say(line: str) -> None:
    """Print one line of progress at once, also when the output is a file."""
    print(line, flush=True)


def chosen_port(text: str) -> int:
    """Return the port that PORT asks for, 8000 without one. Raises Failure when it is no port."""
    if not text:
        return 8000
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Failure(f"PORT={text} is not a port: give a number from 1 to 65535.")
    return int(text)


def free_addresses(port: int) -> list[str]:
    """Return the loopback addresses to listen on, as gunicorn writes them.

    A browser may take localhost for either address, so both must be free. Raises Failure when
    another program has the port or we may not have it.
    """
    addresses = []
    for family, host in LOOPBACKS.items():
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except PermissionError:
            raise Failure(f"Port {port} is not open to us: choose one, as in PORT=8010.") from None
        except OSError as error:
            if family == socket.AF_INET or error.errno == errno.EADDRINUSE:
                raise Failure(
                    f"Port {port} is taken by another program: choose one, as in"
                    f" `make demo PORT={port + 1}`."
                ) from None
            continue  # a machine without IPv6
        addresses.append(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    return addresses


def kept_keys() -> dict[str, str]:
    """Return the demo's secrets: made once, since the data of the last time needs them."""
    if not KEYS.exists():
        with os.fdopen(os.open(KEYS, os.O_CREAT | os.O_WRONLY, 0o600), "w") as out:
            json.dump(keys(), out)
    return json.loads(KEYS.read_text())


def environ_for(urls: postgres.Urls, port: int) -> dict[str, str]:
    """Return the environment of all the demo's processes."""
    return {
        **os.environ,
        **kept_keys(),
        **urls.environ(),
        "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
        "RUN_DIR": str(STATE / "run"),
        "SITE_URL": f"http://localhost:{port}",
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
    }


def manage(*words: str, environ: dict[str, str]) -> None:
    """Run a management command with its output on the screen. Raises Failure when it fails."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=postgres.CLONE, env=environ, check=False)
    if done.returncode:
        raise Failure(f"`manage.py {words[0]}` failed; what it said is above.")


@contextlib.contextmanager
def child(name: str, command: list[str], environ: dict[str, str]) -> Iterator[subprocess.Popen]:
    """Run a server as our child with its output in a log, and stop it when the block ends."""
    with (LOGS / f"{name}.log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=postgres.CLONE,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a Ctrl-C is for us: we stop the children in order
            preexec_fn=partial(die_with_parent, signal.SIGTERM),
        )
    try:
        yield process
    finally:
        stop(process, signal.SIGTERM, patience=15)


def web_command(addresses: list[str]) -> list[str]:
    """Return the command of the web server, listening on these addresses."""
    command = [str(PROGRAMS / "gunicorn"), "portal.wsgi", "--worker-class=gthread"]
    command += ["--no-control-socket", "--workers=2", "--threads=8", "--access-logfile=-"]
    for address in addresses:
        command.append(f"--bind={address}")
    return command


def worker_command() -> list[str]:
    """Return the command of the worker, with the scheduler inside it."""
    command = [str(PROGRAMS / "celery"), "-A", "portal", "worker", "-B", "-P", "threads"]
    return [*command, "-c", "4", "--loglevel=INFO", "--without-gossip", "--without-mingle"]


def refuse_the_dead(children: dict[str, subprocess.Popen]) -> None:
    """Raise Failure naming a child that ended by itself, with the end of its log."""
    for name, process in children.items():
        if process.poll() is not None:
            log = LOGS / f"{name}.log"
            raise Failure(
                f"The {name} stopped by itself (exit code {process.returncode})."
                f" The end of its log, {log}:\n{tail(log)}"
            )


def wait_for_page(port: int, children: dict[str, subprocess.Popen], *, seconds: float = 60) -> None:
    """Wait until the web server answers. Raises Failure when it does not, or a child dies."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by a proxy
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        refuse_the_dead(children)
        with contextlib.suppress(OSError):
            direct.open(f"http://localhost:{port}/healthz", timeout=5).close()
            return
        time.sleep(0.2)
    raise Failure(f"The web server did not answer in {seconds:.0f} s; see {LOGS / 'web.log'}.")


def prepare(environ: dict[str, str]) -> None:
    """Lay the tables, collect the style sheets and load the invented people. Raises Failure."""
    say("Laying the tables ...")
    manage("prepare_database", "--verbosity=0", environ=environ)
    manage("collectstatic", "--noinput", "--verbosity=0", environ=environ)
    say("Loading the demo; the first time this takes a while ...")
    manage("demo_load", environ=environ)


def serve(urls: postgres.Urls, port: int, addresses: list[str]) -> None:
    """Serve until KeyboardInterrupt. Raises Failure when a child ends by itself."""
    environ = environ_for(urls, port)
    prepare(environ)
    with (
        child("web", web_command(addresses), environ) as web,
        child("worker", worker_command(), environ) as worker,
    ):
        children = {"web": web, "worker": worker}
        if urls.server:
            children["database"] = urls.server
        try:
            wait_for_page(port, children)
            say(f"\nTrechter is at http://localhost:{port} - Ctrl-C stops it.\n")
            manage("demo_logins", environ=environ)
            while True:
                refuse_the_dead(children)
                time.sleep(0.5)
        finally:
            ignore_interrupts()
            say("Stopping ...")


def run() -> None:
    """Read PORT and RESET and serve. Raises Failure, or KeyboardInterrupt at Ctrl-C."""
    port = chosen_port(os.environ.get("PORT", ""))
    addresses = free_addresses(port)
    elsewhere = postgres.from_environment(os.environ)
    if os.environ.get("RESET") == "1":
        if elsewhere:
            raise Failure("RESET=1 is for the demo's own database; DATABASE_URL names another.")
        say("Throwing away the data of the last time ...")
        postgres.wipe(STATE)
    elif elsewhere is None and not KEYS.exists():
        postgres.wipe(STATE)  # without its secrets nobody can read what a database may still hold
    for folder in (LOGS, STATE / "run"):
        folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        if elsewhere is None:
            say("Starting the database ...")
        urls = stack.enter_context(postgres.database(STATE, os.environ))
        serve(urls, port, addresses)


def main() -> int:
    """Return 0 after Ctrl-C or SIGTERM, and 1 after a failure that is named on standard error."""
    raise_on_terminate()
    try:
        run()
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
