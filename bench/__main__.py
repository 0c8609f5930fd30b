"""`python -m bench calls`: the bars of one issue. Ends with 1 when one is missed."""

import argparse
import os
import sys
from importlib import import_module
from typing import Any

import django

from dev.processes import raise_on_terminate


def main() -> int:
    """Measure and print; the database is the one that the settings name, and is thrown away."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("issue")
    parser.add_argument("--break", dest="broken", default="", help="a guard to break (vault only)")
    parser.add_argument("--only", default="", help="one part of the bars, where an issue has parts")
    parser.add_argument(
        "--count", default="", help="how many, where an issue says how many of what"
    )
    chosen = parser.parse_args()
    raise_on_terminate()  # whatever a bar has started is ended also when somebody stops us
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()
    from bench.bar import table  # noqa: PLC0415  after the set-up

    try:
        issue = import_module(f"bench.issues.{chosen.issue}")
    except ModuleNotFoundError as missing:
        if missing.name != f"bench.issues.{chosen.issue}":
            raise
        print(f"No bars are written down for {chosen.issue}.", file=sys.stderr)
        return 2
    asked: dict[str, Any] = {"broken": chosen.broken} if chosen.broken else {}
    asked |= {"parts": (chosen.only,)} if chosen.only else {}
    asked |= {"count": int(chosen.count)} if chosen.count else {}
    bars = issue.bars(is_short=False, **asked)
    print(table(bars))
    return 0 if all(bar.passes for bar in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
