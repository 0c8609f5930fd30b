"""Uploads in parts: broken off and gone on with, refused with a reason that stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import transitions
from applications.filetypes import FileRefused
from applications.saving import NotADraft
from applications.working_copy import open_name
from applications.writing import uploads
from applications.writing.models import Upload, UploadPart
from portal.clock import portal_now
from portal.files import store
from portal.files.models import StoredFile
from portal.files.uploads import encrypt_bytes
from tests.applications.stages import PDF
from tests.cast import client_of

AJAX = {"headers": {"X-Requested-With": "XMLHttpRequest"}}
HALF = len(PDF) // 2


def begin(proposal, by, **changed):
    fields = {"name": "nieuw plan.pdf", "size": len(PDF), "modified": "1764000000000"} | changed
    return uploads.begin(proposal, "project_plan", by=by, **fields)


def part(data):
    return encrypt_bytes(data, "part", "application/octet-stream")


def address(proposal, page, *more):
    return reverse(
        f"applications:{page}", args=[proposal.dossier.reference, proposal.phase.code, *more]
    )


@pytest.fixture
def client(cast):
    return client_of(cast.applicant)


def test_upload_in_parts_becomes_the_file_of_its_place(cast, proposal):
    upload = begin(proposal, cast.applicant)
    for start in (0, HALF):
        data = PDF[start:HALF] if start == 0 else PDF[HALF:]
        uploads.take_part(upload, part(data), start=start, by=cast.applicant)
        upload.refresh_from_db()

    attachment = uploads.finish(upload, by=cast.applicant)

    assert b"".join(store.read(attachment.file)) == PDF
    assert open_name(proposal, attachment) == "nieuw plan.pdf"
    assert attachment.file.content_type == "application/pdf"
    assert not Upload.objects.exists()
    assert StoredFile.objects.get() == attachment.file  # neither parts nor the file before


def test_the_same_file_goes_on_where_it_stopped_and_another_begins_anew(cast, proposal):
    upload = begin(proposal, cast.applicant)
    uploads.take_part(upload, part(PDF[:HALF]), start=0, by=cast.applicant)

    again = begin(proposal, cast.applicant)
    other = begin(proposal, cast.applicant, modified="1764000000001")

    assert (again.pk, again.received) == (upload.pk, HALF)
    assert (other.received, Upload.objects.count()) == (0, 1)
    assert not UploadPart.objects.exists()


def test_two_colleagues_do_not_take_each_others_upload(cast, proposal):
    mine = begin(proposal, cast.applicant)
    theirs = begin(proposal, cast.colleague)
    assert mine.pk != theirs.pk

    with pytest.raises(PermissionDenied):
        uploads.take_part(mine, part(PDF), start=0, by=cast.colleague)


@pytest.mark.parametrize(("start", "data"), [(5, PDF), (0, PDF + b"x"), (0, b"")])
def test_part_that_does_not_follow_is_not_taken(cast, proposal, start, data):
    """Sent twice after a lost answer, it would stand in the file twice."""
    upload = begin(proposal, cast.applicant)

    with pytest.raises(uploads.OtherOffset):
        uploads.take_part(upload, part(data), start=start, by=cast.applicant)

    assert not UploadPart.objects.exists()


def test_finish_before_the_last_part_is_refused(cast, proposal):
    with pytest.raises(uploads.OtherOffset):
        uploads.finish(begin(proposal, cast.applicant), by=cast.applicant)


@pytest.mark.parametrize(
    "wrong", [{"size": 0}, {"size": -1}, {"size": 10**12}, {"name": "plan.exe"}, {"name": "plan"}]
)
def test_what_cannot_be_taken_is_refused_before_a_byte_is_sent(cast, proposal, wrong):
    with pytest.raises(FileRefused):
        begin(proposal, cast.applicant, **wrong)


def test_other_content_is_refused_at_the_first_part(cast, proposal):
    upload = begin(proposal, cast.applicant, size=10**7)

    with pytest.raises(FileRefused):
        uploads.take_part(upload, part(b"MZ program"), start=0, by=cast.applicant)


@pytest.mark.parametrize("who", ["viewer", "rival", "officer", "operator"])
def test_only_writers_of_the_company_upload(cast, proposal, who):
    with pytest.raises(PermissionDenied):
        begin(proposal, getattr(cast, who))


def test_nothing_comes_in_after_sending_and_nothing_is_left(cast, proposal):
    upload = begin(proposal, cast.applicant)
    uploads.take_part(upload, part(PDF[:HALF]), start=0, by=cast.applicant)
    transitions.submit(proposal, by=cast.applicant, declared=True)

    assert not Upload.objects.exists()
    with pytest.raises(NotADraft):
        begin(proposal, cast.applicant)


def test_upload_that_nobody_goes_on_with_is_swept_and_a_refusal_stays_longer(cast, proposal, clock):
    upload = begin(proposal, cast.applicant)
    uploads.take_part(upload, part(PDF[:HALF]), start=0, by=cast.applicant)
    refusal = uploads.refuse(
        proposal, "project_plan", name="x.exe", size=1, reason="Nee.", by=cast.colleague
    )

    clock.set(portal_now() + timedelta(days=4))

    assert uploads.sweep() == 1
    assert list(Upload.objects.all()) == [refusal]
    clock.set(portal_now() + timedelta(days=30))
    assert uploads.sweep() == 1


def test_script_sends_parts_and_gets_the_row(client, proposal):
    begun = client.post(
        address(proposal, "begin-upload", "project_plan"),
        {"name": "deel.pdf", "size": len(PDF), "modified": "1"}, **AJAX,
    ).json()  # fmt: skip
    first = client.post(
        begun["url"], {"start": 0, "part": SimpleUploadedFile("p", PDF[:HALF])}, **AJAX
    )
    twice = client.post(
        begun["url"], {"start": 0, "part": SimpleUploadedFile("p", PDF[:HALF])}, **AJAX
    )
    assert (first.status_code, twice.status_code) == (200, 409)
    assert client.get(begun["url"]).json()["received"] == twice.json()["received"] == HALF

    page = client.get(address(proposal, "section", "files")).content.decode()
    assert "deel.pdf" in page  # also after a reload, with how far it came

    client.post(begun["url"], {"start": HALF, "part": SimpleUploadedFile("p", PDF[HALF:])}, **AJAX)
    row = client.post(begun["finish_url"], {}, **AJAX)
    assert "deel.pdf" in row.json()["html"]


def test_refusal_says_why_where_it_happened_and_stays_after_a_reload(client, proposal):
    url = address(proposal, "begin-upload", "project_plan")
    answer = client.post(url, {"name": "virus.exe", "size": 5, "modified": "1"}, **AJAX)

    assert answer.status_code == 422
    assert "pdf" in answer.json()["error"]
    section = address(proposal, "section", "files")
    assert "virus.exe" in client.get(section).content.decode()

    upload = Upload.objects.get()
    client.post(address(proposal, "give-up-upload", upload.uuid))
    assert "virus.exe" not in client.get(section).content.decode()


def test_plain_form_does_it_too_and_its_refusal_stays(client, proposal):
    url = address(proposal, "attach", "project_plan")

    refused = client.post(url, {"file": SimpleUploadedFile("fout.pdf", b"<script>")}, follow=True)
    assert "fout.pdf" in refused.content.decode()

    taken = client.post(url, {"file": SimpleUploadedFile("goed.pdf", PDF)}, follow=True)
    assert "goed.pdf" in taken.content.decode()
    assert "fout.pdf" not in taken.content.decode()


def test_upload_of_another_company_is_not_there(cast, proposal):
    upload = begin(proposal, cast.applicant)
    rival = client_of(cast.rival)

    assert rival.get(address(proposal, "upload", upload.uuid)).status_code == 404
    assert rival.post(address(proposal, "give-up-upload", upload.uuid)).status_code == 404
