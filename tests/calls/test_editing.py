"""The editor saves while one types, keeps what is not right yet, and lets a person choose.

Issue 3: "A call editor in steps with a completeness panel, autosave, preview".
"""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from calls.editing.models import EditedStep
from calls.models import Call, CallRole
from portal.audit.models import AuditEvent
from tests.calls.test_walk import phases_posted
from tests.cast import Cast, client_of

SCRIPT = {"X-Requested-With": "XMLHttpRequest"}
BASICS = {"title": "Nieuwe titel", "summary": "Wij zoeken dijken.", "version": "0"}


@pytest.fixture
def author(cast: Cast) -> Client:
    return client_of(cast.author)


def url(name: str, call: Call, *more: str) -> str:
    return reverse(f"calls:{name}", args=[call.reference, *more])


def autosave(client: Client, address: str, data: dict[str, Any]) -> Any:
    return client.post(address, data, headers=SCRIPT)


def test_right_step_is_saved_while_one_types(draft: Call, author: Client) -> None:
    said = autosave(author, url("edit-basics", draft), BASICS)
    assert said.status_code == 200
    assert said.json()["version"] == 1
    assert re.fullmatch(r"\d\d:\d\d:\d\d", said.json()["saved_at"])
    draft.refresh_from_db()
    assert draft.title == "Nieuwe titel"


def test_page_carries_what_the_autosave_needs(draft: Call, author: Client) -> None:
    autosave(author, url("edit-basics", draft), BASICS)
    page = author.get(url("edit-basics", draft)).content.decode()
    assert f'data-autosave-url="{url("edit-basics", draft)}"' in page
    assert 'data-version="1"' in page
    assert "data-saved-line" in page


def test_wrong_value_is_kept_beside_its_error_and_changes_nothing(
    draft: Call, author: Client
) -> None:
    wrong = phases_posted(
        0, **{"phases-0-cap_incl_vat": "heel veel", "phases-1-planned_awards": "-3"}
    )
    said = autosave(author, url("edit-phases", draft), wrong)
    assert said.status_code == 422
    assert set(said.json()["errors"]) == {"phases-0-cap_incl_vat", "phases-1-planned_awards"}
    assert draft.phases.exclude(cap_incl_vat=None).count() == 0
    page = author.get(url("edit-phases", draft)).content.decode()
    assert 'value="heel veel"' in page
    assert page.count("has-error") == 2
    steps = author.get(url("edit", draft)).context["steps"]
    told = [str(lack) for step in steps if step.code == "phases" for lack in step.missing]
    assert told  # the panel tells it, so the call cannot be published around it


def test_draft_goes_once_all_of_it_is_right(draft: Call, author: Client) -> None:
    address = url("edit-phases", draft)
    autosave(author, address, phases_posted(0, **{"phases-0-cap_incl_vat": "heel veel"}))
    autosave(author, address, phases_posted(1))
    assert EditedStep.objects.get(call=draft, code="phases").draft is None
    assert draft.phases.exclude(cap_incl_vat=None).count() == 2


def test_draft_can_be_thrown_away(draft: Call, author: Client) -> None:
    address = url("edit-basics", draft)
    author.post(address, {**BASICS, "title": ""})
    assert "Wij zoeken dijken." in author.get(address).content.decode()
    author.post(address, {"discard": "1", "version": "1"})
    assert "Wij zoeken dijken." not in author.get(address).content.decode()


def test_what_is_left_empty_is_a_gap_and_no_error(draft: Call, author: Client) -> None:
    """A draft may not know everything yet; the panel says what lacks, with its place."""
    data = phases_posted(0, **{"phases-1-budget_incl_vat": "", "phases-1-planned_awards": ""})
    assert author.post(url("edit-phases", draft), data).status_code == 302
    steps = author.get(url("edit", draft)).context["steps"]
    (lack,) = next(step.missing for step in steps if step.code == "phases")
    assert lack.url == url("edit-phases", draft) + "#phase-prototype"


