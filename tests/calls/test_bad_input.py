"""Bad input in every form of the call editor: all errors at once, nothing lost, never a 500.

Issue 3, Bars: "Bad input (overlapping phases, a zero or negative weight, caps over budget, dates in
a DST gap, 200 kB of pasted HTML, a script in a title) gets all its errors at once, loses nothing
typed, and never a 500."
"""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from calls import services, transitions
from calls.documents import standard_contract
from calls.models import Call
from portal.mail.models import OutgoingMail
from tests.calls.test_walk import moment, phases_posted
from tests.cast import Cast, client_of

SCRIPT = "<script>alert(1)</script>"
PASTED = '<div style="x" onclick="y">' + "<p>Lorem &amp; ipsum</p>" * 8_400  # 200 kB of HTML
RTL = "\u202eעברית مرحبا 🌉 é\u0301 \ufeff"
NUL = "tekst\x00met NUL"
HUGE = "9" * 5_000
UGLY = {"script": SCRIPT, "pasted": PASTED, "rtl": RTL, "nul": NUL, "huge": HUGE}


@dataclass(frozen=True)
class Form:
    """One form of the editor: where it is, what a right one holds, and what can be typed in it."""

    name: str
    more: tuple[str, ...] = ()
    query: str = ""
    right: dict[str, str] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}{self.query}"

    def url(self, call: Call) -> str:
        place = [] if self.name == "new" else [call.reference, *self.more]
        return reverse(f"calls:{self.name}", args=place) + self.query


KIND = ("feasibility",)
CRITERION = {"criteria-0-code": "impact", "criteria-0-name": "Impact", "criteria-0-weight": "1"}
MONEY_AND_DATES = {name: value for name, value in phases_posted(0).items() if name != "version"}
FORMS = [
    Form("new", right={"reference": "SBIR26-NIEUW", "title": "T", "summary": "S"},
         texts=("reference", "title", "summary"), numbers=("authority",)),
    Form("edit-basics", right={"title": "T", "summary": "S"},
         texts=("title", "title_en", "summary"), numbers=("executing_agency", "co_funder")),
    Form("edit-eligibility", right={"reason": "R"}, texts=("reason", "sizes")),
    Form("edit-themes",
         right={"themes-TOTAL_FORMS": "1", "themes-INITIAL_FORMS": "0", "themes-0-code": "A",
                "themes-0-title": "Gras"},
         texts=("themes-0-code", "themes-0-title"), numbers=("themes-TOTAL_FORMS",)),
    Form("edit-phases", right=MONEY_AND_DATES,
         texts=("phases-0-opens_at_on", "phases-0-opens_at_at", "phases-0-opens_at_which"),
         numbers=("phases-0-budget_incl_vat", "phases-0-cap_incl_vat", "phases-1-planned_awards",
                  "phases-TOTAL_FORMS", "phases-0-code")),
    Form("edit-knockouts", KIND,
         right={"grounds-TOTAL_FORMS": "1", "grounds-INITIAL_FORMS": "0", "grounds-0-nl": "laat"},
         texts=("grounds-0-code", "grounds-0-nl", "grounds-0-en"),
         numbers=("grounds-TOTAL_FORMS",)),
    Form("edit-criteria", KIND,
         right={"scale_min": "1", "scale_max": "10", "budget_walk": "stop", "tie_break": "lot",
                "criteria-TOTAL_FORMS": "1", "criteria-INITIAL_FORMS": "0", **CRITERION},
         texts=("criteria-0-name", "criteria-0-code", "criteria-0-guidance", "tie_break"),
         numbers=("scale_min", "scale_max", "total_threshold", "criteria-0-weight",
                  "criteria-0-threshold", "criteria-TOTAL_FORMS")),
    Form("edit-section", ("challenge",), right={"title": "T", "text": "x"},
         texts=("title", "text")),
    Form("edit-texts", right={}, texts=("place_summary_x",)),
    Form("form-add-section", KIND, right={"title": "T"},
         texts=("title", "title_en", "guidance", "guidance_en")),
    Form("form-section", (*KIND, "plan"), right={"title": "T"}, texts=("title", "guidance")),
    Form("form-question", (*KIND, "plan", "planning"), right={"label": "L"},
         texts=("label", "label_en", "guidance", "assessor_guidance", "condition_on",
                "condition_values", "condition_least"),
         numbers=("word_limit",)),
    Form("form-add-question", (*KIND, "plan"), "?kind=choice",
         {"label": "L", "choices": "a\nb", "style": "radio"}, ("label", "choices", "style")),
    Form("form-add-question", (*KIND, "plan"), "?kind=file",
         {"label": "L", "file_types": "pdf"}, ("file_types",), ("max_mb",)),
    Form("form-add-question", (*KIND, "plan"), "?kind=table",
         {"label": "L", "columns-TOTAL_FORMS": "1", "columns-INITIAL_FORMS": "0",
          "columns-0-nl": "K", "columns-0-kind": "text"},
         ("columns-0-nl", "columns-0-code", "columns-0-kind"),
         ("min_rows", "max_rows", "columns-TOTAL_FORMS")),
]  # fmt: skip
NUMBERS = {"zero": "0", "negative": "-1", "enormous": "9" * 40, "words": "veel", "nan": "NaN",
           "exponent": "1e400", "script": SCRIPT, "nul": NUL, "digits": HUGE}  # fmt: skip


