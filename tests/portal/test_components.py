"""Every piece on the overview page, as a browser with a strict CSP and a screen reader meet it."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from demo.overview import CLOSES, NOW, OverviewForm, overview_context

OVERVIEW = "components/overview.html"
VOID = {"meta", "link", "input", "br", "img", "hr"}


class Page(HTMLParser):
    """The elements of a page: (name, attributes), in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.elements if attrs.get("id")]


def _render(source: str, **context) -> str:
    with translation.override("nl"):
        return Template(source).render(Context({"now": NOW, **context}))


@pytest.fixture
def overview(rf) -> str:
    """The overview as an anonymous visitor gets it, without the portal's own links."""
    with translation.override("nl"):
        return render_to_string(OVERVIEW, overview_context())


def test_overview_holds_nothing_a_strict_csp_refuses(overview):
    page = Page(overview)
    assert [e for e in page.elements if "style" in e[1] or e[0] == "style"] == []
    assert [e for e in page.elements if any(name.startswith("on") for name in e[1])] == []
    assert [e for e in page.elements if e[0] == "script" and not e[1].get("src")] == []


def test_overview_gives_every_id_once(overview):
    ids = Page(overview).ids()
    assert sorted(ids) == sorted(set(ids))


def test_overview_points_only_at_ids_that_exist(overview):
    page = Page(overview)
    ids = set(page.ids())
    for name, attrs in page.elements:
        for attribute in ("aria-describedby", "aria-labelledby", "for"):
            for target in (attrs.get(attribute) or "").split():
                assert target in ids, (name, attribute, target)
        href = attrs.get("href") or ""
        assert not (href.startswith("#") and href[1:]) or href[1:] in ids, href


def test_cells_of_a_ledger_carry_their_label_for_a_phone(overview):
    for table in re.findall(r"<table class=\"ledger[^\"]*\".*?</table>", overview, re.S):
        if "ledger-plain" not in table:
            assert re.findall(r"<td(?![^>]*data-label)[^>]*>", table) == []


def test_overview_leaves_no_english_in_the_dutch_page(overview):
    assert 'lang="nl"' in overview
    for english in ("What you can do now", "Deadline", "(optional)", "Saved", "closes "):
        assert english not in overview


def test_status_says_in_words_what_its_shape_shows():
    html = _render('{% status "in_review" "wordt nagekeken" %}')
    assert "wordt nagekeken" in html
    assert "status-waiting" in html
    assert 'aria-hidden="true"' in html


def test_unknown_state_gets_the_quiet_shape():
    assert "status-idle" in _render('{% status "something" "iets" %}')


def test_deadline_ahead_says_when_how_far_and_what_counts():
    html = _render("{% deadline at %}", at=CLOSES)
    text = re.sub(r"<[^>]+>", "", html)
    assert "sluit maandag 31 augustus 2026, vóór 12:00 uur (Amsterdamse tijd), over 3 dagen" in text
    assert "ontvangen vóór 12:00:00" in text
    assert f'data-now="{NOW.astimezone(CLOSES.tzinfo).isoformat()[:10]}' in html


def test_deadline_at_the_very_moment_is_over():
    """Before 12:00 means received before 12:00:00.000000."""
    html = _render("{% deadline at %}", at=CLOSES, now=CLOSES)
    assert "gesloten op <time" in html
    assert "data-deadline=" not in html


def test_deadline_takes_the_lazy_moment_of_the_page():
    html = _render("{% deadline at %}", at=CLOSES, now=SimpleLazyObject(lambda: NOW))
    assert "over 3 dagen" in html


def test_deadline_never_reads_a_clock_of_its_own():
    with pytest.raises(KeyError):
        Template("{% deadline at %}").render(Context({"at": CLOSES}))


def test_money_names_its_vat_basis():
    html = _render('{% money amount basis="excl" %}', amount=50_000)
    assert "€\xa050.000,00" in html
    assert "excl. btw" in html


def test_money_refuses_an_unknown_basis():
    with pytest.raises(KeyError):
        _render('{% money amount basis="gross" %}', amount=50_000)


def test_moment_is_written_in_amsterdam_time_with_the_zone():
    at = datetime(2026, 1, 15, 23, 30, 5, tzinfo=UTC)
    assert "16 januari 2026, 00:30:05 uur (Amsterdamse tijd)" in _render("{% moment at %}", at=at)


def test_error_summary_links_a_group_of_radios_to_its_first_choice():
    form = OverviewForm({})
    html = _render(
        "{% load crispy_forms_tags %}{% error_summary form %}{{ form|crispy }}", form=form
    )
    assert 'href="#id_kind_0"' in html
    assert 'id="id_kind_0"' in html


def test_error_summary_is_absent_without_errors():
    assert _render("{% error_summary form %}", form=OverviewForm()).strip() == ""


def test_error_summary_takes_formsets_and_counts_all():
    formset = forms.formset_factory(OverviewForm, min_num=2, validate_min=True, extra=0)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-title": "x"}
    )
    html = _render("{% error_summary one many %}", one=OverviewForm({}), many=formset)
    assert 'href="#id_title"' in html
    assert 'href="#id_form-0-price"' in html
    assert "Geef minstens 2" in html or "minimaal 2" in html


def test_error_texts_are_escaped():
    form = OverviewForm({})
    form.add_error(None, "<script>alert(1)</script>")
    assert "<script>" not in _render("{% error_summary form %}", form=form)


def test_field_says_in_words_that_it_is_optional_and_only_then():
    html = _render("{% load crispy_forms_tags %}{{ form|crispy }}", form=OverviewForm())
    assert html.count("(niet verplicht)") == 2
    assert "asterisk" not in html


def test_wrong_field_is_announced_with_its_help_and_its_error():
    html = _render("{% load crispy_forms_tags %}{{ form|crispy }}", form=OverviewForm({}))
    title = next(attrs for _, attrs in Page(html).elements if attrs.get("id") == "id_title")
    assert title["aria-invalid"] == "true"
    assert title["aria-describedby"].split() == ["id_title_helptext", "id_title_error"]


def test_budget_line_stands_between_funded_and_not_funded():
    html = _render("{% budget_line rows budget %}", **overview_context())
    assert html.index("Tweede Leven Beton") < html.index("budget-line") < html.index("Houtbrug")


def test_funnel_picture_is_drawn_with_points_in_every_language():
    html = _render(
        "{% funnel stages %}", stages=[{"label": "a", "count": 32}, {"label": "b", "count": 15}]
    )
    assert 'width="187.5"' in html
