"""The history: append-only, chained by one sequencer, checked by a program of one file."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from portal.audit import chain, verify
from portal.audit.export import export_lines
from portal.audit.models import AuditEvent, AuditLink
from portal.audit.record import record
from tests.cast import Cast, client_of
from tests.conftest import owner_connection
from tests.factories import CallFactory


@pytest.fixture
def history(cast: Cast) -> list[AuditEvent]:
    """Three chained lines and one that is not chained yet."""
    call = CallFactory()
    lines = [record(action, call, by=cast.author) for action in ("draft", "review", "publish")]
    chain.chain_events()
    return [*lines, record("cancel", call, by=cast.officer, reason="één € te veel")]


def export_of(client: Client) -> list[dict]:
    reply = client.get(reverse("audit:export"))
    return [json.loads(line) for line in b"".join(reply.streaming_content).splitlines()]


def verified(tmp_path: Path, rows: list[dict]) -> subprocess.CompletedProcess:
    """The verifier as its users run it: another process, with nothing of ours on its path."""
    export = tmp_path / "audit.jsonl"
    export.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return subprocess.run(
        [sys.executable, "-I", verify.__file__, str(export)],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
@pytest.mark.parametrize(
    ("table", "column"), [("audit_auditevent", "action"), ("audit_auditlink", "sha256")]
)
def test_application_role_cannot_change_a_line(
    history: list[AuditEvent], change: str, table: str, column: str
) -> None:
    statement = change.format(table, column, column)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["UPDATE {} SET data = '{{}}'", "DELETE FROM {}"])
def test_the_trigger_refuses_even_the_owner(change: str) -> None:
    """The second guard: rights can be given by mistake, the trigger still stands."""
    record("test", None, by=None)
    owner = owner_connection()
    try:
        with pytest.raises(Exception, match="only ever added"):
            owner.cursor().execute(change.format("audit_auditevent"))
    finally:
        owner.close()


def test_sequencer_links_each_line_once(history: list[AuditEvent]) -> None:
    assert chain.chain_events() == 1
    assert chain.chain_events() == 0
    links = list(AuditLink.objects.values_list("sequence", "event_id"))
    assert [sequence for sequence, _event in links] == list(range(1, len(links) + 1))
    assert {event for _sequence, event in links} == set(
        AuditEvent.objects.values_list("pk", flat=True)
    )


@pytest.mark.django_db(transaction=True)
def test_a_second_sequencer_steps_aside() -> None:
    """One advisory lock for the whole database: two workers never write one sequence twice."""
    record("test", None, by=None)
    other = owner_connection()
    try:
        cursor = other.cursor()
        cursor.execute("SELECT pg_advisory_lock(%s)", [chain.SEQUENCER_LOCK])
        assert chain.chain_events() == 0
        cursor.execute("SELECT pg_advisory_unlock(%s)", [chain.SEQUENCER_LOCK])
        assert chain.chain_events() == 1
    finally:
        other.close()


def test_two_links_with_one_number_are_refused(history: list[AuditEvent]) -> None:
    link = AuditLink.objects.last()
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditLink.objects.create(sequence=link.sequence, event=history[-1], sha256="0" * 64)


def test_export_is_found_whole(history: list[AuditEvent], cast: Cast, tmp_path: Path) -> None:
    """ASVS 16.2.2: and every moment in it is in UTC, with the offset written out."""
    lines = export_of(client_of(cast.auditor))
    assert all(line["at"].endswith("+00:00") for line in lines if "at" in line)
    result = verified(tmp_path, lines)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "1 not yet chained" in result.stdout


@pytest.mark.parametrize("what", ["change", "remove", "swap", "actor"])
def test_tampered_export_is_found_broken(
    history: list[AuditEvent], cast: Cast, tmp_path: Path, what: str
) -> None:
    rows = export_of(client_of(cast.auditor))
    if what == "change":
        rows[0]["event"]["action"] = "nothing"
    elif what == "actor":
        rows[1]["event"]["actor"] = None
    elif what == "remove":
        del rows[1]
    else:
        rows[0], rows[1] = rows[1], rows[0]
    result = verified(tmp_path, rows)
    assert result.returncode == 1
    assert "BROKEN at line" in result.stdout


def test_export_holds_each_line_once_while_the_sequencer_goes_on(history: list[AuditEvent]) -> None:
    """A line that is linked between two reads stands in the export as not yet chained."""
    lines = export_lines()
    first = json.loads(next(lines))
    chain.chain_events()
    rows = [first, *map(json.loads, lines)]
    ids = [row["event"]["id"] for row in rows]
    assert len(ids) == len(set(ids)) == AuditEvent.objects.count()
    assert rows[-1]["hash"] is None


def test_history_page_filters_and_escapes(history: list[AuditEvent], cast: Cast) -> None:
    client = client_of(cast.auditor)
    call = CallFactory(reference="ANDERS-1")
    record("publish", call, by=cast.author, note="<script>alert(1)</script>")
    page = client.get(reverse("audit:history"), {"call": "anders-1"})
    assert [event.call_ref for event in page.context["page"]] == ["ANDERS-1"]
    assert "<script>alert" not in page.content.decode()
    page = client.get(reverse("audit:history"), {"action": "publish"})
    assert {event.action for event in page.context["page"]} == {"publish"}


@pytest.mark.parametrize("query", ["?call=%00", "?page=x", "?page=-1", "?action=" + "x" * 500])
def test_history_page_bears_nonsense(history: list[AuditEvent], cast: Cast, query: str) -> None:
    assert client_of(cast.auditor).get(reverse("audit:history") + query).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_history_page_costs_the_same_for_one_and_three(
    cast: Cast, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        record("test", CallFactory(), by=cast.members[number])
    client = client_of(cast.auditor)
    with django_assert_num_queries(7):
        client.get(reverse("audit:history"), {"action": "test"})


def test_verifier_is_handed_out_as_it_is(db: None) -> None:
    reply = Client().get(reverse("audit:verifier"))
    assert b"".join(reply.streaming_content) == Path(verify.__file__).read_bytes()
