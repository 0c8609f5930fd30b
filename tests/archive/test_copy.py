"""A copy of one's own data: everything about one person, and nothing about others."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from applications.models import WorkingSection
from archive.persons import about, services
from archive.persons.models import PersonalExport
from assessment.models import Committee, Declaration, Score, ScoreSheet, Seat
from awards.models import DecisionSet
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.files import store
from portal.files.models import StoredFile
from portal.mail.models import OutgoingMail
from portal.team.models import Mandate
from portal.work.jobs import run_open_jobs
from portal.workflow import TransitionRefused
from tests.archive.stages import old_phase
from tests.cast import Cast, client_of
from tests.factories import ProposalFactory


def copy_of(person: User) -> dict[str, bytes]:
    """The files in a fresh copy, by their path."""
    export = services.ask_for_copy(person)
    run_open_jobs(services.EXPORT)
    export.refresh_from_db()
    content = b"".join(store.read(export.file))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def scored(cast: Cast) -> Cast:
    """Two members scored one offer, each with reasons and an interest; two officers decided."""
    phase = old_phase(cast, offers=1)
    proposal = phase.proposals.get()
    committee = Committee.objects.create(phase=phase)
    for number, member in enumerate(cast.members[:2]):
        seat = Seat.objects.create(committee=committee, user=member, role="member")
        Declaration.objects.create(
            seat=seat, dossier=proposal.dossier, kind="tie", explanation=f"Mijn neef {number}."
        )
        sheet = ScoreSheet.objects.create(seat=seat, proposal=proposal)
        Score.objects.create(
            sheet=sheet, criterion=phase.criteria.first(), value=7, reason=f"Omdat {number}."
        )
    DecisionSet.objects.create(phase=phase, proposed_by=cast.author, approved_by=cast.officer)
    return cast


def test_a_copy_holds_the_own_words_and_none_of_others(scored: Cast) -> None:
    """ASVS 14.2.6: only what is about the person; a member's scores are the member's."""
    member, other = scored.members[:2]
    files = copy_of(member)
    text = files["gegevens.json"].decode() + files["lees-mij.html"].decode()
    assert "Omdat 0." in text
    assert "Mijn neef 0." in text
    assert member.email in text
    for foreign in ("Omdat 1.", "Mijn neef 1.", other.email, scored.author.name, "Jan de Boer"):
        assert foreign not in text, foreign


def test_control_what_would_leak_is_there_to_leak(scored: Cast) -> None:
    """The other member's copy holds what the test above does not find."""
    text = copy_of(scored.members[1])["gegevens.json"].decode()
    assert "Omdat 1." in text
    assert "Mijn neef 1." in text


def test_of_other_rows_only_the_role_and_moments_are_told(scored: Cast) -> None:
    """The officer who proposed is told so, and not who approved."""
    facts = json.loads(copy_of(scored.author)["gegevens.json"])
    (row,) = facts["traces"]["awards.DecisionSet"]
    assert row["as"] == "proposed_by"
    assert set(row) <= {"as", "reference", "proposed_at", "approved_at", "released_at"}
    assert scored.officer.name not in json.dumps(facts)


def test_every_row_that_names_a_person_is_in_the_copy(scored: Cast) -> None:
    """No model is forgotten: what names a person is told in full or as a trace."""
    told = {own.model for own in about.OWN} | {
        label for label, _rows in about.traces(scored.author)
    }
    assert {"accounts.User", "awards.DecisionSet", "calls.CallRole"} <= told


def test_drafts_and_keys_of_the_company_stay_sealed(cast: Cast) -> None:
    proposal = ProposalFactory(dossier__lead=cast.company)
    WorkingSection.objects.create(
        proposal=proposal, code="summary", payload=b"geheim plan", saved_by=cast.applicant
    )
    files = copy_of(cast.applicant)
    assert b"geheim plan" not in b"".join(files.values())
    facts = json.loads(files["gegevens.json"])
    assert facts["traces"]["applications.WorkingSection"][0]["as"] == "saved_by"


def test_own_documents_and_mails_come_along(cast: Cast) -> None:
    file = store.save_bytes(b"machtiging", "application/pdf", by=cast.colleague)
    Mandate.objects.create(
        organisation=cast.company, intermediary=cast.colleague, file=file, file_name="m.pdf",
        signed_by="Directeur", signed_on=portal_now().date(), added_by=cast.applicant,
    )  # fmt: skip
    OutgoingMail.objects.create(
        dedupe_key="m", kind="receipt", recipient=cast.colleague, to_email=cast.colleague.email,
        subject="Ontvangen", body="Beste collega", state="sent",
    )  # fmt: skip
    files = copy_of(cast.colleague)
    assert files[f"bestanden/{file.uuid}"] == b"machtiging"
    assert b"Beste collega" in files["gegevens.json"]
    assert not any(name.startswith("bestanden/") for name in copy_of(cast.applicant))


def test_a_copy_is_for_its_person_for_a_few_days(cast: Cast, clock) -> None:
    """ASVS 14.2.7: the link asks for a login, and the bytes go when the days are over."""
    copy_of(cast.applicant)
    export = PersonalExport.objects.get()
    address = reverse("persons:copy", args=[export.uuid])
    assert client_of(cast.colleague).get(address).status_code == 404
    assert client_of(None).get(address).status_code == 302
    assert client_of(cast.applicant).get(address).status_code == 200
    assert AuditEvent.objects.filter(action="fetch_personal_export").count() == 1
    assert OutgoingMail.objects.get(kind="export_ready").recipient == cast.applicant
    name = export.file.storage_name
    assert services.let_copies_go() == 0
    clock.set(portal_now() + timedelta(days=8))
    assert client_of(cast.applicant).get(address).status_code == 404
    assert services.let_copies_go() == 1
    assert not StoredFile.objects.filter(storage_name=name).exists()
    export.refresh_from_db()
    assert export.file is None


def test_the_bytes_of_an_old_copy_are_removed(
    cast: Cast, clock, django_capture_on_commit_callbacks
) -> None:
    copy_of(cast.applicant)
    name = PersonalExport.objects.get().file.storage_name
    clock.set(portal_now() + timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        services.let_copies_go()
    assert not default_storage.exists(name)


def test_one_copy_is_made_at_a_time(cast: Cast) -> None:
    """ASVS 15.2.2: costly work goes by a job, one for each person."""
    client = client_of(cast.applicant)
    client.post(reverse("persons:ask-copy"))
    with pytest.raises(TransitionRefused):
        services.ask_for_copy(cast.applicant)
    assert PersonalExport.objects.count() == 1
    assert "gemaakt" in client.get(reverse("persons:mine")).content.decode()