@pytest.fixture
def author(cast: Cast) -> Client:
    client = client_of(cast.author)
    client.raise_request_exception = True  # an exception is a 500
    return client


def inputs_of(html: str) -> str:
    """Everything that stands in the inputs of a page, as it was typed."""
    values = re.findall(r'value="([^"]*)"', html)
    areas = re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", html, re.DOTALL)
    return unescape("\n".join([*values, *areas])).replace("\r\n", "\n")


def check(answer: Any, typed: dict[str, str]) -> None:
    """A page with the errors and all that was typed, or a refusal of the whole; never a 500."""
    assert answer.status_code in {200, 302}
    page = answer.content.decode()
    assert SCRIPT not in page
    if answer.status_code == 302:
        return
    assert "data-error-summary" in page
    kept = inputs_of(page)
    for name, value in typed.items():
        if not is_of_free_choice(page, name):
            continue
        shown = value.replace("\x00", "\N{REPLACEMENT CHARACTER}")
        assert any(text.strip()[:2000] in kept for text in (value, shown)), name


def is_of_free_choice(page: str, name: str) -> bool:
    """Whether one types in this input; in the others a browser sends only what they offer."""
    if name.endswith(("_FORMS", "-kind", "sizes", "_values", "_types", "_which")):
        return False
    found = re.search(rf'<(input|textarea)[^>]*name="{re.escape(name)}"[^>]*>', page)
    return bool(found) and not re.search(r'type="(radio|checkbox)"', found[0])


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_ugly_text_in_every_input(draft: Call, author: Client, form: Form) -> None:
    """In all inputs of the form at once, and text that may be right in each alone."""
    version = version_of(author, draft, form)
    rounds = [dict.fromkeys(form.texts, typed) for typed in UGLY.values()]
    rounds += [{name: SCRIPT + RTL} for name in form.texts]
    for typed in rounds:
        data = {"version": str(version), **form.right, **typed}
        check(author.post(form.url(draft), data), typed)
        version = version_of(author, draft, form)  # and the page opens again


@pytest.mark.parametrize("form", [form for form in FORMS if form.numbers], ids=str)
def test_impossible_number_in_every_input(draft: Call, author: Client, form: Form) -> None:
    version = version_of(author, draft, form)
    for number in NUMBERS.values():
        typed = dict.fromkeys(form.numbers, number)
        data = {"version": str(version), **form.right, **typed}
        check(author.post(form.url(draft), data), typed)
        version = version_of(author, draft, form)


