"""Programs of npm for the bench: each with a lock of its own, and no part of the portal."""

import shutil
import subprocess
from pathlib import Path

from portal.env import ROOT

LOCKS = Path(__file__).parent
NAMES = ("package.json", "package-lock.json")


def home(name: str) -> Path:
    """Where the packages of this lock lie."""
    return ROOT / ".run" / name


def lay(name: str) -> str:
    """Lay what the lock in the folder of this name says; returns why not, empty when it lies."""
    lock, where = LOCKS / name, home(name)
    laid = where / NAMES[1]
    if laid.exists() and laid.read_bytes() == (lock / NAMES[1]).read_bytes():
        return ""
    if shutil.which("npm") is None:
        return "not run: there is no npm here (apt install npm)"
    where.mkdir(parents=True, exist_ok=True)
    for file in NAMES:
        shutil.copy(lock / file, where)
    command = ["npm", "ci", "--ignore-scripts", "--silent"]
    if subprocess.run(command, cwd=where, check=False, capture_output=True).returncode == 0:
        return ""
    laid.unlink()
    return f"not run: npm could not fetch the {name}"
