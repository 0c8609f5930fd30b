"""The code from before the newest migration works on the tables that it laid (expand, contract).

What it does is what the world of the access table is made of: every room writes, from a draft to a
contract, and people open pages. test_migrations_serve.py holds the rule that this shows.
"""

import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from portal.env import ROOT
from tests.conftest import copy_prepared, owner_connection

PAGES = ("home", "calls:list", "accounts:tasks", "applications:mine", "awards:my-calls")
AT_WORK = f"""
import django
django.setup()
from django.db import transaction
from django.test.utils import setup_test_environment
from django.urls import reverse
from tests.access.world import make_world
setup_test_environment()
with transaction.atomic():
    world = make_world()
    said = {{
        client.get(reverse(page)).status_code
        for _role, client in world.clients() for page in {PAGES}
    }}
    transaction.set_rollback(True)
assert said <= {{200, 302, 403, 404}}, said
print(type(world).__name__, len(world.people), "people at work")
"""


def git(*words: str) -> bytes:
    """What git says of this clone. Raises CalledProcessError where there is none, or no history."""
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True).stdout


@pytest.fixture(scope="module")
def old_code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree from before the newest migration was added."""
    folder = tmp_path_factory.mktemp("old")
    try:
        files = ":(glob)**/migrations/0*.py"
        newest = git("log", "-1", "--diff-filter=A", "--format=%H", "--", files).decode().strip()
        tree = git("archive", f"{newest}^")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this clone has no history to take the old code from")
    with tarfile.open(fileobj=BytesIO(tree)) as packed:
        packed.extractall(folder, filter="data")
    return folder


@pytest.fixture
def tables(django_db_setup: None) -> Iterator[dict[str, str]]:
    """A database of today's tables, as the environment of the old code names it."""
    name = f"old_{os.getpid()}"
    yield copy_prepared(name)
    with closing(owner_connection()) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


def at_work(old_code: Path, tables: dict[str, str], tmp_path: Path) -> subprocess.CompletedProcess:
    """Let the old code do what it does, in tables that it does not know."""
    environ = {**os.environ, **tables, "RUN_DIR": str(tmp_path), "PYTHONPATH": str(old_code)}
    return subprocess.run(
        [sys.executable, "-c", AT_WORK], cwd=old_code, env=environ, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip


def test_old_code_works_on_new_tables(
    old_code: Path, tables: dict[str, str], tmp_path: Path
) -> None:
    done = at_work(old_code, tables, tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "people at work" in done.stdout


def test_control_a_column_that_only_new_code_fills_stops_the_old(
    old_code: Path, tables: dict[str, str], tmp_path: Path
) -> None:
    name = tables["DATABASE_URL"].partition("?")[0].rpartition("/")[2]
    with closing(owner_connection(name)) as connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user ADD COLUMN nickname text NOT NULL")
    done = at_work(old_code, tables, tmp_path)
    assert done.returncode != 0
    assert "nickname" in done.stderr
