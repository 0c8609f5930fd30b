"""The HTML validator of the W3C over all pages at once: one start of Java for hundreds of files."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from bench.people import node
from bench.people.looking import Fault
from bench.people.places import Shown

NAME = "validator"
JAR = node.home(NAME) / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def reason_not_to_run() -> str:
    """Why the validator cannot run on this machine; empty when it can."""
    if shutil.which("java") is None:
        return "not run: there is no Java here (apt install openjdk-17-jre-headless)"
    return node.lay(NAME)


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
