"""Starting and stopping child processes so that none outlives the command that started it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Failure(Exception):
    """Something the person at the keyboard can act on; its text is one clear sentence."""


def die_with_parent(sig: signal.Signals) -> None:
    """Ask the kernel to send `sig` to this process when its parent dies; a no-op outside Linux.

    For use as `preexec_fn`. Without it a `kill -9` of the parent leaves servers behind that hold
    the port and the database folder.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(sig))


def weigh_session(steps: int, process: int | str = "self") -> None:
    """Let the session of a process go before others (steps below 0) or after them.

    A step is a quarter of the weight, as of niceness; Linux weighs sessions before the processes in
    them, where it was built to. Who may not ask for it goes without.
    """
    with contextlib.suppress(OSError):
        Path(f"/proc/{process}/autogroup").write_text(str(steps))


def stop(process: subprocess.Popen, sig: signal.Signals, *, patience: float) -> None:
    """Send `sig` and wait `patience` seconds for the process to end; then kill it.

    Whatever it leaves behind in a process group of its own is killed as well: a worker that is
    killed would leave its scheduler to feed the next worker.
    """
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(sig)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def raise_on_terminate() -> None:
    """Make SIGTERM and SIGINT both raise KeyboardInterrupt, so that `finally` blocks run.

    SIGINT is set as well because a shell starts background jobs with it ignored.
    """

    def interrupt(signum: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGINT, interrupt)


def ignore_interrupts() -> None:
    """Let no further Ctrl-C cut short the stopping that is going on."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def wait_until(condition: Callable[[], bool], *, seconds: float, step: float = 0.05) -> bool:
    """Poll `condition()` every `step` seconds; return whether it came true within `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(step)
    return bool(condition())


def tail(path: Path, lines: int = 20) -> str:
    """Return the last `lines` lines of a text file, or an empty string when there is none."""
    if not path.exists():
        return ""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
