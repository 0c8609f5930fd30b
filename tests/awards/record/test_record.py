"""The record: the report of article 84, the award notice, and the package for the archive."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications.models import Partner
from assessment.models import Declaration, Seat
from awards import transitions
from awards.models import Contract, Letter
from awards.record import services
from awards.record.documents import report_pdf
from awards.record.models import Package
from awards.record.points import missing_points, points_of
from awards.remedies import services as remedies
from calls.models import Call
from calls.periods import end_of, last_day
from portal import pdf
from portal.clock import portal_now
from portal.files import store
from portal.look.wording import AMSTERDAM
from portal.work.jobs import run_open_jobs
from portal.work.models import JobUnit, Task
from portal.workflow import TransitionRefused
from tests.awards.conftest import Decide
from tests.awards.partners import after_standstill, awarded, contract_of, phase_of
from tests.awards.remedies.stages import asked, complained
from tests.cast import Cast, client_of
from tests.portal.pdf_checks import faults_of

MDTO = "{https://www.nationaalarchief.nl/mdto}"


@pytest.fixture
def partnership(cast: Cast) -> Call:
    """A call under Part 2 whose partners have been told."""
    return awarded(cast).phase.call


def complete(call: Call, cast: Cast) -> None:
    for point in missing_points(call):
        services.write_point(
            call, point.letter, applies=False, text="Dat speelde hier niet.", by=cast.author
        )


def unpacked(package: Package) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(store.read(package.file))))


def test_report_is_not_made_while_a_point_is_missing(cast: Cast, partnership: Call) -> None:
    """REQ-17: each of (a) to (i) is filled in, or says why it does not apply."""
    assert [point.letter for point in points_of(partnership)] == list("abcdefghi")
    assert [point.letter for point in missing_points(partnership)] == ["c", "e", "f"]
    with pytest.raises(TransitionRefused, match=r"\(c\), \(e\), \(f\)"):
        report_pdf(partnership)
    with pytest.raises(TransitionRefused):
        services.ask_for_package(partnership, by=cast.author)
    with pytest.raises(TransitionRefused):
        services.write_point(partnership, "c", applies=False, text=" ", by=cast.author)


def test_report_holds_every_point_and_is_for_the_archive(
    cast: Cast, partnership: Call, tmp_path
) -> None:
    """REQ-17: winners and why, subcontractors and share, conflicts; PDF/A."""
    won = contract_of(cast.company).decision.proposal
    Partner.objects.create(
        opened=won.opened, name="Boor en Zoon", role="subcontractor", country="NL", share="12.50"
    )
    seat = Seat.objects.filter(committee__phase=won.phase).first()
    Declaration.objects.create(
        seat=seat, dossier=won.dossier, kind="tie", explanation="Mijn zus werkt daar."
    )
    complete(partnership, cast)
    content = report_pdf(partnership)
    text = " ".join(pdf.text_of(content).split())
    for words in (
        cast.rws.name, cast.company.name, "Boor en Zoon, 12,5 procent", "Mijn zus werkt daar.",
        "n.v.t.: Dat speelde hier niet.", "(i)",
    ):  # fmt: skip
        assert words in text
    assert faults_of(content, tmp_path) == []


def test_point_that_does_not_apply_says_why(partnership: Call) -> None:
    points = {point.letter: point for point in points_of(partnership)}
    assert points["h"].not_applicable
    assert points["g"].not_applicable
    assert points["d"].lines


def test_selection_that_nobody_was_told_of_is_missing(cast: Cast, partnership: Call) -> None:
    phase_of(cast, "request", call=partnership)
    assert "b" in [point.letter for point in missing_points(partnership)]


def test_call_outside_part_2_has_a_plain_report(cast: Cast, released: Decide, tmp_path) -> None:
    call = released().phase.call
    content = report_pdf(call)
    text = pdf.text_of(content)
    assert "Verslag van het dossier" in text
    assert "(a)" not in text
    assert cast.company.name in text
    assert cast.rival_company.name not in text
    assert faults_of(content, tmp_path) == []


def test_award_notice_waits_on_the_officers_for_thirty_days(cast: Cast, partnership: Call) -> None:
    """Directive 2014/24/EU, article 50: within thirty days after a contract was concluded."""
    after_standstill(partnership.phases.get(code="final").decision_set)
    signed = transitions.sign_contract(contract_of(cast.company), by=cast.applicant)
    assert not Task.objects.filter(kind="award_notice").exists()
    transitions.countersign(signed, by=cast.officer)
    tasks = Task.objects.filter(kind="award_notice", closed_at=None)
    assert {task.holder for task in tasks} >= {cast.author, cast.officer}
    today = portal_now().astimezone(AMSTERDAM).date()
    assert {task.due_at for task in tasks} == {end_of(last_day(today, 30))}
    with pytest.raises(TransitionRefused):
        services.record_award_notice(
            partnership, number="1", sent_on=today + timedelta(days=1), by=cast.author
        )
    services.record_award_notice(partnership, number="TN-1", sent_on=today, by=cast.author)
    assert not tasks.all().exists()
    with pytest.raises(TransitionRefused):
        services.record_award_notice(partnership, number="TN-2", sent_on=today, by=cast.author)


def test_contract_of_an_sbir_asks_for_no_notice(running: Contract) -> None:
    assert not Task.objects.filter(kind="award_notice").exists()


def test_package_holds_everything_with_its_hash(cast: Cast, released: Decide) -> None:
    decision_set = released(with_excluded=True)
    debrief, complaint = asked(cast), complained(cast)
    remedies.answer_debrief(debrief, answer="Het plan was dun.", by=cast.author)
    package = services.ask_for_package(decision_set.phase.call, by=cast.author)
    assert run_open_jobs("awards.package") == 1
    package.refresh_from_db()
    whole = b"".join(store.read(package.file))
    assert hashlib.sha256(whole).hexdigest() == package.sha256
    archive = unpacked(package)
    manifest = json.loads(archive.read("manifest.json"))
    listed = {line["path"]: line for line in manifest["files"]}
    described = {f"mdto/{path}.mdto.xml" for path in listed}
    assert set(archive.namelist()) == {
        *listed, *described, "mdto/dossier.mdto.xml", "manifest.json",
    }  # fmt: skip
    for path, line in listed.items():
        content = archive.read(path)
        assert hashlib.sha256(content).hexdigest() == line["sha256"]
        assert len(content) == line["bytes"]
    code = decision_set.phase.code
    for letter in Letter.objects.all():
        assert listed[f"{code}/brieven/{letter.number}.pdf"]["sha256"] == letter.sha256
    for path in (
        "rapport.pdf", f"{code}/proces-verbaal-van-opening.pdf", f"{code}/advies.pdf",
        "oproep/versie-1.json", "historie.csv", "belangen.pdf",
    ):  # fmt: skip
        assert path in listed
    told = json.loads(archive.read(f"{code}/toelichtingen/1-{debrief}.json"))
    assert (told["question"], told["answer"]) == ("Waarom een 6?", "Het plan was dun.")
    assert json.loads(archive.read(f"{code}/klachten/1-{complaint.audit_ref}.json"))["text"]
    assert all(line["pdf_a"] == path.endswith(".pdf") for path, line in listed.items())


def test_metadata_stands_in_the_order_of_the_schema(cast: Cast, released: Decide) -> None:
    """REQ-25: MDTO 1.0.1, one description of the record and one of each file."""
    package = services.ask_for_package(released().phase.call, by=cast.author)
    run_open_jobs("awards.package")
    package.refresh_from_db()
    archive = unpacked(package)
    record = ElementTree.fromstring(archive.read("mdto/dossier.mdto.xml"))  # noqa: S314  our own
    (thing,) = record
    names = [child.tag.removeprefix(MDTO) for child in thing]
    assert names == [
        "identificatie", "naam", "aggregatieniveau", "taal", "waardering", "bewaartermijn",
        "archiefvormer", "beperkingGebruik",
    ]  # fmt: skip
    file = ElementTree.fromstring(archive.read("mdto/rapport.pdf.mdto.xml"))  # noqa: S314  our own
    (thing,) = file
    assert [child.tag.removeprefix(MDTO) for child in thing] == [
        "identificatie", "naam", "omvang", "bestandsformaat", "checksum", "isRepresentatieVan",
    ]  # fmt: skip
    content = archive.read("rapport.pdf")
    told = {each.tag.removeprefix(MDTO): each.text for each in thing.iter()}
    assert told["checksumWaarde"] == hashlib.sha256(content).hexdigest()
    assert told["omvang"] == str(len(content))
    assert told["verwijzingNaam"].startswith(package.call.reference)


def test_package_is_made_once_however_often_the_job_runs(cast: Cast, released: Decide) -> None:
    package = services.ask_for_package(released().phase.call, by=cast.author)
    run_open_jobs("awards.package")
    package.refresh_from_db()
    before = package.sha256
    JobUnit.objects.update(done_at=None)
    package_job = package.pk
    run_open_jobs()
    assert Package.objects.get(pk=package_job).sha256 == before


def test_letters_that_were_not_sent_are_in_no_package(cast: Cast, approved: Decide) -> None:
    """Before the release the decisions are nobody's to read, the archive's neither."""
    decision_set = approved()
    assert Letter.objects.exists()
    package = services.ask_for_package(decision_set.phase.call, by=cast.author)
    run_open_jobs("awards.package")
    package.refresh_from_db()
    assert not [name for name in unpacked(package).namelist() if "brieven" in name]


def test_only_officers_of_the_call_have_its_package(cast: Cast, released: Decide) -> None:
    call = released().phase.call
    package = services.ask_for_package(call, by=cast.author)
    run_open_jobs("awards.package")
    address = reverse("record:package", args=[call.reference, package.number])
    answer = client_of(cast.officer).get(address)
    assert b"".join(answer.streaming_content).startswith(b"PK")
    for person, status in ((cast.applicant, 404), (cast.rival, 404), (cast.unassigned, 403)):
        assert client_of(person).get(address).status_code == status
    for person in (cast.applicant, cast.outsider, cast.unassigned):
        with pytest.raises(PermissionDenied):
            services.ask_for_package(call, by=person)


def test_officer_completes_the_record_on_its_pages(cast: Cast, partnership: Call) -> None:
    client = client_of(cast.author)
    page = reverse("record:overview", args=[partnership.reference])
    assert "3 punten ontbreken nog" in client.get(page).content.decode()
    report = reverse("record:report", args=[partnership.reference])
    assert client.get(report).status_code == 302
    for letter in "cef":
        address = reverse("record:point", args=[partnership.reference, letter])
        assert client.post(address, {"applies": "no"}).status_code == 200
        client.post(address, {"applies": "no", "text": "Er was er geen."})
    assert client.get(report)["Content-Type"] == "application/pdf"
    client.post(reverse("record:ask", args=[partnership.reference]))
    run_open_jobs("awards.package")
    assert f"{partnership.reference}-1.zip" in client.get(page).content.decode()
    notice = reverse("record:award-notice", args=[partnership.reference])
    client.post(notice, {"number": "TN-9", "sent_on": portal_now().date().isoformat()})
    assert "TN-9" in client.get(page).content.decode()
