"""Health and numbers: each part by name, and no word of what is wrong to strangers."""

import re
import socket
from typing import Any

import pytest
import yaml
from django.core.files.storage import default_storage
from django.test import Client
from kombu import Connection

from portal.env import ROOT
from portal.operating import counters, readiness
from portal.work.models import Job
from tests.cast import Cast
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def faults() -> dict[str, str]:
    return {part.name: part.fault for part in readiness.parts() if part.fault}


def test_every_part_is_asked_and_ready(client: Client) -> None:
    reply = client.get("/readyz")
    assert reply.status_code == 200
    assert reply.content.decode().splitlines() == [
        "database ok", "broker ok", "storage ok", "clock ok", "migrations ok",
    ]  # fmt: skip


def test_part_that_fails_is_named_and_why_is_not_told(client: Client, settings: Any) -> None:
    settings.CLOCK_MOVES = False  # as production, on a database whose clock can be moved
    reply = client.get("/readyz")
    assert reply.status_code == 503
    assert "clock fails" in reply.content.decode()
    assert "portal_now" not in reply.content.decode()
    assert "not the production clock" in faults()["clock"]


def test_migration_that_was_not_carried_out_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    later = readiness._on_disk() | {("mail", "9999_later")}
    monkeypatch.setattr(readiness, "_on_disk", lambda: later)
    assert faults() == {"migrations": "Unfit: 1 migrations were not carried out"}


def test_broker_that_is_away_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    away = Connection(f"redis://127.0.0.1:{port}/0")
    monkeypatch.setattr(readiness.app, "connection_for_write", lambda **_options: away)
    assert set(faults()) == {"broker"}


def test_storage_that_takes_nothing_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(name: str, content: object) -> str:
        raise OSError("No space left on device")

    monkeypatch.setattr(default_storage._wrapped, "save", full, raising=False)
    assert "No space left" in faults()["storage"]


def test_metrics_need_the_token_that_was_set(client: Client, settings: Any) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = "geheim"
    assert client.get("/metrics", headers={"Authorization": "Bearer fout"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer geheim"}).status_code == 200


def numbers(client: Client, settings: Any) -> dict[str, float]:
    settings.METRICS_TOKEN = "geheim"
    text = client.get("/metrics", headers={"Authorization": "Bearer geheim"}).content.decode()
    pairs = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def test_numbers_tell_what_waits(client: Client, settings: Any, cast: Cast) -> None:
    Job.objects.create(kind="applications.receipt", object_id=1, started_by=UserFactory())
    found = numbers(client, settings)
    assert found['trechter_jobs{state="running"}'] == 1
    assert found['trechter_ready{part="database"}'] == 1
    assert found['trechter_mails{state="waiting"}'] == 0
    assert 0 <= found["trechter_receipt_oldest_seconds"] < 60
    assert found["trechter_deadline_seconds"] == 0, "no call is open"
    assert 0 < found["trechter_disk_free_ratio"] <= 1


def test_requests_are_counted_by_kind_and_status(client: Client, settings: Any) -> None:
    name = 'trechter_requests_total{kind="page",status="4xx"}'
    before = counters.totals()[name]
    client.get("/bestaat-niet/")
    assert counters.totals()[name] == before + 1
    assert numbers(client, settings)[name] == before + 1


def test_every_alert_asks_for_numbers_that_exist(client: Client, settings: Any) -> None:
    """A rule over a number that nobody gives would never ring."""
    known = {name.split("{")[0] for name in numbers(client, settings)}
    asked = set(re.findall(r"\btrechter_\w+", (ROOT / "deploy" / "alerts.yml").read_text()))
    assert asked
    assert asked <= known, asked - known


def test_every_alert_stands_in_the_manual_of_the_night() -> None:
    rules = yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text())["groups"][0]["rules"]
    manual = (ROOT / "docs" / "manual" / "deadline-night.md").read_text()
    for rule in rules:
        assert f"`{rule['alert']}`" in manual, rule["alert"]
