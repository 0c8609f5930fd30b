"""The laid tables, kept between runs as a dump for as long as nothing changes that lays them.

Laying them takes half a minute, which every short run would pay again. Where migrations were only
added since, the dump is what they go on from, as they do in production. A fresh clone has no dump,
and where the server came without pg_dump there never is one: all migrations run, as always.
"""

import hashlib
import json
import shutil
import subprocess
from typing import Any

from portal.env import ROOT

LAID_BY = (
    "**/migrations/*.py", "portal/clock.py", "portal/database.py", "portal/models.py",
    "portal/management/commands/prepare_database.py", "calls/catalogue/sql.py",
    "calls/catalogue/missions.py", "requirements.txt",
)  # fmt: skip
DUMP = ROOT / ".run" / "prepared" / "tables.dump"
LAID = DUMP.with_suffix(".json")  # what the dump was laid by: each file with its hash


def _laid_by() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for pattern in LAID_BY
        for path in sorted(ROOT.glob(pattern))
        if ".venv" not in path.parts
    }


def goes_on_from(laid: dict[str, str], now: dict[str, str]) -> bool:
    """Whether migrations were only added: all else is there, and as it was."""
    added = now.keys() - laid.keys()
    return laid.items() <= now.items() and all("/migrations/" in name for name in added)


def restore(chosen: dict[str, Any], name: str) -> bool:
    """Fill the empty database from the dump; False when there is still something to lay."""
    if not LAID.exists() or shutil.which("pg_restore") is None:
        return False
    laid, now = json.loads(LAID.read_text()), _laid_by()
    if not goes_on_from(laid, now):
        return False
    command = ["pg_restore", "--exit-on-error", *_where(chosen), "-d", name, str(DUMP)]
    subprocess.run(command, check=True, capture_output=True)
    return laid == now


def keep(chosen: dict[str, Any], name: str) -> None:
    """Write the dump that the next run begins with."""
    if shutil.which("pg_dump") is None:
        return
    shutil.rmtree(DUMP.parent, ignore_errors=True)
    DUMP.parent.mkdir(parents=True)
    subprocess.run(
        ["pg_dump", "-Fc", *_where(chosen), "-f", str(DUMP), name], check=True, capture_output=True
    )
    LAID.write_text(json.dumps(_laid_by()))


def _where(chosen: dict[str, Any]) -> list[str]:
    host = chosen["HOST"] or chosen.get("OPTIONS", {}).get("host")
    port = ["-p", str(chosen["PORT"])] if chosen["PORT"] else []
    return ["-h", str(host), *port, "-U", chosen["USER"]]
