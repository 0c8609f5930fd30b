"""Setting up: once and then at once, and one clear sentence for what a person must do."""

import sys

import pytest

from dev import machine, setup
from dev.processes import Failure


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """An empty clone: a lock, and no virtual environment yet."""
    for name, path in {
        "LOCK": tmp_path / "requirements-dev.txt",
        "PYTHON": tmp_path / "python",
        "STAMP": tmp_path / "stamp",
        "LOGS": tmp_path,
    }.items():
        monkeypatch.setattr(setup, name, path)
    setup.LOCK.write_text("django==5.2\n")
    return tmp_path


def test_is_installed_only_for_this_lock_and_this_python(clone, monkeypatch):
    assert not setup.is_installed()
    setup.PYTHON.touch()
    setup.STAMP.write_text(setup.fingerprint())
    assert setup.is_installed()
    setup.LOCK.write_text("django==5.3\n")
    assert not setup.is_installed(), "a new lock is a new install"
    setup.STAMP.write_text(setup.fingerprint())
    monkeypatch.setattr(sys, "version", "3.13.0 of somebody else")
    assert not setup.is_installed(), "another Python is a new install"


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (2, 7)])
def test_check_python_refuses_what_the_lock_was_not_made_for(version):
    with pytest.raises(Failure, match=r"Python 3\.11, 3\.12 or 3\.13 is needed"):
        setup.check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_check_python_takes_what_the_lock_was_made_for(version):
    setup.check_python(version)


def test_step_that_fails_gives_its_last_line_and_the_place_of_its_log(clone):
    script = "print('first'); print('no route to host'); raise SystemExit(1)"
    with pytest.raises(Failure) as failure:
        setup.step("packages", [sys.executable, "-c", script])
    assert "no route to host" in str(failure.value)
    assert str(clone / "packages.log") in str(failure.value)
    assert (clone / "packages.log").read_text() == "first\nno route to host\n"


@pytest.mark.parametrize(
    "said",
    [
        "WARNING: Retrying after connection broken by 'NewConnectionError('refused')'",
        "WARNING: Retrying after connection broken by 'ProxyError('Cannot connect to proxy.')'",
        "  Caused by: client error (Connect)\n  Caused by: dns error",
        "Err:1 Temporary failure resolving 'mirror'",
    ],
)
def test_step_without_a_network_says_that(clone, said):
    with pytest.raises(setup.Offline, match="is there a network"):
        setup.step("packages", [sys.executable, "-c", f"print({said!r}); raise SystemExit(1)"])


PANGO = machine.Need("libpango-1.0-0", "making PDFs", lambda: False)
CHROMIUM = machine.Need(
    "chromium", "the browser tests", lambda: False, required=False, purpose="test"
)


@pytest.fixture
def no_root(monkeypatch):
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    monkeypatch.delenv("CI", raising=False)


def refuse(*args, **kwargs):
    raise AssertionError("nothing may be installed without root")


def test_ensure_libraries_gives_the_line_to_run_when_we_are_not_root(no_root):
    line = "apt-get install --no-install-recommends libpango-1.0-0"
    with pytest.raises(Failure, match=line):
        machine.ensure_libraries({"demo"}, [PANGO], say=print, step=refuse)


def test_ensure_libraries_goes_on_without_what_is_optional(no_root, capsys):
    machine.ensure_libraries({"demo", "test"}, [CHROMIUM], say=print, step=refuse)
    assert "Going on without chromium (the browser tests)" in capsys.readouterr().out


def test_ensure_libraries_on_a_build_server_leaves_no_test_out(no_root, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Failure, match="chromium"):
        machine.ensure_libraries({"demo", "test"}, [CHROMIUM], say=print, step=refuse)


def test_apt_get_fetches_the_list_once_and_tries_what_is_optional_apart():
    """A newly made Debian has no list of packages, and Ubuntu has no chromium of its own."""
    ran = []

    def step(name, command, *, environ):
        ran.append(command[command.index("apt-get") + 1 :])
        assert environ["DEBIAN_FRONTEND"] == "noninteractive"
        if "chromium" in command or len(ran) == 1:
            raise Failure("Unable to locate package")

    machine._apt_get([PANGO, CHROMIUM], step)
    install = ["install", "-y", "--no-install-recommends"]
    assert ran == [
        [*install, "libpango-1.0-0", "chromium"],
        ["update"],
        [*install, "libpango-1.0-0"],
        [*install, "chromium"],
    ]


def test_missing_asks_only_for_what_the_purpose_needs():
    assert machine.missing({"demo"}, (PANGO, CHROMIUM)) == [PANGO]


def test_installer_environ_never_downloads_a_python():
    environ = machine.installer_environ(setup.PYTHON)
    assert environ["UV_PYTHON_DOWNLOADS"] == "never"
    assert environ["PIP_DISABLE_PIP_VERSION_CHECK"] == "1"
