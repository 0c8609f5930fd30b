"""The Dutch catalogue: merge translations into it, compile it, and check that it is complete.

python dev/messages.py merge FILE.json   {"msgid": "msgstr"} or {"msgid": ["one", "many"]}
python dev/messages.py compile
python dev/messages.py check
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

CLONE = Path(__file__).resolve().parent.parent
FOLDER = CLONE / "locale" / "nl" / "LC_MESSAGES"
CATALOGUE = FOLDER / "django.po"
METADATA = {
    "Project-Id-Version": "Trechter",
    "Language": "nl",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
APART = ("dev", "tests", ".venv", ".run", "node_modules", "staticfiles", "static")


def open_catalogue() -> polib.POFile:
    """Return the Dutch catalogue, or an empty one when there is none yet."""
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=100)
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = METADATA
    return fresh


def merge(path: Path) -> int:
    """Add the translations in a JSON file to the catalogue, sorted; return how many changed.

    Several people may do this at once: a lock makes them wait for each other.
    """
    translations = json.loads(path.read_text())
    FOLDER.mkdir(parents=True, exist_ok=True)
    lock_file = CLONE / ".run" / "messages.lock"
    lock_file.parent.mkdir(exist_ok=True)
    with lock_file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        catalogue = open_catalogue()
        changed = sum(_put(catalogue, *entry) for entry in translations.items())
        catalogue.sort(key=lambda entry: entry.msgid)
        catalogue.save(str(CATALOGUE))
    return changed


def _put(catalogue: polib.POFile, msgid: str, value: str | list[str]) -> bool:
    """Set one translation; tell whether that changed the catalogue.

    gettext finds a plural by its singular alone, so the plural's msgid may be the same text.
    """
    entry = catalogue.find(msgid)
    if entry is None:
        entry = polib.POEntry(msgid=msgid)
        catalogue.append(entry)
    before = (entry.msgstr, dict(entry.msgstr_plural))
    if isinstance(value, list):
        entry.msgid_plural = entry.msgid_plural or msgid
        entry.msgstr, entry.msgstr_plural = "", dict(enumerate(value))
    else:
        entry.msgid_plural, entry.msgstr, entry.msgstr_plural = "", value, {}
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    return before != (entry.msgstr, dict(entry.msgstr_plural))


def compile_catalogue() -> Path | None:
    """Write the .mo file beside the catalogue when it is older; return its path, if any."""
    if not CATALOGUE.exists():
        return None
    compiled = CATALOGUE.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < CATALOGUE.stat().st_mtime:
        fresh = compiled.with_suffix(f".{os.getpid()}")
        open_catalogue().save_as_mofile(str(fresh))
        fresh.replace(compiled)  # a running server never reads half a file
    return compiled


def used_in_code() -> set[str]:
    """Return every msgid in the code and templates, as Django's own makemessages finds them.

    It runs on a copy, because it rewrites the catalogue that it finds.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(CLONE, copy, ignore=_apart)
        (copy / "locale").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "-l", "nl", "--no-location"]
        environ = {key: value for key, value in os.environ.items() if "DJANGO" not in key}
        subprocess.run(command, cwd=copy, env=environ, check=True, stdout=subprocess.DEVNULL)
        found = polib.pofile(str(copy / "locale" / "nl" / "LC_MESSAGES" / "django.po"))
        return {entry.msgid for entry in found}


def _apart(folder: str, names: list[str]) -> set[str]:
    """Leave out the folders at the top that hold no texts of the portal, and the catalogue."""
    outside = {*APART, "locale", ".git"} if Path(folder) == CLONE else set()
    return {name for name in names if name in outside or name == "__pycache__"}


def faults(catalogue: polib.POFile, used: set[str]) -> list[str]:
    """Return a line for each text that is missing, untranslated, fuzzy or no longer used."""
    known = {entry.msgid: entry for entry in catalogue if not entry.obsolete}
    lines = [f"missing: {msgid}" for msgid in sorted(used - known.keys())]
    lines += [f"unused: {msgid}" for msgid in sorted(known.keys() - used)]
    for msgid, entry in known.items():
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        if entry.fuzzy:
            lines.append(f"fuzzy: {msgid}")
        elif not all(texts):
            lines.append(f"untranslated: {msgid}")
    return lines


def check() -> int:
    """Print what is wrong with the catalogue; return 1 when anything is."""
    if shutil.which("xgettext") is None:
        print("messages: xgettext is missing (apt-get install gettext)", file=sys.stderr)
        return 1
    lines = faults(open_catalogue(), used_in_code())
    for line in lines:
        print(line.replace("\n", "\\n"))
    print(
        f"messages: {len(lines)} faults in the Dutch catalogue" if lines else "messages: complete"
    )
    return 1 if lines else 0


def main(argv: list[str]) -> int:
    """Run one of the three verbs; return the exit code."""
    match argv:
        case ["merge", *paths] if paths:
            for path in paths:
                print(f"{path}: {merge(Path(path))} texts changed")
            return 0
        case ["compile"]:
            compile_catalogue()
            return 0
        case ["check"]:
            return check()
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
