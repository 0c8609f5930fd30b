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
WITH_DATABASE = [sys.executable, "-m", "dev.run", "--settings", "portal.settings.test", "--"]

CHECKS = {
    "style": [str(PROGRAMS / "ruff"), "check", "--quiet", "."],
    "format": [str(PROGRAMS / "ruff"), "format", "--check", "--quiet", "."],
    "arrows between rooms": [str(PROGRAMS / "lint-imports"), "--no-cache"],
    "types": [str(PROGRAMS / "mypy")],
    "migrations": [*WITH_DATABASE, "python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "production settings": [
        sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING",
        "--settings=portal.settings.production",
    ],
    "translations": [sys.executable, "dev/messages.py", "check"],
    "vendored files": [sys.executable, "-m", "dev.vendor", "verify"],
}  # fmt: skip


def environ() -> dict[str, str]:
    """Return the environment of the checks: the one production would have, with fresh secrets."""
    site = {"ALLOWED_HOSTS": "portal.example", "SITE_URL": "https://portal.example"}
    return {**os.environ, **keys(), **site, "RUN_DIR": str(CLONE / ".run" / "check")}


def passes(name: str, command: list[str]) -> bool:
    """Run one check; print its name, time and, when it fails, all that it said."""
    start = time.monotonic()
    done = subprocess.run(
        command, cwd=CLONE, env=environ(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    verdict = "FAILED" if done.returncode else "ok"
    print(f"{name}: {verdict} ({time.monotonic() - start:.1f} s)", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
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
