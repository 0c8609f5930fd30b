"""The demo's supervisor: one clear sentence for what stands in the way, and no child left alone."""

import contextlib
import os
import socket
import subprocess
import sys
import time

import pytest

from dev import demo
from dev.postgres import CLONE
from dev.processes import Failure, wait_until


@pytest.fixture
def taken_port():
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield listener.getsockname()[1]


def start(**environ):
    return subprocess.run(
        [sys.executable, "-m", "dev.demo"], cwd=CLONE, env={**os.environ, **environ},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_demo_with_a_taken_port_says_so_in_one_sentence(taken_port):
    done = start(PORT=str(taken_port))
    assert done.returncode == 1
    assert done.stderr == (
        f"Port {taken_port} is taken by another program: choose one, as in"
        f" `make demo PORT={taken_port + 1}`.\n"
    )


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_demo_with_no_port_says_so_in_one_sentence(port):
    done = start(PORT=port)
    assert done.returncode == 1
    assert done.stderr == f"PORT={port} is not a port: give a number from 1 to 65535.\n"


def test_demo_will_not_reset_a_database_that_is_not_its_own():
    urls = {"DATABASE_URL": "postgresql:///x", "DATABASE_OWNER_URL": "postgresql:///x"}
    done = start(PORT=str(a_free_port()), RESET="1", **urls)
    assert done.returncode == 1
    assert "DATABASE_URL names another" in done.stderr


def a_free_port():
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return listener.getsockname()[1]


def test_chosen_port_is_8000_when_none_is_asked_for():
    assert demo.chosen_port("") == 8000


def test_free_addresses_are_those_of_localhost():
    port = a_free_port()
    assert demo.free_addresses(port)[0] == f"127.0.0.1:{port}"


def test_refuse_the_dead_shows_the_end_of_the_log(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "LOGS", tmp_path)
    command = [sys.executable, "-c", "print('no such broker'); raise SystemExit(3)"]
    with demo.child("worker", command, dict(os.environ)) as process:
        process.wait()
        with pytest.raises(Failure, match=r"(?s)The worker stopped.*code 3.*no such broker"):
            demo.refuse_the_dead({"worker": process})


def test_child_is_stopped_when_the_block_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "LOGS", tmp_path)
    with demo.child("web", ["sleep", "60"], dict(os.environ)) as process:
        demo.refuse_the_dead({"web": process})
    assert process.returncode == -15


def test_child_of_a_child_does_not_stay_behind(tmp_path, monkeypatch):
    """A worker that had to be killed would leave its scheduler, to feed the next worker."""
    monkeypatch.setattr(demo, "LOGS", tmp_path)
    with demo.child("worker", ["sh", "-c", "sleep 61 & echo $! && wait"], dict(os.environ)):
        assert wait_until((tmp_path / "worker.log").read_text, seconds=5)
    grandchild = int((tmp_path / "worker.log").read_text())
    assert wait_until(lambda: is_gone(grandchild), seconds=5)


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_wait_for_page_gives_up_after_its_time():
    start_time = time.monotonic()
    with pytest.raises(Failure, match="did not answer"):
        demo.wait_for_page(a_free_port(), {}, seconds=0.3)
    assert time.monotonic() - start_time < 5


def test_kept_keys_are_made_once_and_private(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "KEYS", tmp_path / "keys.json")
    assert demo.kept_keys() == demo.kept_keys()
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0
