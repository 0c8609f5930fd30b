"""All the checks that need no test: `python -m dev.check` runs each and says which failed.

One check's failure does not hide the next one's. Exit code 1 when any failed.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from dev.run import keys

CLONE = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent


def with_database(settings: str, *command: str) -> list[str]:
    """Return the command line that runs `manage.py` with a database of its own, still empty."""
    run = [sys.executable, "-m", "dev.run", "--settings", f"portal.settings.{settings}"]
    return [*run, "--", "python", "manage.py", *command]


CHECKS = {
    "style": [str(PROGRAMS / "ruff"), "check", "--quiet", "."],
    "format": [str(PROGRAMS / "ruff"), "format", "--check", "--quiet", "."],
    "arrows between rooms": [str(PROGRAMS / "lint-imports"), "--no-cache"],
    "types": [str(PROGRAMS / "mypy")],
    "migrations": with_database("test", "makemigrations", "--check", "--dry-run"),
    "production settings": with_database("production", "check", "--deploy", "--fail-level=WARNING"),
    "translations": [sys.executable, "dev/messages.py", "check"],
    "vendored files": [sys.executable, "-m", "dev.vendor", "verify"],
    "secrets in tree and history": [sys.executable, "-m", "dev.secrets"],
    "weaknesses of dependencies": [sys.executable, "-m", "dev.audit"],
}


TELLING = {"weaknesses of dependencies"}  # says also whether it could look anything up


def environ() -> dict[str, str]:
    """Return the environment of the checks: the one production would have, with fresh secrets."""
    site = {
        "ALLOWED_HOSTS": "portal.example",
        "SITE_URL": "https://portal.example",
        "EMAIL_URL": "smtp+tls://portal:secret@mail.example:587",
        "RUN_DIR": str(CLONE / ".run" / "check"),
    }
    return {**os.environ, **keys(), **site}


def passes(name: str, command: list[str]) -> bool:
    """Run one check; print its name, time and, when it fails, all that it said."""
    start = time.monotonic()
    done = subprocess.run(
        command, cwd=CLONE, env=environ(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    verdict = "FAILED" if done.returncode else "ok"
    print(f"{name}: {verdict} ({time.monotonic() - start:.1f} s)", flush=True)
    if done.returncode or name in TELLING:
        print(done.stdout.rstrip(), flush=True)
    return done.returncode == 0


def main() -> int:
    """Run every check; return 1 when any failed."""
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    if failed:
        print(f"make check: {len(failed)} of {len(CHECKS)} failed: {', '.join(failed)}")
        return 1
    print(f"make check: all {len(CHECKS)} passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
