"""From template to published page, through the pages, as two officers and a reserve do it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from calls.models import Call
from portal.look.wording import AMSTERDAM
from portal.work.models import Task
from tests.applications.stages import PDF
from tests.calls.conftest import PASSPHRASE, give_holder_key, whole_terms
from tests.cast import Cast, client_of


def url(name: str, *args: Any) -> str:
    return reverse(f"calls:{name}", args=args)


def moment(prefix: str, days: int) -> dict[str, str]:
    """A moment so many days from now, as the two inputs send it."""
    local = (timezone.now() + timedelta(days=days)).astimezone(AMSTERDAM)
    return {f"{prefix}_on": f"{local:%Y-%m-%d}", f"{prefix}_at": "12:00", f"{prefix}_which": ""}


def phases_posted(version: int, **changes: str) -> dict[str, str]:
    """The step with money and dates, as a browser sends it."""
    data = {"version": str(version), "phases-TOTAL_FORMS": "2", "phases-INITIAL_FORMS": "2"}
    for number, (code, opens) in enumerate([("feasibility", 5), ("prototype", 200)]):
        prefix = f"phases-{number}"
        data |= {
            f"{prefix}-code": code,
            f"{prefix}-budget_incl_vat": "500.000,00",
            f"{prefix}-cap_incl_vat": "50000.00",
            f"{prefix}-planned_awards": "10",
            **moment(f"{prefix}-opens_at", opens),
            **moment(f"{prefix}-closes_at", opens + 30),
        }
    return data | changes


def places_posted(client: Client, call: Call) -> dict[str, str]:
    """The step with the texts: what the portal proposes, and a word for the rest."""
    page = client.get(url("edit-texts", call.reference))
    form = page.context["form"]
    return {bound.html_name: str(bound.initial or "ingevuld") for bound in form} | {
        "version": str(page.context["saved"].version)
    }


def test_template_to_published_page(cast: Cast) -> None:
    author, officer = client_of(cast.author), client_of(cast.officer)
    begun = author.post(
        url("new"),
        {"instrument": "sbir", "authority": cast.rws.pk, "reference": "SBIR26-WANDEL",
         "title": "Wandelbruggen",
         "summary": "Wij zoeken bruggen die men kan verplaatsen."},
    )  # fmt: skip
    assert begun.status_code == 302
    call = Call.objects.get(reference="SBIR26-WANDEL")
    assert author.post(url("edit-phases", call.reference), phases_posted(0)).status_code == 302
    call.refresh_from_db()
    rights = {"version": "0", "rights": "developer"}
    author.post(url("edit-rights", call.reference), rights)
    author.post(url("edit-texts", call.reference), places_posted(author, call))
    author.post(url("take-standard-contract", call.reference))
    author.post(
        url("choose-holders", call.reference),
        {"first": cast.author.pk, "second": cast.officer.pk, "escrow": cast.escrow.pk},
    )
    give_holder_key(cast.author)
    author.post(url("keys", call.reference), {"passphrase": PASSPHRASE})
    for user in (cast.officer, cast.escrow):  # their first time: they choose a passphrase
        words = {"passphrase": "een eigen lange zin", "again": "een eigen lange zin"}
        client_of(user).post(url("keys", call.reference), words)

    page = author.get(url("edit", call.reference))
    assert [step.missing for step in page.context["steps"] if step.missing] == []
    author.post(url("submit-for-review", call.reference))
    assert client_of(None).get(url("detail", call.reference)).status_code == 404
    assert Task.objects.open_for(cast.officer).filter(kind=Task.Kind.APPROVE_CALL).exists()

    assert author.post(url("publish", call.reference)).status_code == 403
    published = officer.post(url("publish", call.reference))
    assert published.url == url("detail", call.reference)
    public = client_of(None).get(url("detail", call.reference))
    assert public.status_code == 200
    assert "Wandelbruggen" in client_of(None).get(url("list")).content.decode()


def test_all_faults_of_the_dates_and_money_at_once(draft: Call, cast: Cast) -> None:
    """Bad input: overlap, cap above budget, nothing below zero, half a moment; text kept."""
    answer = client_of(cast.author).post(
        url("edit-phases", draft.reference),
        phases_posted(
            0,
            **{
                "phases-0-cap_incl_vat": "600.000",
                "phases-0-planned_awards": "0",
                "phases-1-budget_incl_vat": "minus veel",
                "phases-1-closes_at_at": "",
                **moment("phases-1-opens_at", 20),
            },
        ),
    )
    form = answer.context["form"]
    first, second = (part.errors for part in form.formset.forms)
    assert set(first) == {"cap_incl_vat", "planned_awards"}
    assert set(second) == {"opens_at", "budget_incl_vat", "closes_at"}
    assert "minus veel" in answer.content.decode()


def test_stale_form_keeps_what_was_typed(draft: Call, cast: Cast) -> None:
    """Two officers edit: the second is told, and nothing is overwritten."""
    data = {"title": "Eerste", "summary": "Tekst", "version": "0"}
    client_of(cast.author).post(url("edit-basics", draft.reference), data)
    late = client_of(cast.officer).post(
        url("edit-basics", draft.reference), data | {"title": "Tweede"}
    )
    assert late.status_code == 409
    assert 'value="Tweede"' in late.content.decode()
    assert 'name="version" value="1"' in late.content.decode()  # saving again keeps mine
    assert Call.objects.get(pk=draft.pk).title == "Eerste"


@pytest.mark.parametrize("reference", ["SBIR26-BRUG", "sbir26-brug", "beheer", "nieuw"])
def test_reference_that_is_taken_or_ours_is_refused(
    draft: Call, cast: Cast, reference: str
) -> None:
    answer = client_of(cast.author).post(
        url("new"),
        {
            "instrument": "sbir",
            "authority": cast.rws.pk,
            "reference": reference,
            "title": "T",
            "summary": "S",
        },
    )
    assert "reference" in answer.context["form"].errors


def test_call_for_another_authority_cannot_be_begun(cast: Cast) -> None:
    answer = client_of(cast.author).post(
        url("new"),
        {
            "instrument": "sbir",
            "authority": cast.province.pk,
            "reference": "SBIR26-X",
            "title": "T",
            "summary": "S",
        },
    )
    assert "authority" in answer.context["form"].errors
    assert client_of(cast.applicant).get(url("new")).status_code == 403


def test_only_a_pdf_becomes_a_document(draft: Call, cast: Cast) -> None:
    """The first bytes count, not the name."""
    client = client_of(cast.author)
    for content, is_taken in [(b"MZ\x90 program", False), (PDF, True)]:
        file = SimpleUploadedFile("stuk.pdf", content, content_type="application/pdf")
        client.post(
            url("add-document", draft.reference), {"kind": "annex", "title": "Stuk", "file": file}
        )
        assert draft.documents.exists() is is_taken


def test_document_of_a_draft_is_public_only_from_publication(whole: Call, cast: Cast) -> None:
    file = whole.documents.get().file
    address = url("document", whole.reference, file.uuid)
    assert client_of(None).get(address).status_code == 404
    assert client_of(cast.applicant).get(address).status_code == 404
    answer = client_of(cast.author).get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 model"
    assert "attachment" in answer["Content-Disposition"]


def test_script_in_title_and_text_is_shown_as_text(draft: Call, cast: Cast) -> None:
    """A title is no HTML, and Markdown makes no script and no javascript: link."""
    client = client_of(cast.author)
    evil = "<script>alert(1)</script>"
    client.post(
        url("edit-basics", draft.reference), {"title": evil, "summary": evil, "version": "0"}
    )
    text = f"{evil}\n\n[klik](javascript:alert(1)) <img src=x onerror=alert(1)>"
    client.post(
        url("edit-section", draft.reference, "challenge"),
        {"title": evil, "text": text, "version": "0"},
    )
    html = client.get(url("preview", draft.reference)).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert 'href="javascript' not in html
    assert html.count("&lt;script&gt;alert") >= 3


def test_200_kilobytes_in_a_text_is_refused_and_kept(draft: Call, cast: Cast) -> None:
    answer = client_of(cast.author).post(
        url("edit-section", draft.reference, "challenge"),
        {"title": "Vraagstuk", "text": "a" * 200_000, "version": "0"},
    )
    assert "text" in answer.context["form"].errors
    assert Call.objects.get(pk=draft.pk).version == 0


def test_remarks_come_back_to_the_author(in_review: Call, cast: Cast) -> None:
    client_of(cast.officer).post(
        url("return-to-author", in_review.reference), {"remarks": "Noem de maten van de brug."}
    )
    page = client_of(cast.author).get(url("edit", in_review.reference)).content.decode()
    assert "Noem de maten van de brug." in page
    assert whole_terms()["title"] in page


def test_reasons_of_a_stopped_call_are_public(published: Call, cast: Cast) -> None:
    client_of(cast.officer).post(
        url("cancel", published.reference), {"reasons": "Het budget is vervallen."}
    )
    page = client_of(None).get(url("detail", published.reference)).content.decode()
    assert "Het budget is vervallen." in page