@pytest.mark.parametrize("form", [form for form in FORMS if form.name != "new"], ids=str)
def test_version_that_nobody_saw_is_a_conflict(draft: Call, author: Client, form: Form) -> None:
    for version in ("", "-1", "veel", HUGE, SCRIPT):
        answer = author.post(form.url(draft), {**form.right, "version": version})
        assert answer.status_code == 409


# The places of the texts take any text of a reasonable length.
@pytest.mark.parametrize("form", [form for form in FORMS if form.name != "edit-texts"], ids=str)
def test_everything_wrong_at_once_is_told_at_once(draft: Call, author: Client, form: Form) -> None:
    """As many errors as there are wrong inputs: not one after the other."""
    wrong = {name: PASTED for name in form.texts if not name.endswith(("sizes", "_types"))}
    wrong |= {name: "-1" for name in form.numbers if not name.endswith(("_FORMS", "-kind"))}
    answer = author.post(form.url(draft), {"version": "0", **form.right, **wrong})
    told = answer.content.decode()
    assert answer.status_code == 200
    assert told.count("field-error") >= 1
    summary = re.search(r"data-error-summary.*?</ul>", told, re.DOTALL)
    assert summary
    conditions = [name for name in wrong if name in {"condition_values", "condition_least"}]
    assert summary[0].count("<li>") >= len(wrong) - len(conditions) - 1


def version_of(author: Client, call: Call, form: Form) -> int:
    if form.name == "new":
        return 0
    return int(author.get(form.url(call)).context["saved"].version)


