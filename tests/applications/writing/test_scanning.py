"""The virus scanner: what it knows is refused, what it could not see yet waits, sending never."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import services, transitions
from applications.filetypes import FileRefused
from applications.models import OpenedFile
from applications.writing import uploads
from applications.writing.models import Upload
from portal.files import scanning, store
from portal.files.models import StoredFile
from portal.files.scanning import ScannerUnavailable, find_virus
from portal.files.tasks import scan_waiting
from portal.files.uploads import encrypt_bytes
from portal.mail.models import OutgoingMail
from tests.applications.stages import PDF, after_deadline, opened
from tests.applications.writing import clamd
from tests.applications.writing.hostile import EICAR, infected_pdf
from tests.cast import client_of

Scan = StoredFile.Scan


@pytest.fixture(
    scope="module",
    params=["neighbour", pytest.param("clamd", marks=pytest.mark.skipif(
        clamd.PROGRAM is None, reason="clamd itself is not installed here"))],
)  # fmt: skip
def scanner(request, tmp_path_factory):
    with getattr(clamd, request.param)(tmp_path_factory.mktemp("clamd")) as address:
        yield address


@pytest.fixture
def with_scanner(scanner, settings):
    cache.clear()
    settings.CLAMD = scanner


@pytest.fixture
def without_answer(settings, tmp_path):
    cache.clear()
    settings.CLAMD = f"unix://{tmp_path}/nobody"
    yield
    cache.clear()


def attach(proposal, by, data=PDF):
    upload = encrypt_bytes(data, "nieuw.pdf", "application/pdf")
    return services.attach_file(proposal, "project_plan", upload, by=by)


def test_scanner_is_asked_in_its_own_protocol(with_scanner):
    large = [b"x" * 300_000, b"", b"y" * 100_000]

    assert find_virus(large) == ""
    assert clamd.NAME in find_virus([EICAR[:20], EICAR[20:]])


def test_infected_file_is_refused_with_its_name_and_not_kept(cast, proposal, with_scanner):
    before = StoredFile.objects.count()

    with pytest.raises(FileRefused) as refusal:
        attach(proposal, cast.applicant, infected_pdf())

    assert clamd.NAME in refusal.value.message
    assert StoredFile.objects.count() == before


def test_control_without_a_scanner_the_same_file_is_taken(cast, proposal):
    assert attach(proposal, cast.applicant, infected_pdf()).file.scan == ""


def test_clean_file_is_kept_as_clean(cast, proposal, with_scanner):
    assert attach(proposal, cast.applicant).file.scan == Scan.CLEAN


def test_file_waits_where_the_scanner_does_not_answer_and_people_are_told(
    cast, proposal, without_answer
):
    attachment = attach(proposal, cast.applicant)
    assert attachment.file.scan == Scan.WAITING

    place = [proposal.dossier.reference, proposal.phase.code]
    client = client_of(cast.applicant)
    page = client.get(reverse("applications:section", args=[*place, "files"])).content.decode()
    assert "virusscanner" in page
    held = client.get(reverse("applications:attachment", args=[*place, "project_plan"]))
    assert held.status_code == 409
    with pytest.raises(store.InQuarantine):
        store.response(attachment.file, "plan.pdf")


def test_nobody_waits_twice_for_a_scanner_that_is_down(without_answer, settings, scanner):
    with pytest.raises(ScannerUnavailable):
        find_virus([b"x"])
    settings.CLAMD = scanner  # it is back, and is asked again after half a minute

    with pytest.raises(ScannerUnavailable, match="a moment ago"):
        find_virus([b"x"])


def test_offer_is_sent_with_a_file_that_waits_and_the_scan_comes_after_the_opening(
    cast, phase, proposal, clock, without_answer, settings, scanner
):
    """Sending is never held up; reading is, until the scanner has seen the file."""
    attach(proposal, cast.applicant)
    transitions.submit(proposal, by=cast.applicant, declared=True)
    settings.CLAMD = scanner
    cache.clear()
    assert scan_waiting() == 0  # sealed: the portal itself cannot read it

    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    found = OpenedFile.objects.get()
    place = [proposal.dossier.reference, phase.code, found.question]
    address = reverse("applications:opened-file", args=place)
    officer = client_of(cast.officer)
    assert officer.get(address).status_code == 409

    assert scan_waiting() == 1
    assert b"".join(officer.get(address)) == PDF


def test_virus_that_is_found_later_takes_the_file_out_of_the_draft_and_tells(
    cast, proposal, without_answer, settings, scanner
):
    attach(proposal, cast.applicant, infected_pdf())
    settings.CLAMD = scanner
    cache.clear()

    scan_waiting()
    assert uploads.refuse_infected() == 1

    assert not proposal.attachments.exists()
    assert clamd.NAME in Upload.objects.get().refused_because
    mails = OutgoingMail.objects.filter(kind="offer_file_infected")
    assert {mail.to_email for mail in mails} == {cast.applicant.email, cast.colleague.email}
    assert uploads.refuse_infected() == 0


def test_upload_in_another_room_is_scanned_too(cast, with_scanner):
    with pytest.raises(store.VirusFound):
        store.save_upload(encrypt_bytes(EICAR, "x.txt", "text/plain"), by=cast.officer)


def test_plain_form_shows_the_virus_where_it_happened(cast, proposal, with_scanner):
    place = [proposal.dossier.reference, proposal.phase.code]
    file = SimpleUploadedFile("plan.pdf", infected_pdf())
    url = reverse("applications:attach", args=[*place, "project_plan"])

    page = client_of(cast.applicant).post(url, {"file": file}, follow=True)

    assert clamd.NAME in page.content.decode()


def test_no_scanner_is_asked_without_a_setting():
    assert not scanning.is_configured()
