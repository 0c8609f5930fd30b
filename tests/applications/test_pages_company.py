"""The company's pages: nothing typed is lost, every refusal says what to do."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import services, transitions
from applications.models import Proposal, RefusedAttempt, Submission
from applications.services import read_section, save_section
from portal.crypto.receipts import manifest_sha256
from tests.applications.stages import CANARY, PDF, after_deadline, draft, opened, sent
from tests.cast import client_of

AJAX = {"headers": {"X-Requested-With": "XMLHttpRequest"}}


def address(page, proposal, *more):
    place = [proposal.dossier.reference, proposal.phase.code, *more]
    return reverse(f"applications:{page}", args=place)


def text(response):
    return response.content.decode()


@pytest.fixture
def client(cast):
    return client_of(cast.applicant)


SUMMARY = {
    "title": "Nieuwe titel", "public_summary": "Kort.", "rights": "own", "trl": "4",
    "begin": "2027-02-01", "later": "1.234,50",
}  # fmt: skip
COSTS = {
    "rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "0",
    "rows-0-description": "Uren", "rows-0-kind": "hours", "rows-0-quantity": "1",
    "rows-0-rate": "41.322,32", "vat_rate": "21.00", "rd_share": "80",
    "rows-1-description": "", "rows-1-kind": "hours", "rows-1-quantity": "", "rows-1-rate": "",
}  # fmt: skip


def test_autosave_keeps_and_counts(client, proposal):
    url = address("autosave", proposal, "summary")

    first = client.post(url, SUMMARY | {"version": "1"}, **AJAX)
    second = client.post(url, SUMMARY | {"version": first.json()["version"]}, **AJAX)

    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json()["version"] == 3
    assert read_section(proposal, "summary").payload == SUMMARY | {"later": "1234.50"}


def test_autosave_keeps_what_is_not_right_yet_and_says_so(client, proposal):
    typed = SUMMARY | {"version": "1", "later": "ongeveer veel", "title": ""}

    answer = client.post(address("autosave", proposal, "summary"), typed, **AJAX)

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["later"]  # an empty field is a gap, not an error
    assert read_section(proposal, "summary").payload["later"] == "ongeveer veel"


def test_autosave_conflict_is_a_choice(cast, client, proposal):
    save_section(proposal, "summary", {"title": "Van de collega"}, version=1, by=cast.colleague)

    answer = client.post(
        address("autosave", proposal, "summary"), SUMMARY | {"version": "1"}, **AJAX
    )

    assert answer.status_code == 409
    assert answer.json()["who"] == cast.colleague.name
    assert answer.json()["version"] == 2
    assert "Van de collega" in answer.json()["html"]
    assert read_section(proposal, "summary").payload["title"] == "Van de collega"


def test_autosave_after_sending_says_that_it_is_no_draft(cast, client, proposal):
    transitions.submit(proposal, by=cast.applicant, declared=True)

    answer = client.post(
        address("autosave", proposal, "summary"), SUMMARY | {"version": "1"}, **AJAX
    )

    assert answer.status_code == 410
    assert answer.json()["message"]


def test_plain_save_with_errors_keeps_and_shows_what_was_typed(client, proposal):
    typed = SUMMARY | {"version": "1", "later": "veel"}

    page = client.post(address("section", proposal, "summary"), typed)

    assert page.status_code == 200
    assert 'value="veel"' in text(page)
    assert "data-error-summary" in text(page)


def test_save_and_go_on_leads_to_the_next_part(client, proposal):
    page = client.post(
        address("section", proposal, "summary"), SUMMARY | {"version": "1", "next": ""}
    )

    assert page.url == address("section", proposal, "files")


def test_costs_page_tells_the_gap_to_the_cap_to_the_cent(client, proposal):
    page = client.post(address("section", proposal, "costs"), COSTS | {"version": "1"}, follow=True)

    assert "€\N{NO-BREAK SPACE}0,01 " in text(page)
    assert len(read_section(proposal, "costs").payload["rows"]) == 1  # the empty row is left out


def test_a_row_is_added_without_a_script(client, proposal):
    page = client.post(
        address("section", proposal, "costs"), COSTS | {"version": "1", "add_row": ""}, follow=True
    )

    assert 'name="rows-1-description"' in text(page)
    assert 'value="Uren"' in text(page)


def test_rows_without_their_count_change_nothing(client, proposal):
    before = read_section(proposal, "costs").payload

    answer = client.post(address("section", proposal, "costs"), {"version": "1", "vat_rate": "0"})

    assert answer.status_code == 400
    assert read_section(proposal, "costs").payload == before


def test_partners_are_kept_and_removed_by_row(client, proposal):
    rows = {"rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "1", "version": "2"}
    for place, name in enumerate(["Kringbouw B.V.", "Partner"]):
        rows |= {
            f"rows-{place}-name": name, f"rows-{place}-role": "partner" if place else "lead",
            f"rows-{place}-country": "NL", f"rows-{place}-share": "50",
        }  # fmt: skip
    client.post(address("section", proposal, "partners"), rows)
    assert [row["name"] for row in read_section(proposal, "partners").payload["rows"]] == [
        "Kringbouw B.V.", "Partner",
    ]  # fmt: skip

    client.post(
        address("section", proposal, "partners"),
        rows | {"version": "3", "rows-1-DELETE": "on"},
    )
    assert len(read_section(proposal, "partners").payload["rows"]) == 1


def test_upload_by_plain_form_is_given_back_as_a_download(client, proposal):
    url = address("attach", proposal, "project_plan")

    plain = client.post(url, {"file": SimpleUploadedFile("anders.pdf", PDF)})

    assert plain.url == address("section", proposal, "files")
    page = client.get(address("attachment", proposal, "project_plan"))
    assert b"".join(page) == PDF
    assert page["Content-Disposition"].startswith("attachment")
    assert page["X-Content-Type-Options"] == "nosniff"


def test_sending_answers_with_the_receipt_and_the_code_once(client, proposal):
    page = client.post(address("submit", proposal), {"declared": "on"})

    submission = Submission.objects.get()
    assert page.status_code == 200
    assert "data-change-code" in text(page)
    again = text(client.get(address("receipt", proposal, 1)))
    assert "data-change-code" not in again
    assert submission.manifest_sha256[:8] in again
    assert submission.received_at.strftime("%f") in again  # to the microsecond


def test_receipt_can_be_checked_by_whoever_has_the_file(cast, client, phase, clock):
    proposal = sent(phase, cast.applicant).submission.proposal
    content = json.loads(client.get(address("manifest", proposal, 1)).content)
    assert manifest_sha256(content["manifest"]) == content["manifest_sha256"]
    assert "proof" not in content

    after_deadline(phase, clock)
    opening = opened(phase, cast.author, cast.officer)
    content = json.loads(client.get(address("manifest", proposal, 1)).content)
    assert content["root_sha256"] == opening.root_sha256
    assert len(content["proof"]["siblings"]) == 32


def test_incomplete_offer_shows_every_gap_and_no_button(cast, client, phase):
    new = services.start_offer(phase, organisation=cast.company, by=cast.applicant)

    page = client.post(address("submit", new), {"declared": "on"})

    assert page.status_code == 409
    assert address("section", new, "costs") in text(page)
    assert 'name="declared"' not in text(page)


def test_undeclared_offer_is_not_sent(client, proposal):
    page = client.post(address("submit", proposal), {})

    assert page.status_code == 409
    assert "data-error-summary" in text(page)
    assert not Submission.objects.exists()


def test_too_late_is_told_with_the_time_and_what_is_kept(client, phase, proposal, clock):
    clock.set(phase.closes_at)

    page = client.post(address("submit", proposal), {"declared": "on"})

    assert page.status_code == 409
    assert RefusedAttempt.objects.get().reason in text(page)
    assert address("refused-attempts", proposal) in text(page)
    assert Proposal.objects.get(pk=proposal.pk).state == "draft"
    assert CANARY in text(client.get(address("preview", proposal)))


def test_change_with_the_code_and_without(cast, client, phase):
    result = sent(phase, cast.applicant)
    url = address("change", result.submission.proposal)

    wrong = client.post(url, {"code": "onzin"})
    right = client.post(url, {"code": result.change_code})

    assert "data-error-summary" in text(wrong)
    assert right.url == address("offer", result.submission.proposal)


def test_sent_offer_is_not_readable_in_the_preview(cast, client, phase):
    proposal = sent(phase, cast.applicant).submission.proposal

    assert CANARY not in text(client.get(address("preview", proposal)))
    assert client.get(address("section", proposal, "summary")).status_code == 404


def test_withdrawing_asks_first(cast, client, phase):
    proposal = sent(phase, cast.applicant).submission.proposal

    assert "btn-danger" in text(client.get(address("withdraw", proposal)))
    client.post(address("withdraw", proposal))
    client.post(address("begin-again", proposal))

    assert Proposal.objects.get(pk=proposal.pk).state == "draft"


def test_each_company_sees_its_own_offers(cast, phase):
    own, other = draft(phase, cast.applicant), draft(phase, cast.rival)

    page = text(client_of(cast.viewer).get(reverse("applications:mine")))

    assert own.dossier.reference in page
    assert other.dossier.reference not in page


def test_a_script_in_an_answer_is_shown_as_text(cast, client, phase):
    proposal = draft(phase, cast.applicant, title="<script>alert(1)</script>")

    assert "<script>alert(1)" not in text(client.get(address("preview", proposal)))
