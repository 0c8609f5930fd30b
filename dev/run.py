"""Run one command with a database of its own: `python -m dev.run --settings MODULE -- COMMAND`.

Standard output belongs to the command alone; whatever we have to say goes to standard error. The
database and the state folder are thrown away afterwards, unless DATABASE_URL names another.
"""

import argparse
import base64
import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from dev import postgres
from dev.processes import Failure, ignore_interrupts, raise_on_terminate

RUNS = postgres.CLONE / ".run" / "once"


def keys() -> dict[str, str]:
    """Return fresh values for the secrets that the portal reads from its environment."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "APPLICATION_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "CHECKPOINT_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }


@contextlib.contextmanager
def surroundings(settings: str) -> Iterator[dict[str, str]]:
    """Yield an environment with a running database, fresh secrets and an empty RUN_DIR."""
    postgres.sweep(RUNS)
    state = RUNS / str(os.getpid())
    with contextlib.ExitStack() as stack:
        stack.callback(postgres.wipe, state)
        urls = stack.enter_context(postgres.database(state, os.environ, durable=False))
        (state / "run").mkdir(parents=True)
        programs = Path(sys.executable).parent
        yield {
            **keys(),
            **os.environ,
            **urls.environ(),
            "DJANGO_SETTINGS_MODULE": settings,
            "RUN_DIR": str(state / "run"),
            "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        }


def _call(command: list[str], environ: dict[str, str]) -> int:
    """Run `command` and return its exit code; a Ctrl-C reaches it too, and we wait for its end."""
    child = subprocess.Popen(command, env=environ, cwd=postgres.CLONE)
    try:
        return child.wait()
    except KeyboardInterrupt:
        ignore_interrupts()
        child.terminate()
        child.wait()
        return 130


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.run", description=__doc__)
    parser.add_argument("--settings", default="portal.settings.test")
    parser.add_argument("--prepare", action="store_true", help="lay the tables first")
    parser.add_argument("command", nargs="+")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Run the command line; return the command's exit code."""
    chosen = _arguments(argv)
    raise_on_terminate()
    try:
        with surroundings(chosen.settings) as environ:
            if chosen.prepare:
                prepare = [sys.executable, "manage.py", "prepare_database", "--verbosity=0"]
                if code := _call(prepare, environ):
                    return code
            return _call(chosen.command, environ)
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
