"""A database of its own for commands that begin a world and end with it."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.conftest import copy_prepared

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def manage(tmp_path: object, django_db_setup: None) -> Run:
    """Run manage.py as a newcomer does: another process, an empty and prepared database."""
    environ = {
        **os.environ,
        **copy_prepared(f"world_{os.getpid()}"),
        "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
        "RUN_DIR": str(tmp_path),
    }

    def run(*command: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            env={**environ, **more},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    return run
