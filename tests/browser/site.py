"""The real demo as `make demo` starts it, on a free port and with data of its own."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from dev import postgres

OURS = ("RUN_DIR", "SITE_URL", "DJANGO_SETTINGS_MODULE")
PATIENCE = 900  # seconds to load on a slow machine; a fast one needs a seventh of that


def free_port() -> int:
    """A port that nobody listens on now."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return listener.getsockname()[1]


@contextmanager
def running_demo(state: Path, database: dict[str, str]) -> Iterator[str]:
    """Start the demo and yield its address; stop it with the Ctrl-C that a person would give.

    `database` names one whose tables are laid, as the environment does: laying them takes longer
    than a walk. Raises AssertionError with what the demo said when it does not come up.
    """
    environ = {name: value for name, value in os.environ.items() if name not in OURS}
    environ |= {**database, "PORT": str(free_port()), "DEMO_STATE": str(state)}
    demo = subprocess.Popen(
        [sys.executable, "-m", "dev.demo"], cwd=postgres.CLONE, env=environ, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    too_late = threading.Timer(PATIENCE, demo.kill)
    too_late.start()
    try:
        address = _address(demo)
        too_late.cancel()
        yield address
    finally:
        too_late.cancel()
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=60)
        postgres.wipe(state)


def _address(demo: subprocess.Popen) -> str:
    said = []
    for line in demo.stdout or ():
        said.append(line)
        if "Ctrl-C stops it" in line:
            return next(word for word in line.split() if word.startswith("http"))
    raise AssertionError("The demo did not start. It said:\n" + "".join(said))
