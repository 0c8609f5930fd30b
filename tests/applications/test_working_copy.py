"""Drafts: encrypted at rest, saved per section, never overwritten unseen."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from applications import services, transitions
from applications.models import Attachment, WorkingSection
from applications.services import Conflict, NotADraft, read_section, save_section
from applications.working_copy import open_name, open_section
from calls.phases import DeadlinePassed
from portal.audit.models import AuditEvent
from portal.crypto.errors import Tampered
from portal.files import store
from portal.files.models import StoredFile
from portal.files.uploads import encrypt_bytes
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.applications.stages import CANARY, PDF, after_deadline, opened, sent


def test_draft_is_not_readable_in_the_database(proposal):
    rows = WorkingSection.objects.filter(proposal=proposal)

    assert rows.exists()
    assert not any(CANARY.encode() in bytes(row.payload) for row in rows)
    assert CANARY.encode() not in bytes(Attachment.objects.get(proposal=proposal).file_name)
    assert read_section(proposal, "summary").payload["title"] == CANARY


def test_section_does_not_open_in_another_place(proposal):
    row = proposal.sections.get(code="summary")
    row.code = "files"

    with pytest.raises(Tampered):
        open_section(proposal, row)


def test_save_counts_versions_and_touches_one_row(cast, proposal, django_assert_num_queries):
    there = read_section(proposal, "summary")
    events = AuditEvent.objects.count()

    # May this person write; what answers to gone questions hold; one UPDATE.
    with django_assert_num_queries(3):
        version = save_section(
            proposal, "summary", {"title": "Nieuw"}, version=there.version, by=cast.colleague
        )

    assert version == there.version + 1
    assert read_section(proposal, "summary").payload == {"title": "Nieuw"}
    assert AuditEvent.objects.count() == events  # an autosave is no event


def test_second_writer_meets_a_conflict_and_overwrites_nothing(cast, proposal):
    seen = read_section(proposal, "summary").version
    save_section(proposal, "summary", {"title": "Eerst"}, version=seen, by=cast.applicant)

    with pytest.raises(Conflict) as conflict:
        save_section(proposal, "summary", {"title": "Later"}, version=seen, by=cast.colleague)

    assert conflict.value.current_payload == {"title": "Eerst"}
    assert conflict.value.current_version == seen + 1
    assert conflict.value.saved_by == cast.applicant.name
    assert read_section(proposal, "summary").payload == {"title": "Eerst"}


def test_two_first_saves_meet_a_conflict(cast, phase):
    new = services.start_offer(phase, organisation=cast.company, by=cast.applicant)
    save_section(new, "summary", {"title": "Eerst"}, version=0, by=cast.applicant)

    with pytest.raises(Conflict):
        save_section(new, "summary", {"title": "Later"}, version=0, by=cast.colleague)


@pytest.mark.parametrize("version", [0, 1])
def test_nothing_readable_is_written_after_sending(cast, proposal, version):
    transitions.submit(proposal, by=cast.applicant, declared=True)

    with pytest.raises(NotADraft):
        save_section(proposal, "summary", {"title": "Laat"}, version=version, by=cast.applicant)

    assert not WorkingSection.objects.exists()


@pytest.mark.parametrize("who", ["viewer", "rival", "officer", "operator"])
def test_only_writers_of_the_company_save(cast, proposal, who):
    with pytest.raises(PermissionDenied):
        save_section(proposal, "summary", {}, version=1, by=getattr(cast, who))


def test_section_that_the_form_does_not_have_is_refused(cast, proposal):
    with pytest.raises(TransitionRefused):
        save_section(proposal, "elders", {}, version=0, by=cast.applicant)


def test_money_is_text_and_a_float_is_refused(cast, proposal):
    version = read_section(proposal, "costs").version
    version = save_section(
        proposal, "costs", {"rd_share": Decimal("80.5")}, version=version, by=cast.applicant
    )
    assert read_section(proposal, "costs").payload == {"rd_share": "80.5"}

    with pytest.raises(TypeError):
        save_section(proposal, "costs", {"rd_share": 0.1}, version=version, by=cast.applicant)


def test_start_gives_everybody_who_writes_a_task_until_the_deadline(cast, proposal):
    tasks = Task.objects.filter(kind=Task.Kind.FINISH_OFFER, closed_at=None)

    assert {task.holder for task in tasks} == {cast.applicant, cast.colleague}
    assert {task.due_at for task in tasks} == {proposal.phase.closes_at}


def test_start_is_refused_before_and_after_the_window(cast, phase, clock):
    clock.set(phase.opens_at)
    services.start_offer(phase, organisation=cast.company, by=cast.applicant)

    after_deadline(phase, clock)
    with pytest.raises(DeadlinePassed):
        services.start_offer(phase, organisation=cast.company, by=cast.applicant)


def test_file_is_kept_encrypted_with_its_name(cast, proposal):
    attachment = proposal.attachments.get()

    assert open_name(proposal, attachment) == f"plan {CANARY}.pdf"
    assert b"".join(store.read(attachment.file)) == PDF
    assert attachment.file.content_type == "application/pdf"


def test_file_that_is_replaced_or_removed_is_gone(cast, proposal):
    before = proposal.attachments.get().file
    upload = encrypt_bytes(PDF + b"nieuw", "nieuw.pdf", "text/html")

    services.attach_file(proposal, "project_plan", upload, by=cast.colleague)
    assert not StoredFile.objects.filter(pk=before.pk).exists()

    services.remove_file(proposal, "project_plan", by=cast.colleague)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "leeg.pdf"),
        (b"<html>", "pagina.pdf"),
        (PDF, "plan.docx"),
        (b"PK\x03\x04", "plan.docx"),
        (PDF, "plan"),
        (PDF, "../../plan.pdf.exe"),
    ],
)
def test_file_of_another_kind_is_refused_and_not_kept(cast, phase, data, name):
    new = services.start_offer(phase, organisation=cast.company, by=cast.applicant)

    with pytest.raises(TransitionRefused) as refusal:
        services.attach_file(
            new, "project_plan", encrypt_bytes(data, name, "application/pdf"), by=cast.applicant
        )

    assert refusal.value.code == "file"
    assert not StoredFile.objects.exists()


def test_file_in_a_place_that_the_form_does_not_have_is_refused(cast, proposal):
    upload = encrypt_bytes(PDF, "plan.pdf", "application/pdf")

    with pytest.raises(TransitionRefused):
        services.attach_file(proposal, "title", upload, by=cast.applicant)


def test_invited_draft_begins_with_what_was_said_before(cast, phase, clock):
    proposal = sent(phase, cast.applicant).submission.proposal
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    following = type(phase).objects.create(
        call=phase.call, kind="prototype", code="prototype", order=2, entry="invited",
        form=phase.form,
        opens_at=phase.closes_at, closes_at=phase.closes_at.replace(year=2030),
    )  # fmt: skip

    invited = services.open_invited(proposal.dossier, following, by=cast.officer)
    again = services.open_invited(proposal.dossier, following, by=cast.officer)

    sections = services.read_sections(invited)
    assert invited == again
    assert sections["summary"].payload["title"] == CANARY
    assert sections["partners"].payload["rows"][0]["name"] == cast.company.name
    assert "costs" not in sections
    assert Task.objects.filter(holder=cast.applicant, closed_at=None).count() == 1
