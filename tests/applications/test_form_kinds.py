"""Tables, limits of files, and questions that are asked only after a certain answer."""

import copy
import json
from typing import Any

import pytest
from django.urls import reverse

from applications import payloads, services, transitions
from applications.completeness import completeness
from applications.filetypes import MEGABYTE
from applications.models import Proposal
from applications.reading import preview
from applications.working_copy import read_sections
from calls.models import Phase
from portal.crypto.receipts import salted_hash
from portal.files.uploads import encrypt_bytes
from tests.applications.stages import FORM, PDF, after_deadline, draft, open_phase, opened
from tests.cast import Cast, client_of

YES_NO = {"code": "has_permits", "kind": "yes_no", "required": True, "label": "Vergunning nodig?"}
WHICH = {
    "code": "permits", "kind": "table", "required": True, "label": "Welke vergunningen?",
    "columns": [
        {"code": "name", "label": "Naam"},
        {"code": "fee", "label": "Leges", "kind": "money"},
        {"code": "until", "label": "Geldig tot", "kind": "date"},
    ],
    "min_rows": 2, "max_rows": 3,
    "assessor_guidance": {"nl": "Is de lijst compleet?", "en": "Is the list complete?"},
    "condition": {"question": "has_permits", "values": ["yes"]},
}  # fmt: skip
LETTER = {
    "code": "permit_letter", "kind": "file", "required": True, "label": "Brief", "max_mb": 1,
    "file_types": ["pdf"], "condition": {"question": "has_permits", "values": ["yes"]},
}  # fmt: skip
MANY = {
    "code": "fields", "kind": "choice", "style": "many", "label": "Velden",
    "choices": [{"code": "water", "label": "Water"}, {"code": "wegen", "label": "Wegen"}],
}  # fmt: skip
ROWS = [
    {"name": "Omgevingsvergunning", "fee": "1250.50", "until": "2027-01-01"},
    {"name": "Lozing", "fee": "99.00", "until": "2027-06-30"},
]


@pytest.fixture
def asking(cast: Cast) -> Phase:
    """An open phase that asks for permits, but only when one needs them."""
    phase = open_phase(cast)
    phase.form = [*copy.deepcopy(FORM), {
        "code": "permits_part", "title": {"nl": "Vergunningen", "en": "Permits"},
        "questions": [YES_NO, WHICH, LETTER, MANY],
    }]  # fmt: skip
    phase.save(update_fields=["form"])
    return phase


@pytest.fixture
def writing(asking: Phase, cast: Cast) -> Proposal:
    """A draft that is complete but for the permits."""
    return draft(asking, cast.applicant)


def answer(proposal: Proposal, cast: Cast, **payload: Any) -> None:
    version = services.read_section(proposal, "permits_part").version
    services.save_section(proposal, "permits_part", payload, version=version, by=cast.applicant)


def page_of(proposal: Proposal, name: str = "section") -> str:
    args = [proposal.dossier.reference, proposal.phase.code]
    return reverse(
        f"applications:{name}", args=args if name == "preview" else [*args, "permits_part"]
    )


def gaps(proposal: Proposal) -> set[str]:
    return {gap.question for gap in completeness(proposal)}


def test_question_that_is_not_asked_need_not_be_answered(writing: Proposal, cast: Cast) -> None:
    assert gaps(writing) == {"has_permits"}
    answer(writing, cast, has_permits="no")
    assert gaps(writing) == set()
    answer(writing, cast, has_permits="yes")
    assert gaps(writing) == {"permits", "permit_letter"}


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        (ROWS, 0),
        (ROWS[:1], 1),  # too few rows
        (ROWS * 2, 1),  # too many
        ([ROWS[0], {"name": "x", "fee": "duur", "until": ""}], 2),
        ([ROWS[0], {"name": "", "fee": "", "until": ""}], 3),
    ],
)
def test_table_lacks_rows_and_cells(
    writing: Proposal, cast: Cast, rows: list[dict[str, str]], missing: int
) -> None:
    answer(writing, cast, has_permits="yes", permits=rows)
    assert len([gap for gap in completeness(writing) if gap.question == "permits"]) == missing


def test_table_is_typed_in_rows_and_saved_as_rows(writing: Proposal, cast: Cast) -> None:
    browser = client_of(cast.applicant)
    page = browser.get(page_of(writing)).content.decode()
    assert 'name="table.permits-0-name"' in page
    assert 'name="table.permits-1-name"' in page  # as many rows as are asked at least
    data = {"version": "0", "has_permits": "yes", "fields": ["water", "wegen"],
            "table.permits-TOTAL_FORMS": "2", "table.permits-INITIAL_FORMS": "0"}  # fmt: skip
    for number, row in enumerate(ROWS):
        data |= {f"table.permits-{number}-{column}": value for column, value in row.items()}
    data["table.permits-0-fee"] = "1.250,50"
    answered = browser.post(page_of(writing), {**data, "add_row": "permits"})
    assert answered["Location"].endswith("?in=permits#table-permits")
    saved = services.read_section(writing, "permits_part").payload
    assert saved == {"has_permits": "yes", "permits": ROWS, "fields": ["water", "wegen"]}
    assert 'name="table.permits-2-name"' in browser.get(answered["Location"]).content.decode()


