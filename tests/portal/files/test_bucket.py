"""The same files in a bucket: a real S3 server, in a process of its own."""

import os
import socket
import socketserver
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import services, transitions
from applications.models import Attachment, Proposal
from applications.restored import look_over
from applications.working_copy import open_name
from applications.writing import uploads
from portal import checks
from portal.files import bucket as buckets
from portal.files import store
from portal.files.models import StoredFile
from portal.files.tasks import scan_waiting, sweep_orphans
from portal.files.uploads import Incoming, encrypt_bytes, spool_folder
from portal.operating import readiness
from portal.work.jobs import run_open_jobs
from portal.work.models import Job
from tests import bucket
from tests.applications import stages
from tests.applications.stages import PDF
from tests.applications.writing.clamd import neighbour
from tests.applications.writing.hostile import EICAR
from tests.browser.site import free_port
from tests.cast import Cast, client_of
from tests.factories import UserFactory

CONTENT = os.urandom(3 * 1024 * 1024)
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def server() -> Iterator[bucket.Server]:
    with bucket.server() as found:
        yield found


@pytest.fixture(autouse=True)
def _files_in_the_bucket(server: bucket.Server, settings: Any) -> Iterator[None]:
    settings.STORAGES = server.at()
    settings.FILES_BUCKET = bucket.NAME
    yield
    server.empty()


@pytest.fixture
def proposal(cast: Cast) -> Proposal:
    return stages.draft(stages.open_phase(cast), cast.applicant)


def stored(content: bytes = CONTENT) -> StoredFile:
    return store.save_upload(encrypt_bytes(content, "a.bin", "text/plain"), by=UserFactory())


def attached(proposal: Proposal, content: bytes, by: Any) -> Attachment:
    attachment = proposal.attachments.get()
    attachment.file = store.save_upload(encrypt_bytes(content, "a.pdf", "application/pdf"), by=by)
    attachment.save(update_fields=["file"])
    return attachment


def place_of(attachment: Attachment) -> list[str]:
    proposal = attachment.proposal
    return [proposal.dossier.reference, proposal.phase.code, attachment.question]


def url_of(attachment: Attachment) -> str:
    return reverse("applications:attachment", args=place_of(attachment))


def test_upload_in_parts_becomes_the_file_of_its_place(cast: Cast, proposal: Proposal) -> None:
    """As in a folder, and the parts are gone."""
    half = len(PDF) // 2
    upload = uploads.begin(
        proposal, "project_plan", name="nieuw.pdf", size=len(PDF), modified="1", by=cast.applicant
    )
    for start, data in ((0, PDF[:half]), (half, PDF[half:])):
        part = encrypt_bytes(data, "part", "application/octet-stream")
        uploads.take_part(upload, part, start=start, by=cast.applicant)
        upload.refresh_from_db()
    attachment = uploads.finish(upload, by=cast.applicant)
    reply = client_of(cast.applicant).get(url_of(attachment))
    assert reply.getvalue() == PDF
    assert open_name(proposal, attachment) == "nieuw.pdf"
    assert StoredFile.objects.get() == attachment.file


def test_what_is_in_the_bucket_is_ciphertext(db: None, server: bucket.Server) -> None:
    text = b"Ons vertrouwelijke plan. " * 5000
    file = stored(text)
    assert server.names() == [file.storage_name]
    answer = server.client.get_object(Bucket=bucket.NAME, Key=file.storage_name)
    there = answer["Body"].read()
    assert b"vertrouwelijke" not in there
    assert (len(there), b"".join(store.read(file))) == (file.size, text)


def test_nothing_in_the_bucket_is_overwritten() -> None:
    name = default_storage.save("ab/c", ContentFile(b"first"))
    assert default_storage.save(name, ContentFile(b"second")) != name
    assert default_storage.open(name).read() == b"first"


@pytest.fixture
def asked() -> Iterator[list[int]]:
    """How many bytes the portal asks for, each time."""
    found: list[int] = []

    def note(params: Any, **_more: Any) -> None:
        first, last = params["headers"]["Range"].removeprefix("bytes=").split("-")
        found.append(int(last) - int(first) + 1)

    events = default_storage.client.meta.events
    events.register("before-call.s3.GetObject", note)
    yield found
    events.unregister("before-call.s3.GetObject", note)