PHASES = [
    ("overlap", moment("phases-1-opens_at", 20), {"phases-1-opens_at"}),
    ("closes before it opens", moment("phases-0-closes_at", 1), {"phases-0-closes_at"}),
    ("cap above budget", {"phases-0-cap_incl_vat": "600.000"}, {"phases-0-cap_incl_vat"}),
    ("a time that the clock skips",
     {"phases-0-opens_at_on": "2026-03-29", "phases-0-opens_at_at": "02:30"},
     {"phases-0-opens_at"}),
    ("a time that comes twice",
     {"phases-0-opens_at_on": "2026-10-25", "phases-0-opens_at_at": "02:30"},
     {"phases-0-opens_at"}),
    ("a year before all clocks", {"phases-0-opens_at_on": "0001-01-01"}, {"phases-0-opens_at"}),
    ("a year after all clocks", {"phases-0-opens_at_on": "9999-12-31"}, {"phases-0-opens_at"}),
    ("half a moment", {"phases-0-closes_at_at": ""}, {"phases-0-closes_at"}),
    ("money below zero", {"phases-0-budget_incl_vat": "-5"}, {"phases-0-budget_incl_vat"}),
    ("money of nothing", {"phases-1-budget_incl_vat": "0"}, {"phases-1-budget_incl_vat"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "typed", "told"), PHASES, ids=lambda value: str(value)[:30])
def test_money_and_dates_that_cannot_be(
    draft: Call, author: Client, name: str, typed: dict[str, str], told: set[str]
) -> None:
    answer = author.post(
        reverse("calls:edit-phases", args=[draft.reference]), phases_posted(0, **typed)
    )
    formset = answer.context["form"].formset
    found = {f"{form.prefix}-{field}" for form in formset.forms for field in form.errors}
    assert told <= found, name
    for value in filter(None, typed.values()):
        assert value in inputs_of(answer.content.decode())


def test_all_of_them_together_are_told_together(draft: Call, author: Client) -> None:
    typed: dict[str, str] = {}
    told: set[str] = set()
    for _name, wrong, where in (PHASES[0], PHASES[2], PHASES[3], PHASES[9]):
        typed |= wrong
        told |= where
    answer = author.post(
        reverse("calls:edit-phases", args=[draft.reference]), phases_posted(0, **typed)
    )
    formset = answer.context["form"].formset
    found = {f"{form.prefix}-{field}" for form in formset.forms for field in form.errors}
    assert told <= found


def test_hour_that_comes_twice_is_asked_and_then_taken(draft: Call, author: Client) -> None:
    """25 October 2026 02:30: the page asks which of the two is meant (REQ of house.md, Time)."""
    address = reverse("calls:edit-phases", args=[draft.reference])
    twice = {"phases-0-opens_at_on": "2026-10-25", "phases-0-opens_at_at": "02:30"}
    page = author.post(address, phases_posted(0, **twice)).content.decode()
    assert 'name="phases-0-opens_at_which"' in page
    later = moment("phases-1-opens_at", 400) | moment("phases-1-closes_at", 430)
    chosen = phases_posted(1, **twice, **{"phases-0-opens_at_which": "1"}, **later)
    answer = author.post(address, chosen | moment("phases-0-closes_at", 60))
    errors = [form.errors.get("opens_at") for form in answer.context["form"].formset.forms] \
        if answer.status_code == 200 else []  # fmt: skip
    assert not any(errors[:1])


@pytest.mark.parametrize("weight", ["0", "-3", "1,5", "honderd", "9" * 30])
def test_weight_that_is_no_whole_part_is_told(draft: Call, author: Client, weight: str) -> None:
    form = next(form for form in FORMS if form.name == "edit-criteria")
    data = {"version": "0", **form.right, "criteria-0-weight": weight}
    answer = author.post(form.url(draft), data)
    assert "weight" in answer.context["form"].formset.forms[0].errors
    assert weight in inputs_of(answer.content.decode())


def test_500_criteria_come_back_with_their_error(draft: Call, author: Client) -> None:
    form = next(form for form in FORMS if form.name == "edit-criteria")
    data = {"version": "0", **form.right, "criteria-TOTAL_FORMS": "500"}
    for number in range(500):
        data |= {f"criteria-{number}-code": "", f"criteria-{number}-name": f"Criterium {number}",
                 f"criteria-{number}-weight": "1"}  # fmt: skip
    answer = author.post(form.url(draft), data)
    assert answer.status_code == 200
    assert answer.context["form"].formset.non_form_errors()
    assert "Criterium 499" in inputs_of(answer.content.decode())
    again = author.get(form.url(draft))
    assert "Criterium 499" in inputs_of(again.content.decode())


def test_script_in_a_title_is_text_everywhere(
    whole: Call, cast: Cast, author: Client, django_capture_on_commit_callbacks: Any
) -> None:
    """In pages, preview, feed, calendar, terms, mail and the PDF of the contract."""
    title = f"{SCRIPT}<img src=x onerror=alert(2)>"
    whole.refresh_from_db()
    terms = {"title": title, "title_en": title, "summary": title}
    services.update_call(whole, by=cast.author, terms=terms, version=whole.version)
    whole.refresh_from_db()
    _name, pdf = standard_contract(whole)
    assert pdf.startswith(b"%PDF-")
    assert b"/JavaScript" not in pdf
    with django_capture_on_commit_callbacks(execute=True):
        call = transitions.publish(
            transitions.submit_for_review(whole, by=cast.author), by=cast.officer
        )
    public = client_of(None)
    for name, args in (("detail", [call.reference]), ("list", []), ("feed", [])):
        page = public.get(reverse(f"calls:{name}", args=args)).content.decode()
        assert "alert(1)" in page, name
        assert "<script>alert" not in page, name
        assert "<img src=x" not in page, name
    terms_file = public.get(reverse("calls:terms", args=[call.reference, 1]))
    assert terms_file["Content-Type"].startswith("application/json")
    assert terms_file["X-Content-Type-Options"] == "nosniff"
    for mail in OutgoingMail.objects.all():
        assert "<script>alert" not in (getattr(mail, "html", "") or "")
        assert "\n" not in mail.subject