def test_wrong_cell_stays_beside_its_error(writing: Proposal, cast: Cast) -> None:
    data = {"version": "0", "has_permits": "yes", "table.permits-TOTAL_FORMS": "1",
            "table.permits-INITIAL_FORMS": "0", "table.permits-0-name": "<script>x</script>",
            "table.permits-0-fee": "duur", "table.permits-0-until": "gisteren"}  # fmt: skip
    page = client_of(cast.applicant).post(page_of(writing), data).content.decode()
    assert "id_table.permits-0-fee" in page
    assert page.count("error-summary-title") == 2
    assert "&lt;script&gt;x" in page
    assert "<script>x" not in page
    saved = services.read_section(writing, "permits_part").payload["permits"]
    assert saved == [{"name": "<script>x</script>", "fee": "duur", "until": "gisteren"}]


def test_page_shows_a_conditional_question_once_its_answer_is_saved(
    writing: Proposal, cast: Cast
) -> None:
    """Without a script it is hidden until then, with its inputs kept on the page."""
    browser = client_of(cast.applicant)
    block = 'data-question="permits" data-asked-if="has_permits" data-asked-values="yes"'
    assert f"{block} hidden" in browser.get(page_of(writing)).content.decode()
    answer(writing, cast, has_permits="yes")
    assert f"{block}>" in browser.get(page_of(writing)).content.decode()


def test_file_is_held_to_the_limit_of_its_question(writing: Proposal, cast: Cast) -> None:
    too_large = encrypt_bytes(PDF + b"x" * MEGABYTE, "brief.pdf", "application/pdf")
    with pytest.raises(services.TransitionRefused, match="1"):
        services.attach_file(writing, "permit_letter", too_large, by=cast.applicant)
    fits = encrypt_bytes(PDF, "brief.pdf", "application/pdf")
    services.attach_file(writing, "permit_letter", fits, by=cast.applicant)


def test_answers_and_files_that_are_not_asked_any_more_are_not_sent(
    writing: Proposal, cast: Cast, asking: Phase, clock: Any
) -> None:
    answer(writing, cast, has_permits="yes", permits=ROWS, fields=["water"])
    letter = encrypt_bytes(PDF, "geheim.pdf", "application/pdf")
    services.attach_file(writing, "permit_letter", letter, by=cast.applicant)
    answer(writing, cast, has_permits="no", permits=ROWS, fields=["water"])
    sent = transitions.submit(writing, by=cast.applicant, declared=True)
    hashed = set(sent.submission.manifest["answers"])
    assert "permits_part/has_permits" in hashed
    assert "permits_part/permits" not in hashed
    assert {file["label"] for file in sent.submission.manifest["files"]} == {"project_plan"}
    after_deadline(asking, clock)
    opened(asking, cast.author, cast.officer)
    writing.refresh_from_db()
    assert writing.opened.answers["permits_part"] == {"has_permits": "no", "fields": ["water"]}


def test_control_the_same_answers_are_sent_while_they_are_asked(
    writing: Proposal, cast: Cast, asking: Phase, clock: Any
) -> None:
    """And the hash of a table on the receipt is that of its rows, salted."""
    answer(writing, cast, has_permits="yes", permits=ROWS, fields=["water"])
    letter = encrypt_bytes(PDF, "brief.pdf", "application/pdf")
    services.attach_file(writing, "permit_letter", letter, by=cast.applicant)
    given = preview(writing, read_sections(writing))
    transitions.submit(writing, by=cast.applicant, declared=True)
    after_deadline(asking, clock)
    opened(asking, cast.author, cast.officer)
    writing.refresh_from_db()
    assert writing.opened.answers["permits_part"]["permits"] == ROWS
    part = next(part for part in given.parts if part.code == "permits_part")
    table = part.answers[1].table
    assert table is not None
    assert table.rows[0][0][0] == "Omgevingsvergunning"
    assert "1.250,50" in table.rows[0][1][0] or "1,250.50" in table.rows[0][1][0]
    assert part.answers[1].guidance


def test_hash_of_a_table_changes_with_any_cell() -> None:
    salt = b"s" * 32
    hashes = set()
    for rows in (ROWS, ROWS[::-1], [{**ROWS[0], "fee": "1250.51"}, ROWS[1]]):
        ((label, value),) = payloads._answers({"part": {"permits": rows}})
        hashes.add(json.dumps(salted_hash(salt, label, value), default=str))
    assert len(hashes) == 3


def test_company_sees_the_guidance_of_assessors_where_it_reads_as_they_do(
    writing: Proposal, cast: Cast
) -> None:
    """The preview is exactly the page of the assessors; beside the inputs it would distract."""
    answer(writing, cast, has_permits="yes", permits=ROWS)
    client = client_of(cast.applicant)
    preview = client.get(page_of(writing, "preview")).content.decode()
    inputs = client.get(page_of(writing)).content.decode()
    assert "Lozing" in preview
    assert "Is de lijst compleet?" in preview
    assert "Lozing" in inputs
    assert "Is de lijst compleet?" not in inputs


def test_example_and_count_of_words_stand_below_the_input(writing: Proposal, cast: Cast) -> None:
    example = {"nl": "Zo bijvoorbeeld.", "en": "Like this."}
    form = writing.phase.form
    form[-1]["questions"].append(
        {"code": "why", "kind": "long_text", "word_limit": 40, "label": "Waarom?",
         "example": example}
    )  # fmt: skip
    Phase.objects.filter(pk=writing.phase_id).update(form=form)
    page = client_of(cast.applicant).get(page_of(writing)).content.decode()
    assert "Zo bijvoorbeeld." in page
    assert 'id="id_why_words"' in page
    assert "0 van 40 woorden" in page
