"""The HTML validator of the W3C over all pages at once: one start of Java for hundreds of files."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from bench.people.looking import Fault
from bench.people.places import Shown
from portal.env import ROOT

LOCK = Path(__file__).parent / "validator"
HOME = ROOT / ".run" / "validator"
JAR = HOME / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def reason_not_to_run() -> str:
    """Why the validator cannot run on this machine; empty when it can."""
    if shutil.which("java") is None:
        return "not run: there is no Java here (apt install openjdk-17-jre-headless)"
    if not JAR.exists() and shutil.which("npm") is None:
        return "not run: there is no npm here (apt install npm)"
    return "" if JAR.exists() or _install() else "not run: npm could not fetch the validator"


def _install() -> bool:
    """Lay the validator as its lock names it, outside the portal's own packages."""
    HOME.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LOCK / name, HOME)
    command = ["npm", "ci", "--ignore-scripts", "--silent"]
    return subprocess.run(command, cwd=HOME, check=False, capture_output=True).returncode == 0


def faults(pages: Iterable[Shown], folder: Path) -> list[Fault]:
    """Every error in the HTML of these pages."""
    by_file = {}
    for shown in pages:
        (folder / shown.file_name).write_bytes(shown.body)
        by_file[shown.file_name] = shown
    command = [
        "java", "-Xss1m", "-jar", str(JAR), "--format", "json", "--errors-only",
        "--exit-zero-always", str(folder),
    ]  # fmt: skip
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    return [
        _fault(message, by_file[Path(message["url"]).name])
        for message in json.loads(said.stderr)["messages"]
        if message["type"] == "error" and "url" in message
    ]


def _fault(message: dict[str, str], shown: Shown) -> Fault:
    where = f"{message['message']} {message.get('extract', '')[:140]!r}"
    return Fault(shown.place, shown.language, "html", "html", where)
