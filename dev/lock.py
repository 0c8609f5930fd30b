"""Write the two lock files from the two .in files: `python -m dev.lock` (needs uv).

The locks hold for Python 3.11 to 3.13 on every platform, carry hashes, and name no package index:
where packages come from is for the machine that installs them to say.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
HEAD = "# Made by `make lock` from {source}. Do not edit.\n"
COMPILE = (
    "pip", "compile", "--universal", "--python-version=3.11", "--generate-hashes",
    "--no-emit-index-url", "--no-header", "--quiet",
)  # fmt: skip


def development_set(runtime: str, development: str) -> str:
    """Return the requirements of both files together, with psycopg2 as its binary wheel.

    The two distributions install into the same folder, so never both.
    """
    lines = ["psycopg2-binary" if line == "psycopg2" else line for line in runtime.splitlines()]
    return "\n".join([*lines, development])


def compile_lock(requirements: str, target: Path, source: str) -> None:
    """Resolve `requirements` and write `target`; versions already locked there are kept."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.in"
        wanted.write_text(requirements)
        locked = Path(folder) / "locked.txt"
        if target.exists():
            locked.write_text(target.read_text())
        uv = Path(sys.executable).with_name("uv")
        upgrade = ["--upgrade"] if "--upgrade" in sys.argv else []
        subprocess.run(
            [str(uv), *COMPILE, "--no-annotate", *upgrade, "-o", str(locked), str(wanted)],
            check=True,
        )
        target.write_text(HEAD.format(source=source) + locked.read_text())


def main() -> None:
    """Write requirements.txt and requirements-dev.txt."""
    runtime = (CLONE / "requirements.in").read_text()
    development = (CLONE / "requirements-dev.in").read_text()
    compile_lock(runtime, CLONE / "requirements.txt", "requirements.in")
    both = development_set(runtime, development)
    compile_lock(both, CLONE / "requirements-dev.txt", "requirements.in and requirements-dev.in")


if __name__ == "__main__":
    main()
