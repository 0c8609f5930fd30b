"""Exports: the blank form for everybody, the offer for its own company, and nothing that stays."""

import io
import json
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from pypdf import PdfReader

from applications import services, transitions
from applications.exporting import services as exporting
from applications.exporting.models import FormCopy, OfferCopy
from applications.exporting.selectors import form_copy_of, offer_copy_of, phases_without_copies
from applications.exporting.tasks import copy_forms
from applications.models import Proposal
from calls.models import Phase
from portal.clock import portal_now
from portal.files import store
from portal.files.models import StoredFile
from portal.work.jobs import run_open_jobs
from tests.applications.stages import CANARY, after_deadline, draft, open_phase, opened, sent
from tests.cast import client_of

MARK = "CONCEPT, NIET VERSTUURD"


def get(client, page, *place):
    return client.get(reverse(f"applications:{page}", args=place))


def place(proposal, *more):
    return [proposal.dossier.reference, proposal.phase.code, *more]


def words_of(pdf: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split()
    )


def body(reply) -> bytes:
    return b"".join(reply.streaming_content) if reply.streaming else reply.content


@pytest.fixture
def client(cast):
    return client_of(cast.applicant)


def test_blank_form_of_a_published_call_is_for_everybody_as_text(phase):
    text = get(client_of(None), "blank-text", phase.call.reference, phase.code).content.decode()

    for part in ("Samenvatting", "Openbare samenvatting", "hoogstens 5 woorden", "Open licentie",
                 "Projectplan", "Kosten en prijs"):  # fmt: skip
        assert part in text


def test_blank_form_is_drawn_once_per_version_and_language(phase):
    assert copy_forms() == 1
    assert copy_forms() == 0
    assert set(FormCopy.objects.values_list("language", flat=True)) == {"nl", "en"}

    pdf = body(get(client_of(None), "blank-pdf", phase.call.reference, phase.code))

    assert "Openbare samenvatting" in words_of(pdf)
    assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_new_version_of_the_terms_asks_for_a_new_form(phase):
    copy_forms()
    version = phase.call.versions.latest("number")
    version.pk, version.number = None, version.number + 1
    version.save(force_insert=True)

    assert list(phases_without_copies()) == [phase]
    assert form_copy_of(phase, "nl") is None


def test_draft_as_text_says_that_it_was_not_sent(client, proposal):
    text = get(client, "export-text", *place(proposal)).content.decode()

    assert text.startswith(f"*** {MARK} ***")
    assert "Openbare samenvatting [openbaar]" in text
    assert "Titel [vertrouwelijk]" in text
    assert CANARY in text
    assert "€ 48.400,00" in text


def test_draft_as_pdf_comes_by_a_job_with_the_mark_on_each_page(client, proposal):
    client.post(reverse("applications:ask-pdf", args=place(proposal)))
    assert get(client, "export-pdf", *place(proposal)).status_code == 404
    run_open_jobs()

    pdf = body(get(client, "export-pdf", *place(proposal)))

    assert CANARY in words_of(pdf)
    for page in PdfReader(io.BytesIO(pdf)).pages:
        assert MARK in " ".join(page.extract_text().split())


def test_exports_are_for_the_companys_own_people(cast, proposal):
    rival, officer = client_of(cast.rival), client_of(cast.officer, stepped_up=True)
    for page in ("export", "export-text", "export-json", "export-pdf"):
        assert get(rival, page, *place(proposal)).status_code == 404
        assert get(officer, page, *place(proposal)).status_code == 404
    assert get(client_of(cast.viewer), "export-text", *place(proposal)).status_code == 200


def test_sending_removes_the_pdf_of_the_draft_and_its_key(cast, client, proposal):
    """Nothing readable is left of an offer that was sent (model.md, "Working copy")."""
    exporting.ask_copy(proposal, language="nl", by=cast.applicant)
    run_open_jobs()
    file = offer_copy_of(proposal).file
    assert CANARY in words_of(b"".join(store.read(file)))

    transitions.submit(proposal, by=cast.applicant, declared=True)

    assert not OfferCopy.objects.exists()
    assert not StoredFile.objects.filter(pk=file.pk).exists()
    with default_storage.open(file.storage_name) as stored:
        assert CANARY.encode() not in stored.read()
    assert get(client, "export-pdf", *place(proposal)).status_code == 404
    assert get(client, "export-text", *place(proposal)).status_code == 404


