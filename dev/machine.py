"""What the machine itself must offer: shared libraries, programs, and a way to install packages."""

import contextlib
import ctypes
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from dev.processes import Failure

OFFLINE = (
    r"NewConnectionError|ConnectTimeout|NameResolutionError|ProxyError|dns error"
    r"|Temporary failure (in name )?(resolving|resolution)|client error \(Connect\)"
    r"|No route to host|Network is unreachable"
)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Need:
    """One thing of the machine's: how to see that it is there, and the Debian package it is in.

    `required` tells whether we stop without it; `purpose` is the make target that asks for it.
    """

    package: str
    why: str
    is_here: Callable[[], bool]
    required: bool = True
    purpose: str = "demo"


def _library(name: str) -> Callable[[], bool]:
    def loads() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return loads


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def has_ensurepip() -> bool:
    """Tell whether this Python can put pip in a new virtual environment.

    Debian takes ensurepip's wheels out of python3 and puts them in python3-venv.
    """
    return importlib.util.find_spec("ensurepip") is not None


def can_make_venv() -> bool:
    """Tell whether packages can be installed at all: through pip, or a uv on the PATH."""
    return has_ensurepip() or shutil.which("uv") is not None


LINUX = (
    Need("python3-venv", "installing packages", can_make_venv),
    Need("libpango-1.0-0", "making PDFs", _library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", "making PDFs", _library("libpangoft2-1.0.so.0")),
    Need(
        "libharfbuzz-subset0", "PDFs three times as fast", _library("libharfbuzz-subset.so.0"),
        required=False,
    ),
    Need("chromium", "the browser tests", _program(*CHROMIUM), required=False, purpose="test"),
    Need("gettext", "make check", _program("xgettext"), required=False, purpose="test"),
)  # fmt: skip


def missing(purposes: Collection[str], needs: Iterable[Need]) -> list[Need]:
    """Return what the machine lacks for these purposes."""
    return [need for need in needs if need.purpose in purposes and not need.is_here()]


def ensure_libraries(
    purposes: Collection[str], needs: Collection[Need] = LINUX, *, say: Callable, step: Callable
) -> None:
    """Install what is missing where we may, else say how; go on without what is optional.

    Only root on a Debian or Ubuntu machine installs. Raises Failure with the line to run when
    something required is missing.
    """
    if sys.platform != "linux":
        return
    lacking = missing(purposes, needs)
    if not lacking:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing with apt-get: {_described(lacking)} ...")
        _apt_get(lacking, step)
        lacking = missing(purposes, needs)
    line = f"apt-get install --no-install-recommends {' '.join(need.package for need in lacking)}"
    required = [need for need in lacking if need.required or _must_run_all(need)]
    if required:
        raise Failure(
            f"Missing on this machine: {_described(required)}. Run this as root, then try again:"
            f" {line}"
        )
    if lacking:
        say(f"Going on without {_described(lacking)}. To have it, run as root: {line}")


def _must_run_all(need: Need) -> bool:
    """Tell whether leaving tests out is no option: a build server sets CI=true."""
    return need.purpose == "test" and os.environ.get("CI") == "true"


def _described(needs: Iterable[Need]) -> str:
    return ", ".join(f"{need.package} ({need.why})" for need in needs)


def _apt_get(needs: list[Need], step: Callable) -> None:
    """Install Debian packages, the optional ones each on its own: not every release has them.

    The list of packages is fetched once, and only when installing without it failed.
    """
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends"]
    required = [need.package for need in needs if need.required]
    optional = [need.package for need in needs if not need.required]
    try:
        step("apt-get", [*install, *required, *optional], environ=environ)
        return
    except Failure:
        step("apt-get-update", ["apt-get", "update"], environ=environ)
    if required:
        step("apt-get", [*install, *required], environ=environ)
    for package in optional:
        with contextlib.suppress(Failure):
            step(f"apt-get-{package}", [*install, package], environ=environ)


def looks_offline(output: str) -> bool:
    """Tell from the output of pip, uv or apt-get whether it failed for want of a network."""
    return re.search(OFFLINE, output) is not None


def has_pip(python: Path) -> bool:
    """Tell whether the virtual environment of `python` has pip."""
    asked = subprocess.run(
        [str(python), "-m", "pip", "--version"], capture_output=True, check=False
    )
    return asked.returncode == 0


def installer_environ(python: Path) -> dict[str, str]:
    """Return the environment for uv and pip, with pip's own index and certificates told to uv.

    uv reads neither pip's files nor, in an emptied environment, the machine's certificates.
    """
    environ = {"UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "1"}
    told = {"global.index-url": "UV_DEFAULT_INDEX", "global.cert": "SSL_CERT_FILE"}
    listed = subprocess.run(
        [str(python), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    for line in listed.stdout.splitlines():
        key, _, value = line.partition("=")
        if key in told:
            environ[told[key]] = value.strip("'\"")
    return {**environ, **os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def uv(python: Path, lock: Path, step: Callable) -> str:
    """Return the path of uv: the one of the venv, of the machine, or the locked one, installed now.

    Raises Failure when it cannot be installed.
    """
    ours = python.with_name("uv")
    if ours.exists():
        return str(ours)
    if found := shutil.which("uv"):
        return found
    locked = re.search(r"^uv==(?:.*\\\n)*.*\n", lock.read_text(), re.MULTILINE)
    if locked is None:
        raise Failure("The lock does not name uv.")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as only_uv:
        only_uv.write(locked.group())
        only_uv.flush()
        pip = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes"]
        step("uv", [*pip, "-r", only_uv.name], environ=installer_environ(python))
    return str(ours)
