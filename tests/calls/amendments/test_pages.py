"""The pages of amendments: from a draft to the public difference, through requests."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from calls.amendments.models import Amendment
from calls.models import CallDocument, Phase
from portal.look.wording import AMSTERDAM
from tests.applications.stages import PDF
from tests.calls.amendments import stages
from tests.cast import Cast, client_of


def url(name: str, amendment: Amendment, *more: object) -> str:
    return reverse(f"calls:{name}", args=[amendment.call.reference, amendment.uuid, *more])


def typed(form: object) -> dict:
    """What a browser sends back of a form that nobody touched."""
    data = {}
    for bound in form:
        value = bound.value()
        if value is True:
            data[bound.html_name] = "on"
        elif value not in (None, False, ""):
            data[bound.html_name] = value
    return data


@pytest.fixture
def amendment(phase: Phase, cast: Cast) -> Amendment:
    return stages.drafted(phase, cast, {"summary": "Wij zoeken lichte viaducten."})


def test_an_amendment_is_written_checked_and_read_by_everybody(phase: Phase, cast: Cast) -> None:
    writer, checker = client_of(cast.author), client_of(cast.officer)
    reference = phase.call.reference
    writer.post(reverse("calls:draft-amendment", args=[reference]))
    amendment = phase.call.amendments.get()
    says = {"edits": 0, "title": "Lichter", "kind": "change", "reason": "Te zwaar.",
            "effect": "stands"}  # fmt: skip
    assert writer.post(url("amend-says", amendment), says).status_code == 302
    page = writer.get(url("amend-texts", amendment))
    data = typed(page.context["form"]) | {"text-challenge": "Er is geen beton.\r\n\r\nDat moet."}
    assert writer.post(url("amend-texts", amendment), data).status_code == 302
    assert set(Amendment.objects.get().patch) == {"sections"}
    writer.post(url("submit-amendment", amendment))
    page = checker.get(url("publish-amendment", amendment))
    seen = page.context["form"].initial["seen_sha256"]
    checker.post(url("publish-amendment", amendment), {"seen_sha256": seen})
    amendment = Amendment.objects.get()
    assert amendment.state == "published"
    call_page = client_of(None).get(reverse("calls:detail", args=[reference])).content.decode()
    version_url = reverse("calls:version", args=[reference, amendment.version.number])
    assert version_url in call_page
    text = client_of(None).get(version_url).content.decode()
    assert "Te zwaar." in text
    assert '<del class="diff-removed">' in text
    assert "[verwijderd:" in text  # said, and not by colour alone


@pytest.mark.parametrize("name", ["amend-says", "amend-texts", "amend-dates", "amend-documents"])
def test_a_page_that_nobody_touched_changes_nothing(
    amendment: Amendment, cast: Cast, name: str
) -> None:
    client = client_of(cast.author)
    page = client.get(url(name, amendment))
    data = typed(page.context["form"])
    for row in page.context.get("rows", []):
        data |= typed(row)
        for field in ("opens_at", "closes_at"):
            if field in row.fields:
                local = row.initial[field].astimezone(AMSTERDAM)
                key = f"{row.prefix}-{field}"
                data |= {f"{key}_on": f"{local:%Y-%m-%d}", f"{key}_at": f"{local:%H:%M}"}
    before = amendment.patch
    client.post(url(name, amendment), data)
    amendment.refresh_from_db()
    kept = {"summary": before["summary"]}
    assert {key: value for key, value in amendment.patch.items() if key != "phases"} == kept


def test_criteria_and_questions_keep_what_the_page_does_not_ask(
    amendment: Amendment, phase: Phase, cast: Cast
) -> None:
    client = client_of(cast.author)
    page = client.get(url("amend-criteria", amendment, phase.code))
    form = page.context["form"]
    data = typed(form) | typed(form.formset.management_form)
    for part in form.formset:
        data |= typed(part)
    assert client.post(url("amend-criteria", amendment, phase.code), data).status_code == 302
    page = client.get(url("amend-form", amendment, phase.code))
    data = {}
    for one in page.context["form"].all_forms():
        data |= typed(one)
    data["edits"] = Amendment.objects.get().edits
    assert client.post(url("amend-form", amendment, phase.code), data).status_code == 302
    assert "phases" not in Amendment.objects.get().patch


def test_a_question_is_added_and_one_is_dropped(
    amendment: Amendment, phase: Phase, cast: Cast
) -> None:
    client = client_of(cast.author)
    page = client.get(url("amend-form", amendment, phase.code))
    data = {}
    for one in page.context["form"].all_forms():
        data |= typed(one)
    data |= {"summary-new-kind": "short_text", "summary-new-label": "Grootste risico?",
             "summary-trl-drop": "on"}  # fmt: skip
    client.post(url("amend-form", amendment, phase.code), data)
    form = Amendment.objects.get().patch["phases"][phase.code]["form"]
    codes = [question["code"] for section in form for question in section["questions"]]
    assert "trl" not in codes
    assert "q_grootste_risico" in codes


def test_all_errors_come_at_once_and_nothing_typed_is_lost(
    amendment: Amendment, phase: Phase, cast: Cast
) -> None:
    client = client_of(cast.author)
    data = {"edits": amendment.edits, "title": "", "kind": "nonsense", "reason": "x" * 5000,
            "effect": "lapses"}  # fmt: skip
    answer = client.post(url("amend-says", amendment), data)
    assert set(answer.context["form"].errors) == {"title", "kind", "reason", "effect_reason"}
    assert "x" * 5000 in answer.content.decode()
    bad = {"edits": amendment.edits, f"{phase.code}-closes_at_on": "2026-03-29",
           f"{phase.code}-closes_at_at": "02:30", f"{phase.code}-cap_incl_vat": "veel",
           f"{phase.code}-planned_awards": "-1", f"{phase.code}-pot-0": "0,00"}  # fmt: skip
    answer = client.post(url("amend-dates", amendment), bad)
    assert set(answer.context["rows"][0].errors) >= {"closes_at", "cap_incl_vat", "planned_awards"}
    huge = {"edits": amendment.edits, "title": "<script>alert(1)</script>",
            "text-challenge": "<b>" * 70_000}  # fmt: skip
    answer = client.post(url("amend-texts", amendment), huge)
    assert answer.status_code == 200
    assert "<script>alert(1)" not in answer.content.decode()


def test_a_stale_page_is_refused_with_what_was_typed(amendment: Amendment, cast: Cast) -> None:
    data = {"edits": 0, "title": "Anders", "kind": "change", "reason": "Omdat.",
            "effect": "stands"}  # fmt: skip
    answer = client_of(cast.author).post(url("amend-says", amendment), data)
    assert answer.status_code == 200
    assert "Anders" in answer.content.decode()
    amendment.refresh_from_db()
    assert amendment.title == "Minder beton"


def test_every_version_of_a_document_is_there_for_everybody(phase: Phase, cast: Cast) -> None:
    """REQ-15: downloadable without login, each version with a note of what changed."""
    amendment = stages.drafted(phase, cast)
    client = client_of(cast.author)
    for note in ("Nieuw.", "Bladzijde 3."):
        old = CallDocument.objects.current().first()
        file = SimpleUploadedFile("plan.pdf", PDF, "application/pdf")
        data = {"edits": amendment.edits, "kind": "annex", "title": "Plan", "change_note": note,
                "file": file, "replaces": old.pk if old else ""}  # fmt: skip
        assert client.post(url("amend-documents", amendment), data).status_code == 302
        amendment.refresh_from_db()
        client.post(url("submit-amendment", amendment))
        checker = client_of(cast.officer)
        checker.post(url("publish-amendment", amendment), {"seen_sha256": stages.seen(amendment)})
        amendment = stages.drafted(phase, cast, {"summary": f"Na {note}"})
    reference = phase.call.reference
    page = client_of(None).get(reverse("calls:detail", args=[reference])).content.decode()
    assert "Bladzijde 3." in page
    for document in CallDocument.objects.all():
        address = reverse("calls:document", args=[reference, document.file.uuid])
        assert address in page
        answer = client_of(None).get(address)
        assert answer.status_code == 200
        assert b"%PDF-1" in b"".join(answer.streaming_content)
