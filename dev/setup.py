"""Make the clone ready to run: libraries, virtual environment, packages, compiled translations.

Needs nothing but Python 3.11 to 3.13; a second run with nothing to do takes a tenth of a second.
`python -m dev.setup` sets up for the demo, `python -m dev.setup test` for tests and checks too.
"""

import contextlib
import fcntl
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from dev import machine
from dev.processes import Failure

CLONE = Path(__file__).resolve().parent.parent
VENV = CLONE / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = CLONE / "requirements-dev.txt"
STAMP = VENV / "trechter-stamp"
LOGS = CLONE / ".run" / "log"
OLDEST, NEWEST = (3, 11), (3, 13)


class Offline(Failure):
    """A step failed because no package index answers: another installer will not help."""


def say(line: str) -> None:
    """Print one line of progress on standard error: standard output is for results."""
    print(line, file=sys.stderr, flush=True)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one set-up of this clone run at a time: two targets may be started together."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def check_python(version: tuple[int, ...] = sys.version_info[:2]) -> None:
    """Raise Failure unless this Python is one that the lock was made for."""
    if not OLDEST <= version[:2] <= NEWEST:
        raise Failure(
            f"Python 3.11, 3.12 or 3.13 is needed and this is {version[0]}.{version[1]}:"
            " give another with `make PYTHON=python3.12 ...`."
        )


def step(name: str, command: list[str], *, environ: dict[str, str] | None = None) -> None:
    """Run one step with its output in a log.

    Raises Failure that says where the log is, and Offline
    when the reason is the network.
    """
    log = LOGS / f"{name}.log"
    with log.open("w") as out:
        done = subprocess.run(
            command, cwd=CLONE, env=environ, stdin=subprocess.DEVNULL, stdout=out,
            stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
    if done.returncode:
        if machine.looks_offline(log.read_text(errors="replace")):
            raise Offline(f"No package index could be reached: is there a network? See {log}")
        said = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
        last = said[-1].strip() if said else f"exit code {done.returncode}"
        raise Failure(f"The step '{name}' failed: {last}\nAll of its output is in {log}")


def fingerprint() -> str:
    """Return what the installed packages follow from: the lock, and which Python it is for."""
    return hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()


def is_installed() -> bool:
    """Tell whether the virtual environment holds exactly what the lock says."""
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == fingerprint()


def make_venv() -> None:
    """Make the virtual environment, or keep the one that is there. Raises Failure."""
    if PYTHON.exists() and _made_with() == sys.version_info[:2]:
        return
    say("Making the virtual environment in .venv ...")
    pip = [] if machine.has_ensurepip() else ["--without-pip"]
    step("venv", [sys.executable, "-m", "venv", "--clear", *pip, str(VENV)])


def _made_with() -> tuple[int, ...]:
    command = [str(PYTHON), "-c", "import sys; print(*sys.version_info[:2])"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    return tuple(map(int, said.stdout.split()))


def install_packages() -> None:
    """Install the lock with uv, or with pip where uv does not work. Raises Failure."""
    say("Installing the packages of requirements-dev.txt (under a minute; longer without uv) ...")
    STAMP.unlink(missing_ok=True)
    environ = machine.installer_environ(PYTHON)
    try:
        uv = machine.uv(PYTHON, LOCK, step)
        sync = ["pip", "sync", "--quiet", "--python", str(PYTHON), "--require-hashes", str(LOCK)]
        step("packages", [uv, *sync], environ=environ)
    except Offline:
        raise
    except Failure as failure:
        if not machine.has_pip(PYTHON):
            raise
        say(f"{failure}\nTrying again with pip ...")
        pip = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "-r", str(LOCK)]
        step("packages-pip", pip, environ=environ)
    STAMP.write_text(fingerprint())


def main(argv: list[str]) -> int:
    """Set the clone up; return 0, or 1 after one sentence that says what is in the way."""
    purposes = {"demo", *argv}
    try:
        check_python()
        with alone():
            machine.ensure_libraries(purposes, say=say, step=step)
            if not is_installed():
                make_venv()
                install_packages()
            step("messages", [str(PYTHON), "dev/messages.py", "compile"])
    except Failure as failure:
        say(str(failure))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
