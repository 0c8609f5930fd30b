"""Checkpoints make companies witnesses; lines about a closed vault show nobody that it holds any.

Directive 2014/24 annex IV (b) and (g).
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from applications.tasks import lapse_drafts
from portal.audit import chain, verify
from portal.audit.checkpoints import as_json, checkpoint_over, make_checkpoint, public_key
from portal.audit.export import export_lines
from portal.audit.models import AuditCheckpoint, AuditEvent
from portal.audit.record import record
from portal.mail.models import OutgoingMail
from tests.applications.stages import after_deadline, opened, sent
from tests.cast import client_of
from tests.factories import CallFactory


def checked(tmp_path: Path, *options: str) -> subprocess.CompletedProcess:
    """The verifier as its users run it, on an export of this moment."""
    export = tmp_path / "audit.jsonl"
    export.write_text("".join(export_lines()))
    command = [sys.executable, "-I", verify.__file__, str(export), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.django_db
def test_a_checkpoint_covers_what_was_committed_and_is_made_once():
    assert make_checkpoint() is None  # nothing happened yet
    first = record("draft", CallFactory(), by=None)
    made = checkpoint_over(first)

    assert checkpoint_over(first) == made
    assert make_checkpoint() == made
    record("publish", CallFactory(), by=None)
    assert make_checkpoint() != made


def test_witness_finds_that_the_history_was_made_anew(db, tmp_path):
    record("draft", CallFactory(), by=None)
    kept = tmp_path / "kept.jsonl"
    kept.write_text(json.dumps(as_json(make_checkpoint())) + "\n")

    true = checked(tmp_path, "--witness", str(kept), "--public-key", public_key())
    assert true.returncode == 0, true.stdout

    forged = json.loads(kept.read_text())
    forged["checkpoint"]["hash"] = "0" * 64
    kept.write_text(json.dumps(forged) + "\n")
    assert checked(tmp_path, "--witness", str(kept)).returncode == 1


def test_the_application_cannot_change_a_checkpoint(db):
    record("draft", CallFactory(), by=None)
    make_checkpoint()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("UPDATE audit_auditcheckpoint SET signature = ''")


def test_everybody_reads_the_checkpoints(client, db):
    record("draft", CallFactory(), by=None)
    checkpoint = make_checkpoint()

    page = client.get(reverse("audit:checkpoints")).content.decode()
    assert checkpoint.link.sha256[:8] in page
    lines = b"".join(client.get(reverse("audit:checkpoint-file")).streaming_content)
    assert json.loads(lines) == as_json(checkpoint)


@pytest.fixture
def receipt(cast, phase, django_capture_on_commit_callbacks):
    """An offer was sent, and its receipt is made and mailed."""
    with django_capture_on_commit_callbacks(execute=True):
        return sent(phase, cast.applicant)


def test_receipt_carries_a_checkpoint_over_its_own_line(cast, phase, receipt, tmp_path):
    line = AuditEvent.objects.get(action="submit")
    checkpoint = receipt.submission.receipt.checkpoint
    assert checkpoint.link.sequence >= line.link.sequence
    mail = OutgoingMail.objects.filter(kind="offer_receipt").first()
    assert json.dumps(as_json(checkpoint)) in mail.body

    proposal = receipt.submission.proposal
    url = reverse("applications:manifest", args=[proposal.dossier.reference, phase.kind, 1])
    file = tmp_path / "ontvangst.json"
    file.write_bytes(client_of(cast.applicant).get(url).content)
    said = checked(tmp_path, "--receipt", str(file), "--public-key", public_key())
    assert said.returncode == 0, said.stdout
    assert f"Receipt {file}: true.\n" in said.stdout  # its line is sealed still


def test_opened_receipt_and_opening_stand_in_the_chain(cast, phase, receipt, clock, tmp_path):
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    chain.chain_events()
    proposal = receipt.submission.proposal
    paper, record_file = tmp_path / "ontvangst.json", tmp_path / "opening.json"
    url = reverse("applications:manifest", args=[proposal.dossier.reference, phase.kind, 1])
    paper.write_bytes(client_of(cast.applicant).get(url).content)
    url = reverse("applications:opening-record-json", args=[phase.call.reference, phase.kind])
    record_file.write_bytes(client_of(cast.officer).get(url).content)

    said = checked(tmp_path, "--receipt", str(paper), "--opening", str(record_file))
    assert said.returncode == 0, said.stdout
    assert "true, and in the chain" in said.stdout
    assert "true, 1 receipts" in said.stdout

    other = json.loads(record_file.read_text())
    other["receipts"] = []
    record_file.write_text(json.dumps(other))
    assert checked(tmp_path, "--opening", str(record_file)).returncode == 1


def test_history_and_export_tell_nothing_of_offers_before_the_opening(cast, phase, receipt, clock):
    reference = receipt.submission.proposal.dossier.reference
    auditor = client_of(cast.auditor)

    def told() -> str:
        pages = auditor.get(reverse("audit:history"), {"call": phase.call.reference}).content
        return pages.decode() + "".join(export_lines())

    chain.chain_events()
    assert reference not in told()
    assert "submit" not in told().replace("submit_", "")
    assert '"sealed"' in told()

    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    chain.chain_events()
    assert reference in told()
    assert '"sealed"' not in told()


def test_control_without_the_seal_the_history_tells(cast, phase, monkeypatch):
    """Take the seal off the lines, and the test above has something to find."""
    monkeypatch.setattr("applications.models.Proposal.audit_seal", "")
    reference = sent(phase, cast.applicant).submission.proposal.dossier.reference
    assert reference in "".join(export_lines())


def test_checkpoints_are_in_the_export(db):
    record("draft", CallFactory(), by=None)
    make_checkpoint()
    assert (
        sum('"signature"' in line for line in export_lines())
        == AuditCheckpoint.objects.count()
        == 1
    )


def test_checkpoints_of_receipts_are_not_published_as_their_number_tells(receipt, client):
    """One is published each hour; a list of all of them would count the offers."""
    assert AuditCheckpoint.objects.count() == 1
    assert not AuditCheckpoint.objects.published().exists()
    assert client.get(reverse("audit:checkpoints")).context["count"] == 0
    record("publish", CallFactory(), by=None)
    make_checkpoint()
    assert client.get(reverse("audit:checkpoints")).context["count"] == 1


def test_root_hash_of_a_closed_vault_is_public(cast, phase, receipt, clock, client):
    """At closing one root hash over all receipts is published, before anybody opens."""
    after_deadline(phase, clock)
    lapse_drafts()
    page = client.get(reverse("audit:checkpoints"))
    root = page.context["closings"][0].data["root"]
    proposal = receipt.submission.proposal
    at = [proposal.dossier.reference, phase.code, 1]
    paper = client_of(cast.applicant).get(reverse("applications:manifest", args=at)).json()
    assert paper["root_sha256"] == root
    assert root[:8] in page.content.decode()
