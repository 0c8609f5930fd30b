"""Remove what make made: the databases of this clone, its state and its virtual environment."""

import shutil
import sys

from dev import postgres
from dev.processes import Failure


def main() -> int:
    """Remove all of it; return 1 when a demo or a test still runs on it."""
    try:
        postgres.wipe(postgres.CLONE / ".run" / "demo")
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    postgres.sweep(postgres.CLONE / ".run" / "once")
    shutil.rmtree(postgres.programs_copy(), ignore_errors=True)
    for name in (".run", ".venv"):
        shutil.rmtree(postgres.CLONE / name, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