def test_part_of_a_download_takes_no_more_of_the_bucket_than_it_needs(
    cast: Cast, proposal: Proposal, asked: list[int]
) -> None:
    attachment = attached(proposal, CONTENT, cast.applicant)
    client = client_of(cast.applicant)
    reply = client.get(url_of(attachment), headers={"range": "bytes=2000000-2000999"})
    assert (reply.status_code, reply.getvalue()) == (206, CONTENT[2000000:2001000])
    assert sum(asked) <= 2 * buckets.FETCHED_FIRST, "the head of the stream, and the place itself"
    asked.clear()
    assert client.get(url_of(attachment)).getvalue() == CONTENT
    assert sum(asked) == attachment.file.size, "control: the whole is more, and asked for once"
    assert len(asked) <= 4


@pytest.mark.parametrize("is_in_parts", [False, True])
def test_large_file_is_stored_and_read_with_a_piece_in_memory(
    db: None, monkeypatch: pytest.MonkeyPatch, is_in_parts: bool
) -> None:
    if is_in_parts:
        monkeypatch.setattr(buckets.TRANSFER, "multipart_threshold", 6 * MEGABYTE)
        monkeypatch.setattr(buckets.TRANSFER, "multipart_chunksize", 5 * MEGABYTE)
    large = encrypt_bytes(CONTENT * 5, "a.bin", "text/plain")
    stored(b"x")  # what is made at the first call is not this file's
    tracemalloc.start()
    try:
        file = store.save_upload(large, by=UserFactory())
        size = sum(len(piece) for piece in store.read(file))
        _now, most = tracemalloc.get_traced_memory()
        assert size == 15 * MEGABYTE
        assert most < 12 * MEGABYTE
        with default_storage.open(file.storage_name) as whole:
            assert len(whole.read()) == file.size
        assert tracemalloc.get_traced_memory()[1] > 15 * MEGABYTE, "control: one that reads it all"
    finally:
        tracemalloc.stop()


