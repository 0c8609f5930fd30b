"""The laid tables, kept between runs as a dump for as long as nothing changes that lays them.

Laying them takes half a minute, which every short run would pay again. A fresh clone has no dump,
and where the server came without pg_dump there never is one: the migrations run, as always.
"""

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Any

from portal.env import ROOT

LAID_BY = (
    "**/migrations/*.py", "portal/clock.py", "portal/database.py", "portal/models.py",
    "portal/management/commands/prepare_database.py", "calls/catalogue/sql.py",
    "calls/catalogue/missions.py", "requirements.txt",
)  # fmt: skip


def _dump() -> Path:
    digest = hashlib.sha256()
    for pattern in LAID_BY:
        for path in sorted(ROOT.glob(pattern)):
            if ".venv" not in path.parts:
                digest.update(path.read_bytes())
    return ROOT / ".run" / "prepared" / f"{digest.hexdigest()[:32]}.dump"


def restore(chosen: dict[str, Any], name: str) -> bool:
    """Fill the empty database from the dump of these very tables; False when there is none."""
    dump = _dump()
    if not dump.exists() or shutil.which("pg_restore") is None:
        return False
    command = ["pg_restore", "--exit-on-error", *_where(chosen), "-d", name, str(dump)]
    subprocess.run(command, check=True, capture_output=True)
    return True


def keep(chosen: dict[str, Any], name: str) -> None:
    """Write the dump that the next run begins with, and take away those of other tables."""
    if shutil.which("pg_dump") is None:
        return
    dump = _dump()
    shutil.rmtree(dump.parent, ignore_errors=True)
    dump.parent.mkdir(parents=True)
    half = dump.with_suffix(".half")
    subprocess.run(
        ["pg_dump", "-Fc", *_where(chosen), "-f", str(half), name], check=True, capture_output=True
    )
    half.rename(dump)


def _where(chosen: dict[str, Any]) -> list[str]:
    host = chosen["HOST"] or chosen.get("OPTIONS", {}).get("host")
    port = ["-p", str(chosen["PORT"])] if chosen["PORT"] else []
    return ["-h", str(host), *port, "-U", chosen["USER"]]
