"""The builder of the form: every kind of question, in every order, without a script.

Issue 3: "a form builder for the offer: sections and questions [...], conditional questions, per
phase".
"""

import copy
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from calls import form_editing, services, transitions
from calls.editing.models import EditedStep
from calls.models import Call, Phase
from calls.offer_forms import KINDS
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of

KIND = "feasibility"


@pytest.fixture
def author(cast: Cast) -> Client:
    return client_of(cast.author)


def url(name: str, call: Call, *more: str) -> str:
    return reverse(f"calls:{name}", args=[call.reference, KIND, *more])


def form_of(call: Call) -> list[dict[str, Any]]:
    form: list[dict[str, Any]] = Phase.objects.get(call=call, code=KIND).form
    return form


def version(call: Call) -> str:
    row = EditedStep.objects.filter(call=call, code=f"form:{KIND}").first()
    return str(row.version if row else 0)


def act(author: Client, call: Call, do: str, on: str, **more: str) -> Any:
    return author.post(
        url("form-act", call), {"do": do, "on": on, "version": version(call), **more}, follow=True
    )


def codes(call: Call, section: str = "summary") -> list[str]:
    return [each["code"] for each in form_editing.find_section(form_of(call), section)["questions"]]


TYPED: dict[str, dict[str, Any]] = {
    "short_text": {"word_limit": "15"},
    "long_text": {"word_limit": "300", "assessor_guidance": "Let op de onderbouwing."},
    "choice": {"choices": "Ja, zeker | Yes, surely\nNee\n", "style": "many"},
    "table": {
        "columns-TOTAL_FORMS": "2", "columns-INITIAL_FORMS": "0",
        "columns-0-nl": "Mijlpaal", "columns-0-en": "Milestone", "columns-0-kind": "text",
        "columns-1-nl": "Bedrag", "columns-1-kind": "money", "min_rows": "2", "max_rows": "6",
    },
    "file": {"file_types": ["pdf", "xlsx"], "max_mb": "5"},
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_question_of_every_kind_is_written_and_seen(draft: Call, author: Client, kind: str) -> None:
    address = url("form-add-question", draft, "plan") + f"?kind={kind}"
    assert author.get(address).status_code == 200
    data = {"version": "0", "label": f"Nieuwe vraag ({kind})", "guidance": "Zo vult u dit in.",
            "required": "on", **TYPED.get(kind, {})}  # fmt: skip
    answer = author.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    written = form_editing.find_section(form_of(draft), "plan")["questions"][-1]
    assert written["code"].startswith("nieuwe_vraag")
    assert written["kind"] == kind
    preview = reverse("applications:form-preview", args=[draft.reference, KIND])
    assert "Nieuwe vraag" in author.get(preview).content.decode()
    again = url("form-question", draft, "plan", written["code"])
    assert author.get(again).status_code == 200


def test_code_of_a_question_stays_when_its_label_changes(draft: Call, author: Client) -> None:
    address = url("form-question", draft, "team", "ipr_choice")
    before = form_editing.find_question(form_of(draft), "ipr_choice")[1]
    kept = [choice["code"] for choice in before["choices"]]
    lines = "\n".join(
        ["Heel anders geformuleerd", *(c["label"]["nl"] for c in before["choices"][1:])]
    )
    author.post(address, {"version": "0", "label": "Anders", "choices": lines, "style": "list"})
    after = form_editing.find_question(form_of(draft), "ipr_choice")[1]
    assert after["label"]["nl"] == "Anders"
    assert [choice["code"] for choice in after["choices"]] == kept


def test_questions_and_sections_move_and_are_copied_and_removed(
    draft: Call, author: Client
) -> None:
    assert codes(draft) == ["title", "public_summary"]
    act(author, draft, "question-down", "title")
    assert codes(draft) == ["public_summary", "title"]
    act(author, draft, "question-down", "title")  # past the edge: to the section beside
    assert codes(draft) == ["public_summary"]
    assert codes(draft, "solution")[0] == "title"
    act(author, draft, "question-up", "title")
    assert codes(draft) == ["public_summary", "title"]
    act(author, draft, "question-copy", "title")
    assert codes(draft) == ["public_summary", "title", "title_2"]
    act(author, draft, "section-down", "summary")
    assert form_editing.section_codes(form_of(draft))[:2] == ["solution", "summary"]
    act(author, draft, "section-copy", "team")
    assert "team_2" in form_editing.section_codes(form_of(draft))
    twin = form_editing.find_section(form_of(draft), "team_2")["questions"]
    note = next(each for each in twin if "condition" in each)
    assert note["condition"]["question"] == "other_funding_2"  # looks at its own copy
    act(author, draft, "section-remove", "team_2")
    act(author, draft, "question-remove", "title_2")
    assert "team_2" not in form_editing.section_codes(form_of(draft))


def test_move_that_breaks_a_condition_is_refused_and_told(draft: Call, author: Client) -> None:
    before = form_of(draft)
    page = act(author, draft, "question-remove", "other_funding")
    assert "other_funding" in page.content.decode()
    assert page.context["refused"]
    assert form_of(draft) == before


def test_standard_question_is_taken_over_with_its_code(draft: Call, author: Client) -> None:
    page = author.get(url("edit-form", draft))
    assert "proven_results" in dict(page.context["library"])
    act(author, draft, "insert", "plan", question="proven_results")
    assert codes(draft, "plan")[-1] == "proven_results"
    assert "proven_results" not in dict(author.get(url("edit-form", draft)).context["library"])


def test_empty_form_begins_with_the_standard(draft: Call, cast: Cast, author: Client) -> None:
    standard = form_of(draft)
    services.update_call(
        draft, by=cast.author, terms={"phases": [{"code": KIND, "form": []}]}, version=draft.version
    )
    steps = author.get(reverse("calls:edit", args=[draft.reference])).context["steps"]
    assert [step.code for step in steps if step.missing and step.code.startswith("form-")]
    act(author, draft, "standard", KIND)
    assert form_of(draft) == standard


CONDITIONS = [
    ({"condition_on": "other_funding", "condition_values": ["other_funding:granted"]},
     {"question": "other_funding", "values": ["granted"]}),
    ({"condition_on": "other_funding"}, None),  # no answer ticked
    ({"condition_on": "title"}, None),  # no question that a condition can look at
    ({"condition_on": "other_funding_note"}, None),  # itself, or later
]  # fmt: skip


@pytest.mark.parametrize(("typed", "expected"), CONDITIONS)
def test_condition_is_written_or_told_what_lacks(
    draft: Call, author: Client, typed: dict[str, Any], expected: dict[str, Any] | None
) -> None:
    address = url("form-add-question", draft, "team") + "?kind=short_text"
    author.post(address, {"version": "0", "label": "Welke regeling?", **typed})
    last = form_editing.find_section(form_of(draft), "team")["questions"][-1]
    if expected is None:
        assert last["code"] == "other_funding_note"
        page = author.get(address).content.decode()
        assert "Welke regeling?" in page  # kept beside its error
    else:
        assert last["condition"] == expected


def test_number_condition_has_bounds(draft: Call, author: Client) -> None:
    number = url("form-add-question", draft, "team") + "?kind=number"
    author.post(number, {"version": "0", "label": "Hoeveel mensen?"})
    text = url("form-add-question", draft, "team") + "?kind=long_text"
    typed = {"version": "0", "label": "Licht toe", "condition_on": "hoeveel_mensen",
             "condition_least": "10", "condition_most": "2"}  # fmt: skip
    assert author.post(text, typed).status_code == 200
    assert (
        author.post(text, {**typed, "version": "1", "condition_most": "1.000,5"}).status_code == 302
    )
    condition = form_editing.find_question(form_of(draft), "licht_toe")[1]["condition"]
    assert condition == {"question": "hoeveel_mensen", "at_least": "10", "at_most": "1000.5"}


def test_new_section_and_its_texts(draft: Call, author: Client) -> None:
    author.post(
        url("form-add-section", draft),
        {
            "version": "0",
            "title": "Duurzaamheid",
            "title_en": "Sustainability",
            "guidance": "Kort.",
        },
    )
    assert form_of(draft)[-1]["code"] == "duurzaamheid"
    steps = author.get(reverse("calls:edit", args=[draft.reference])).context["steps"]
    lacks = [lack for step in steps for lack in step.missing if "#section-duurzaamheid" in lack.url]
    assert lacks  # a section that asks nothing, with a link to its place
    author.post(url("form-section", draft, "duurzaamheid"), {"version": "0", "title": "Milieu"})
    assert form_of(draft)[-1]["title"]["nl"] == "Milieu"
    assert form_of(draft)[-1]["code"] == "duurzaamheid"


def test_two_builders_do_not_overwrite_each_other(draft: Call, cast: Cast, author: Client) -> None:
    """Moves are checked against one version, each question against its own."""
    stale = version(draft)
    act(author, draft, "question-down", "title")
    page = client_of(cast.officer).post(
        url("form-act", draft), {"do": "section-remove", "on": "summary", "version": stale}
    )
    assert page.context["refused"]
    assert "summary" in form_editing.section_codes(form_of(draft))
    address = url("form-question", draft, "plan", "planning")
    author.post(address, {"version": "0", "label": "Eerste"})
    late = client_of(cast.officer).post(address, {"version": "0", "label": "Tweede"})
    assert late.status_code == 409
    assert "Tweede" in late.content.decode()
    assert form_editing.find_question(form_of(draft), "planning")[1]["label"]["nl"] == "Eerste"


def test_question_shows_while_it_is_written_and_nothing_is_saved(
    draft: Call, author: Client
) -> None:
    address = reverse("applications:question-preview", args=[draft.reference, KIND, "plan"])
    before = copy.deepcopy(form_of(draft))
    shown = author.post(
        f"{address}?kind=choice&question=",
        {"label": "Rood?", "choices": "Ja\nNee", "style": "radio"},
    ).content.decode()
    assert "Rood?" in shown
    assert shown.count('type="radio"') == 2
    told = author.post(f"{address}?kind=choice&question=", {"label": "", "choices": "Ja"})
    assert "<li>" in told.content.decode()
    assert form_of(draft) == before


def test_form_of_a_published_call_cannot_be_changed(
    published: Call, cast: Cast, author: Client
) -> None:
    """Issue 3: "At publication criteria [...] and forms are frozen and hashed"."""
    frozen = published.versions.get().terms["phases"][0]
    assert frozen["form"] == form_of(published)
    assert {"criteria", "scale", "knock_outs", "total_threshold", "tie_break"} <= set(frozen)
    act(author, published, "section-remove", "summary")
    assert frozen["form"] == form_of(published)
    address = url("form-question", published, "plan", "planning")
    assert author.post(address, {"version": "0", "label": "Anders"}).status_code == 302
    autosaved = author.post(
        address, {"version": "0", "label": "Anders"}, headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert autosaved.status_code == 410
    terms = {"phases": [{"code": KIND, "form": []}]}
    with pytest.raises(TransitionRefused):
        services.update_call(published, by=cast.author, terms=terms, version=published.version)
    assert frozen["form"] == form_of(published)


def test_form_in_review_is_fixed_until_it_is_given_back(
    in_review: Call, cast: Cast, author: Client
) -> None:
    act(author, in_review, "section-remove", "summary")
    assert "summary" in form_editing.section_codes(form_of(in_review))
    transitions.return_to_author(in_review, by=cast.officer, remarks="Vraag minder.")
    act(author, in_review, "section-remove", "market")
    assert "market" not in form_editing.section_codes(form_of(in_review))


@pytest.mark.parametrize("name", ["edit-form", "form-add-section"])
def test_builder_asks_as_often_for_a_long_form_as_for_a_short_one(
    draft: Call, cast: Cast, name: str, django_assert_num_queries: Any
) -> None:
    author = client_of(cast.author)
    author.get(url(name, draft))
    counted = []
    for times in (1, 3):
        form = form_of(draft)[:1]
        for _number in range(times - 1):
            form = form_editing.copy_section(form, "summary")
        draft.refresh_from_db()
        services.update_call(
            draft, by=cast.author, version=draft.version,
            terms={"phases": [{"code": KIND, "form": form}]},
        )  # fmt: skip
        with django_assert_num_queries(QUERIES[name]):
            counted.append(author.get(url(name, draft)).status_code)
    assert counted == [200, 200]


QUERIES = {"edit-form": 21, "form-add-section": 19}
