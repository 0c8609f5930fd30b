"""The bar of open contracting data: whole cases are replayed, and every release is held to account.

Each case plays in a database of its own, since the clock of one only moves forward. The short form
is a small case in tests/demo/test_replay.py.
"""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import django

from bench.bar import Bar

CASES = ("startup-in-residence-2026", "circulaire-viaducten")
FIXTURES = Path("demo") / "fixtures" / "cases"
OUTER = ("DATABASE_URL", "DATABASE_OWNER_URL", "RUN_DIR", "DJANGO_SETTINGS_MODULE")


def bars(cases: tuple[str, ...] = CASES) -> list[Bar]:
    """Replay each case and count what is wrong with its releases and records; takes minutes."""
    return [_bar(case) for case in cases]


def _bar(case: str) -> Bar:
    environ = {name: value for name, value in os.environ.items() if name not in OUTER}
    inside = ["python", "-m", "bench.funnel_ocds", str(FIXTURES / f"{case}.json")]
    settings = ["--settings", "portal.settings.demo", "--prepare"]
    done = subprocess.run(
        [sys.executable, "-m", "dev.run", *settings, "--", *inside],
        env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout.strip().splitlines()[-1])
    for fault in told["faults"]:
        print(fault)
    return Bar(
        f"OCDS, {told['releases']} releases of {case}",
        "0 errors",
        str(len(told["faults"])),
        passes=told["releases"] > 0 and not told["faults"],
    )


def main() -> None:
    """Inside the database of one case: play it, publish it, validate it, and tell."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  after the set-up

    from funnel.opendata.models import Release  # noqa: PLC0415
    from funnel.opendata.ocds.packages import record_package  # noqa: PLC0415
    from funnel.opendata.services import publish_due  # noqa: PLC0415
    from tests.funnel.opendata.strict import faults_of_record_package  # noqa: PLC0415

    call_command("replay", sys.argv[1], "--format", "json", stdout=StringIO())
    while publish_due():
        pass
    releases = Release.objects.all()
    faults = faults_of_record_package(record_package(releases, "https://portaal.example/records"))
    print(json.dumps({"releases": len(releases), "faults": faults}))


if __name__ == "__main__":
    main()
