"""`python -m dev.run`: the command's output, exit code and signals pass through untouched."""

import os
import signal
import subprocess
import sys

from dev.postgres import CLONE
from dev.run import RUNS

RUN = [sys.executable, "-m", "dev.run", "--settings", "portal.settings.demo", "--"]


def environ():
    """The environment of a newcomer: no database named."""
    return {key: value for key, value in os.environ.items() if not key.startswith("DATABASE")}


def call(*command):
    return subprocess.run(
        [*RUN, *command], cwd=CLONE, env=environ(), capture_output=True, text=True, check=False
    )


def test_run_gives_the_command_a_database_and_standard_output_to_itself():
    script = (
        "import os, psycopg2;"
        "c = psycopg2.connect(os.environ['DATABASE_URL']).cursor();"
        "c.execute('SELECT current_user');"
        "print(c.fetchone()[0], os.environ['DJANGO_SETTINGS_MODULE'])"
    )
    done = call("python", "-c", script)
    assert done.stdout == "trechter_app portal.settings.demo\n"
    assert done.stderr == ""
    assert done.returncode == 0


def test_run_passes_on_the_exit_code():
    assert call("sh", "-c", "exit 7").returncode == 7


def test_run_leaves_nothing_behind_when_it_is_interrupted():
    command = [*RUN, "sh", "-c", "echo $RUN_DIR; exec sleep 60"]
    running = subprocess.Popen(
        command, cwd=CLONE, env=environ(), stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    state = running.stdout.readline().strip()
    assert state.startswith(str(RUNS))
    os.killpg(running.pid, signal.SIGINT)
    assert running.wait(30) == 130
    running.stdout.close()
    assert not os.path.exists(os.path.dirname(state))
