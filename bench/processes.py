"""Other processes that a bar starts: their way to our database, and what they hold in memory."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings


def database_urls() -> dict[str, str]:
    """The variables that lead another process to the database of this one."""
    return {
        name: urlsplit(os.environ[name])
        ._replace(path=f"/{settings.DATABASES[alias]['NAME']}")
        .geturl()
        for name, alias in (("DATABASE_URL", "default"), ("DATABASE_OWNER_URL", "owner"))
    }


def memory_of(process: int, what: str = "VmRSS") -> float:
    """Of one process, in MB: what it holds now (VmRSS), or held at most (VmHWM)."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(rf"{what}:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0
