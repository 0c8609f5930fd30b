"""The drill: back up a portal with offers, put it back in a new place, and let the verifier judge.

As docs/manual/operating.md tells it: the database first, then the files, and the keys apart.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg2
from django.core.files.storage import default_storage

from applications.models import Proposal
from applications.services import read_section, save_section
from bench.bar import Bar
from bench.faults import scene
from bench.faults.ground import own_database
from bench.faults.machine import surroundings
from dev import postgres
from portal.audit.checkpoints import make_checkpoint
from portal.work.jobs import run_open_jobs
from tests.applications.stages import draft, open_phase, sent
from tests.cast import make_cast

KEYS = ("APPLICATION_KEY", "CHECKPOINT_KEY")
SECTION = "summary"


def bars() -> list[Bar]:
    """Back up, go on working, restore elsewhere, check; and see what a bad backup would give."""
    with _folder() as folder, scene.as_in_production():
        with own_database(folder / "database") as database:
            proposal = _portal()
            environ = surroundings(database.urls)
            took = _back_up(folder, environ)
            _save(proposal, "na de back-up")
        shutil.rmtree(default_storage.path(""))  # the old place is gone
        with _restored(folder, environ) as restored:
            whole = _checked(restored)
            kept = _saved(restored, proposal)
            other_key = _checked(restored | {"APPLICATION_KEY": "A" * 43 + "="})
            next((Path(restored["RUN_DIR"]) / "files").glob("??/*")).unlink()
            without_file = _checked(restored)
    return [
        Bar("restored in a new place", "whole", whole[1], whole[0] == 0),
        Bar("the draft after it", "version 1, as in the backup", kept, kept == "1"),
        Bar("with another key (control)", "faults", other_key[1], other_key[0] != 0),
        Bar("with a file less (control)", "faults", without_file[1], without_file[0] != 0),
        Bar("the backup took", "any time", f"{took:.1f} s", True),
    ]


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="trechter-drill-") as name:
        yield Path(name)


def _portal() -> Proposal:
    """Two offers that were sent, with their receipts, and one that is being written."""
    cast = make_cast()
    phase = open_phase(cast)
    sent(phase, cast.applicant)
    sent(phase, cast.rival)
    proposal = draft(open_phase(cast), cast.applicant)
    run_open_jobs()
    make_checkpoint()
    return proposal


def _save(proposal: Proposal, text: str) -> None:
    by = proposal.dossier.lead.memberships.select_related("user").order_by("pk")[0].user
    version = read_section(proposal, SECTION).version
    save_section(proposal, SECTION, {"public_summary": text}, version=version, by=by)


def _back_up(folder: Path, environ: dict[str, str]) -> float:
    """Rows, then bytes, then keys; how many seconds that took."""
    start = time.perf_counter()
    _run("pg_dump", "-Fc", "-d", environ["DATABASE_OWNER_URL"], "-f", str(folder / "rows.dump"))
    shutil.copytree(default_storage.path(""), folder / "bytes")
    (folder / "keys.json").write_text(json.dumps({name: environ[name] for name in KEYS}))
    return time.perf_counter() - start


@contextmanager
def _restored(folder: Path, environ: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment of a portal that was put back, on a server of its own."""
    with ExitStack() as stack:
        state = folder / "elsewhere"
        stack.callback(postgres.wipe, state)
        urls = stack.enter_context(postgres.server(state, durable=False))
        dump = str(folder / "rows.dump")
        _run("pg_restore", "--exit-on-error", "-d", urls.owner, dump)
        place = folder / "run"
        shutil.copytree(folder / "bytes", place / "files")
        keys = json.loads((folder / "keys.json").read_text())
        yield {**environ, **urls.environ(), **keys, "RUN_DIR": str(place)}


def _checked(environ: dict[str, str]) -> tuple[int, str]:
    """What the command says that somebody gives after a restore."""
    command = [sys.executable, "manage.py", "check_restored"]
    done = subprocess.run(
        command, cwd=postgres.CLONE, env=environ, capture_output=True, text=True, check=False
    )
    said = (done.stdout or done.stderr).strip().splitlines()
    return done.returncode, said[-1] if said else "nothing was said"


def _saved(environ: dict[str, str], proposal: Proposal) -> str:
    """The version of the draft that came back."""
    with closing(psycopg2.connect(environ["DATABASE_URL"])) as there, there.cursor() as cursor:
        cursor.execute(
            "SELECT version FROM applications_workingsection WHERE proposal_id = %s AND code = %s",
            [proposal.pk, SECTION],
        )
        found = cursor.fetchone()
        return str(found[0]) if found else "none"


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