class Cuts(socketserver.ThreadingTCPServer):
    """A line to the server that breaks once, after so many bytes of answers."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int, after: int) -> None:
        super().__init__(("127.0.0.1", 0), _Cut)
        self.port, self.left = port, after
        self.has_cut = False


class _Cut(socketserver.BaseRequestHandler):
    server: Cuts

    def handle(self) -> None:
        with socket.create_connection(("127.0.0.1", self.server.port)) as there:
            threading.Thread(target=self._pass_on, args=(there,), daemon=True).start()
            while answer := there.recv(65536):
                self.server.left -= len(answer)
                if self.server.left < 0 and not self.server.has_cut:
                    self.server.has_cut = True
                    return
                self.request.sendall(answer)

    def _pass_on(self, there: socket.socket) -> None:
        with suppress(OSError):
            while asked := self.request.recv(65536):
                there.sendall(asked)
            there.shutdown(socket.SHUT_WR)


@pytest.mark.parametrize("tries", [buckets.TRIES, 1])
def test_reading_goes_on_where_the_line_broke(
    db: None, server: bucket.Server, settings: Any, monkeypatch: pytest.MonkeyPatch, tries: int
) -> None:
    monkeypatch.setattr(buckets, "TRIES", tries)
    file = stored()
    with Cuts(server.port, after=MEGABYTE) as line:
        threading.Thread(target=line.serve_forever, daemon=True).start()
        settings.STORAGES = server.at(line.server_address[1])
        try:
            if tries == 1:  # the control
                with pytest.raises(OSError, match="the bucket"):
                    list(store.read(file))
            else:
                assert b"".join(store.read(file)) == CONTENT
            assert line.has_cut
        finally:
            line.shutdown()


def test_file_that_waited_is_scanned_where_it_lies(db: None, settings: Any, tmp_path: Path) -> None:
    well, ill = stored(b"tekst"), stored(EICAR)
    StoredFile.objects.update(scan=StoredFile.Scan.WAITING)
    with neighbour(tmp_path) as settings.CLAMD:
        assert scan_waiting() == 1
    well.refresh_from_db()
    ill.refresh_from_db()
    assert (well.scan, ill.scan) == (StoredFile.Scan.CLEAN, StoredFile.Scan.INFECTED)


def test_removed_is_removed_and_a_bucket_that_is_not_there_is_no_proof(
    db: None, server: bucket.Server, settings: Any
) -> None:
    file = stored()
    store.remove_bytes(file.storage_name)
    assert server.names() == []
    with pytest.raises(FileNotFoundError):
        list(store.read(file))
    settings.STORAGES = server.at(server.port, bucket="another")
    for attempt in (store.remove_bytes, default_storage.open, default_storage.listdir):
        with pytest.raises(OSError, match="the bucket"):
            attempt(file.storage_name)


def test_sweep_removes_orphans_after_a_day_however_many_there_are(
    db: None, server: bucket.Server
) -> None:
    def in_pages_of_two(params: Any, **_more: Any) -> Any:
        return {**params, "MaxKeys": 2}

    events = default_storage.client.meta.events
    events.register("provide-client-params.s3.ListObjectsV2", in_pages_of_two)
    try:
        file = stored()
        for number in range(5):
            default_storage.save(f"ab/{number}", ContentFile(b"x"))
        default_storage.save("cd/0", ContentFile(b"x"))
        assert sweep_orphans() == 0
        with time_machine.travel(timezone.now() + timedelta(hours=25)):
            assert sweep_orphans() == 6
        assert server.names() == [file.storage_name]
    finally:
        events.unregister("provide-client-params.s3.ListObjectsV2", in_pages_of_two)


def test_restored_portal_is_judged_by_what_is_in_the_bucket(cast: Cast, proposal: Proposal) -> None:
    assert look_over().faults == []
    lost, changed = stored(), stored()
    default_storage.delete(lost.storage_name)
    default_storage.delete(changed.storage_name)
    default_storage.save(changed.storage_name, ContentFile(b"something else"))
    assert look_over().faults == [
        f"file {lost.uuid}: not there",
        f"file {changed.uuid}: other bytes than its row names",
    ]


def test_bucket_that_answers_is_ready_and_leaves_nothing(db: None, server: bucket.Server) -> None:
    assert not [part for part in readiness.parts() if part.fault]
    assert checks.bucket_can_be_used(None) == []
    assert server.names() == []


@pytest.fixture
def gone(cast: Cast, proposal: Proposal, server: bucket.Server, settings: Any) -> None:
    """There was a draft with a file; now nobody listens where the bucket was."""
    settings.STORAGES = server.at(free_port())


def test_bucket_that_is_gone_is_told(gone: None, client: Client) -> None:
    reply = client.get("/readyz")
    assert (reply.status_code, reply.content.decode().split("\n")[2]) == (503, "storage fails")
    (error,) = checks.bucket_can_be_used(None)
    assert error.id == "portal.E004"


def test_without_a_bucket_files_wait_and_nothing_typed_is_lost(
    gone: None, cast: Cast, proposal: Proposal
) -> None:
    client = client_of(cast.applicant)
    attachment = proposal.attachments.get()
    upload = reverse("applications:attach", args=place_of(attachment))
    answers = [
        client.post(upload, {"file": SimpleUploadedFile("b.pdf", PDF, "application/pdf")}),
        client.get(url_of(attachment)),
    ]
    for reply in answers:
        assert (reply.status_code, reply["Retry-After"]) == (503, "30")
        assert "Wat al was opgeslagen, is er nog" in reply.content.decode()
    assert proposal.attachments.get() == attachment, "the file that was there is still its file"
    kept = services.read_section(proposal, "summary")
    further = kept.payload | {"public_summary": "verder"}
    services.save_section(proposal, "summary", further, version=kept.version, by=cast.applicant)
    assert services.read_section(proposal, "summary").payload == further
    submission = transitions.submit(proposal, by=cast.applicant, declared=True).submission
    run_open_jobs()
    job = Job.objects.get(kind="applications.receipt", object_id=submission.pk)
    assert job.state == Job.State.RUNNING, "the receipt waits for the bucket"
    assert job.units.get().attempts == 0


def test_what_comes_in_for_a_bucket_has_no_name_on_the_disk(db: None) -> None:
    """Nothing stays behind on a node that is killed meanwhile: no sweep comes by there."""
    incoming = Incoming()
    incoming.update(CONTENT)
    assert incoming.stored_size > MEGABYTE
    assert not list(spool_folder().iterdir())
    incoming.give_up()
