"""Named points at which a process kills itself: before and after a commit, publish, send, rename.

Who measures arms a point by writing a file; the process that gets there first takes it and dies,
as kill -9 does: nothing is finished, and nobody is told.
"""

import os
import signal
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.core.mail.backends.smtp import EmailBackend
from django.db.backends.base.base import BaseDatabaseWrapper
from kombu.messaging import Producer

FOLDER, WHO = "FAULTS_FOLDER", "FAULTS_WHO"  # in the environment of the processes
MOMENTS = ("before", "after")
COMMIT, PUBLISH, SEND, RENAME = "commit", "publish", "send", "rename"


def arm(folder: Path, who: str, point: str) -> None:
    """Let the next process of this name that comes at `point`, such as "commit-after", die."""
    (folder / f"{who}-{point}").touch()


def disarm(folder: Path) -> int:
    """Take back what nobody came at; return how many points that were."""
    left = list(folder.iterdir())
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def install() -> None:
    """Watch the four doors of this process, if whoever started it wants that."""
    if FOLDER not in os.environ:
        return
    watch = Watch(Path(os.environ[FOLDER]), os.environ[WHO])
    for owner, name, point in (
        (BaseDatabaseWrapper, "_commit", COMMIT),
        (Producer, "publish", PUBLISH),
        (EmailBackend, "_send", SEND),
        (os, "rename", RENAME),
    ):
        setattr(owner, name, watch.around(getattr(owner, name), point))


class Watch:
    """What one process looks for at each point."""

    def __init__(self, folder: Path, who: str) -> None:
        self.folder, self.who = folder, who

    def around(self, function: Callable[..., Any], point: str) -> Callable[..., Any]:
        """The function, with a moment before and after it at which this process may die."""
        before, after = (self.folder / f"{self.who}-{point}-{moment}" for moment in MOMENTS)

        @wraps(function)
        def watched(*args: Any, **kwargs: Any) -> Any:
            _die_if_armed(before)
            result = function(*args, **kwargs)
            _die_if_armed(after)
            return result

        return watched


def _die_if_armed(path: Path) -> None:
    try:
        path.unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