def test_job_that_comes_after_the_sending_makes_nothing(cast, proposal):
    copy = exporting.ask_copy(proposal, language="nl", by=cast.applicant)
    transitions.submit(proposal, by=cast.applicant, declared=True)

    exporting.make_copy(copy.pk)

    assert not OfferCopy.objects.exists()


def test_sealed_offer_is_given_for_its_change_code_and_stays_sent(cast, client, phase):
    result = sent(phase, cast.applicant)
    proposal = result.submission.proposal
    address = reverse("applications:export-sealed", args=place(proposal))

    wrong = client.post(address, {"code": "7KQ2" * 9, "format": "text"})
    text = client.post(address, {"code": result.change_code, "format": "text"})
    data = client.post(address, {"code": result.change_code, "format": "json"})
    pdf = client.post(address, {"code": result.change_code, "format": "pdf"})

    assert wrong.status_code == 409
    assert CANARY not in wrong.content.decode()
    assert CANARY in text.content.decode()
    assert MARK not in text.content.decode()
    assert json.loads(data.content)["manifest_sha256"] == result.submission.manifest_sha256
    assert CANARY in words_of(pdf.content)
    assert Proposal.objects.get(pk=proposal.pk).state == "sent"
    assert not proposal.sections.exists()
    assert not OfferCopy.objects.exists()


def test_opened_offer_is_exported_as_it_was_sent(cast, client, phase, clock):
    proposal = sent(phase, cast.applicant).submission.proposal
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    client.post(reverse("applications:ask-pdf", args=place(proposal)))
    run_open_jobs()

    text = get(client, "export-text", *place(proposal)).content.decode()
    pdf = words_of(body(get(client, "export-pdf", *place(proposal))))

    assert CANARY in text
    assert CANARY in pdf
    assert MARK not in text + pdf


def test_export_page_says_when_the_pdf_is_older_than_the_draft(cast, client, proposal):
    exporting.ask_copy(proposal, language="nl", by=cast.applicant)
    run_open_jobs()
    words = "Uw concept is veranderd"
    assert words not in get(client, "export", *place(proposal)).content.decode()
    services.save_section(proposal, "files", {"truth": True}, version=1, by=cast.applicant)

    assert words in get(client, "export", *place(proposal)).content.decode()


def test_preview_of_an_anonymous_round_leaves_out_what_assessors_do_not_see(cast, client, phase):
    """REQ-11: the preview is made by the functions of the assessors' page."""
    proposal = draft(phase, cast.applicant)
    named = get(client, "preview", *place(proposal)).content.decode()
    Phase.objects.filter(pk=phase.pk).update(is_anonymous=True)

    anonymous = get(client, "preview", *place(proposal)).content.decode()

    assert "plan KANARIE" in named
    assert "plan KANARIE" not in anonymous
    assert "offer-partners" not in anonymous
    gone = get(client, "preview-file", *place(proposal, "project_plan"))
    assert gone.status_code == 404


def test_pdf_that_was_never_made_can_be_asked_for_again(cast, client, proposal, clock):
    exporting.ask_copy(proposal, language="nl", by=cast.applicant)
    address = reverse("applications:ask-pdf", args=place(proposal))
    assert address not in get(client, "export", *place(proposal)).content.decode()
    clock.set(portal_now() + timedelta(minutes=4))

    page = get(client, "export", *place(proposal)).content.decode()

    assert address in page
    assert "data-hx-get" not in page


def test_a_form_that_cannot_be_drawn_keeps_no_other_waiting(cast, phase):
    broken = open_phase(cast)
    Phase.objects.filter(pk=broken.pk).update(form=[{"code": "x", "questions": [{"code": "y"}]}])

    assert copy_forms() == 1

    assert form_copy_of(phase, "nl") is not None
    assert form_copy_of(broken, "nl") is None