def test_second_writer_of_a_step_gets_the_choice(draft: Call, cast: Cast, author: Client) -> None:
    address = url("edit-basics", draft)
    autosave(author, address, BASICS)
    second = client_of(cast.officer)
    said = autosave(second, address, {**BASICS, "title": "Andere titel"})
    assert said.status_code == 409
    assert said.json()["who"] == str(cast.author)
    page = second.post(address, {**BASICS, "title": "Andere titel"})
    assert page.status_code == 409
    assert str(cast.author) in page.content.decode()
    assert 'value="Andere titel"' in page.content.decode()
    kept = {**BASICS, "title": "Andere titel", "version": str(said.json()["version"])}
    assert autosave(second, address, kept).status_code == 200
    draft.refresh_from_db()
    assert draft.title == "Andere titel"


def test_two_writers_of_different_steps_do_not_meet(
    draft: Call, cast: Cast, author: Client
) -> None:
    assert autosave(author, url("edit-basics", draft), BASICS).status_code == 200
    other = autosave(client_of(cast.officer), url("edit-phases", draft), phases_posted(0))
    assert other.status_code == 200


def test_two_writers_of_different_sections_keep_both_texts(
    draft: Call, cast: Cast, author: Client
) -> None:
    first, second = (section["code"] for section in draft.sections[1:3])
    author.post(url("edit-section", draft, first), {"title": "A", "text": "Een", "version": "0"})
    client_of(cast.officer).post(
        url("edit-section", draft, second), {"title": "B", "text": "Twee", "version": "0"}
    )
    draft.refresh_from_db()
    assert [section["title"] for section in draft.sections[1:3]] == ["A", "B"]


def test_answers_in_the_texts_wait_for_the_button(draft: Call, author: Client) -> None:
    """Filling a place takes its input away, so the page may not change under the writer."""
    address = url("edit-texts", draft)
    page = author.get(address)
    name = page.context["form"].asked[0].inputs[0].html_name
    before = [section["text"] for section in draft.sections]
    assert autosave(author, address, {name: "een antwoord", "version": "0"}).status_code == 200
    draft.refresh_from_db()
    assert [section["text"] for section in draft.sections] == before
    again = author.get(address)
    assert again.context["form"][name].value() == "een antwoord"
    author.post(address, {name: "een antwoord", "version": "1"})
    draft.refresh_from_db()
    assert any("een antwoord" in section["text"] for section in draft.sections)


def test_autosave_writes_no_line_and_the_button_does(draft: Call, cast: Cast) -> None:
    """house.md: autosave writes no audit line; who edits counts as an author all the same."""
    lines = AuditEvent.objects.filter(action="update_call")
    officer = client_of(cast.officer)
    autosave(officer, url("edit-basics", draft), BASICS)
    assert not lines.exists()
    assert CallRole.objects.filter(call=draft, user=cast.officer, role="author").exists()
    officer.post(url("edit-basics", draft), {**BASICS, "version": "1"})
    assert lines.count() == 1


def test_autosave_on_a_call_in_review_ends(in_review: Call, author: Client) -> None:
    said = autosave(author, url("edit-basics", in_review), BASICS)
    assert said.status_code == 410
    assert said.json()["message"]


def test_preview_is_the_public_page_with_a_mark(whole: Call, cast: Cast, author: Client) -> None:
    """Also before review: the same template, and nothing of it public."""
    preview = author.get(url("preview", whole))
    assert "calls/detail.html" in [template.name for template in preview.templates]
    assert client_of(None).get(url("detail", whole)).status_code == 404
    assert whole.title in preview.content.decode()


def test_page_says_how_to_check_the_hash(published: Call) -> None:
    """REQ-02 (a): the hash stands on the public page, with the file and the commands."""
    page = client_of(None).get(url("detail", published)).content.decode()
    digest = published.versions.get().sha256
    assert " ".join(digest[at : at + 8] for at in range(0, 64, 8)) in page
    assert "sha256sum" in page
