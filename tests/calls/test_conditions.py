"""Themes with their own budgets, knock-outs, thresholds and who may take part: set, frozen, shown.

Issue 3, and domain.md 0, facts 4 and 6.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from calls import eligibility, services, transitions, versions
from calls.models import Call, Phase
from portal.accounts.models import Organisation
from tests.calls.test_walk import phases_posted
from tests.cast import Cast, client_of
from tests.factories import OrganisationFactory

SPORT = json.loads(
    (Path(__file__).parents[2] / "demo/fixtures/cases/sportvelden.json").read_text("utf-8")
)


@pytest.fixture
def author(cast: Cast) -> Client:
    return client_of(cast.author)


def url(name: str, call: Call, *more: str) -> str:
    return reverse(f"calls:{name}", args=[call.reference, *more])


def themes_posted(*titles: tuple[str, str], version: str = "0") -> dict[str, str]:
    data = {"version": version, "themes-TOTAL_FORMS": str(len(titles)), "themes-INITIAL_FORMS": "0"}
    for number, (code, title) in enumerate(titles):
        data |= {f"themes-{number}-code": code, f"themes-{number}-title": title}
    return data


def test_sports_fields_of_2019_with_a_budget_per_theme_and_phase(
    draft: Call, author: Client
) -> None:
    """Fact 6: themes A and B, each with its own budget in each phase; together 2.8 million."""
    names = [(theme["code"], f"Sportvelden {theme['code']}") for theme in SPORT["themes"]]
    assert author.post(url("edit-themes", draft), themes_posted(*names)).status_code == 302
    data = phases_posted(0)
    for number in (0, 1):
        del data[f"phases-{number}-budget_incl_vat"]
        for theme in SPORT["themes"]:
            amount = theme[f"budget_phase_{number + 1}_eur"]
            data[f"phases-{number}-budget_of_{theme['code']}"] = str(amount)
    assert author.post(url("edit-phases", draft), data).status_code == 302
    pots = {
        (pot.phase.order, pot.theme.code): pot.budget_incl_vat
        for phase in draft.phases.all()
        for pot in phase.pots.select_related("theme")
        if pot.theme
    }
    assert pots == {
        (number, theme["code"]): Decimal(theme[f"budget_phase_{number}_eur"])
        for number in (1, 2)
        for theme in SPORT["themes"]
    }
    assert sum(pots.values()) == SPORT["budget_total_eur"]
    frozen = versions.terms_of(draft)["phases"][0]["pots"]
    assert {pot["theme"] for pot in frozen} == {"A", "B"}
    assert "Sportvelden A" in author.get(url("preview", draft)).content.decode()


def test_cap_above_the_budget_of_one_theme_is_told(draft: Call, author: Client) -> None:
    author.post(url("edit-themes", draft), themes_posted(("A", "Gras"), ("B", "Kunstgras")))
    data = phases_posted(0) | {"phases-0-budget_of_A": "40.000", "phases-0-budget_of_B": "90.000"}
    page = author.post(url("edit-phases", draft), data)
    assert "cap_incl_vat" in page.context["form"].formset.forms[0].errors


def test_theme_keeps_its_budget_when_its_title_changes_and_takes_it_along_when_it_goes(
    draft: Call, cast: Cast
) -> None:
    def update(terms: dict[str, Any]) -> None:
        draft.refresh_from_db()
        services.update_call(draft, by=cast.author, terms=terms, version=draft.version)

    update({"themes": [{"code": "A", "title": "Gras"}, {"code": "B", "title": "Zand"}]})
    pots = {"A": Decimal(1000), "B": Decimal(2000)}
    update({"phases": [{"code": "feasibility", "pots": pots}]})
    update({"themes": [{"code": "A", "title": "Gras en klei"}]})
    (pot,) = draft.phases.get(code="feasibility").pots.all()
    assert (str(pot.theme), pot.budget_incl_vat) == ("A. Gras en klei", Decimal("1000.00"))


@pytest.mark.parametrize(
    "titles",
    [[("A", "Gras"), ("a", "Zand")], [("A!", "Gras"), ("B", "Zand")], [("A", ""), ("", "Zand")]],
)
def test_theme_without_a_letter_of_its_own_is_told(
    draft: Call, author: Client, titles: list[tuple[str, str]]
) -> None:
    assert author.post(url("edit-themes", draft), themes_posted(*titles)).status_code == 200
    assert not draft.themes.exists()


def test_knock_outs_begin_with_the_standard_and_are_frozen_as_the_officer_leaves_them(
    whole: Call, cast: Cast, author: Client
) -> None:
    first = whole.phases.get(code="feasibility")
    codes = [row["code"] for row in first.knock_outs]
    assert len(codes) == 7
    assert all(row["text"]["nl"] != row["text"]["en"] for row in first.knock_outs)
    data = {"version": "0", "grounds-TOTAL_FORMS": "3", "grounds-INITIAL_FORMS": "2"}
    for number, row in enumerate(first.knock_outs[:2]):
        data |= {f"grounds-{number}-code": row["code"], f"grounds-{number}-nl": row["text"]["nl"]}
    data |= {"grounds-0-nl": "veel te laat", "grounds-1-DELETE": "on", "grounds-2-nl": "geen brug"}
    assert author.post(url("edit-knockouts", whole, "feasibility"), data).status_code == 302
    first.refresh_from_db()
    assert [(row["code"], row["text"]["nl"]) for row in first.knock_outs] == [
        (codes[0], "veel te laat"), ("geen-brug", "geen brug"),
    ]  # fmt: skip
    whole.refresh_from_db()
    call = transitions.publish(
        transitions.submit_for_review(whole, by=cast.author), by=cast.officer
    )
    assert call.versions.get().terms["phases"][0]["knock_outs"] == first.knock_outs
    assert "veel te laat" in client_of(None).get(url("detail", call)).content.decode()


def test_phase_without_knock_outs_is_a_gap_of_that_phase(draft: Call, author: Client) -> None:
    data = {"version": "0", "grounds-TOTAL_FORMS": "0", "grounds-INITIAL_FORMS": "0"}
    author.post(url("edit-knockouts", draft, "prototype"), data)
    steps = author.get(url("edit", draft)).context["steps"]
    assert next(step.missing for step in steps if step.code == "knockouts-prototype")
    assert not next(step.missing for step in steps if step.code == "knockouts-feasibility")


def test_thresholds_and_tie_break_are_set_shown_and_frozen(
    draft: Call, cast: Cast, author: Client
) -> None:
    page = author.get(url("edit-criteria", draft, "feasibility"))
    data = {"version": "0", "scale_min": "1", "scale_max": "10", "budget_walk": "skip",
            "total_threshold": "6,5", "tie_break": "price", "tells_rank": "yes"}  # fmt: skip
    formset = page.context["form"].formset
    data |= {"criteria-TOTAL_FORMS": "3", "criteria-INITIAL_FORMS": "3"}
    for number, form in enumerate(formset.initial_forms):
        data |= {
            f"criteria-{number}-{name}": str(value or "") for name, value in form.initial.items()
        }
        data[f"criteria-{number}-weight"] = "1"  # whole parts of any positive total
    assert author.post(url("edit-criteria", draft, "feasibility"), data).status_code == 302
    phase = draft.phases.get(code="feasibility")
    assert (phase.total_threshold, phase.tie_break) == (Decimal("6.50"), Phase.TieBreak.PRICE)
    frozen = versions.terms_of(draft)["phases"][0]
    assert (frozen["total_threshold"], frozen["tie_break"]) == ("6.50", "price")
    assert (frozen["budget_walk"], frozen["tells_rank"]) == ("skip", True)
    wrong = author.post(
        url("edit-criteria", draft, "feasibility"),
        {**data, "version": "1", "total_threshold": "11"},
    )
    assert "total_threshold" in wrong.context["form"].errors


@pytest.mark.parametrize(
    ("conditions", "company", "may"),
    [
        ({}, {"size": "large", "country": "XX"}, True),  # fact 4: not for SMEs only
        ({"sizes": ["micro", "small"]}, {"size": "small"}, True),
        ({"sizes": ["micro", "small"]}, {"size": "medium"}, False),
        ({"sizes": ["micro"]}, {"size": ""}, False),  # unknown: fill it in first
        ({"sizes": ["micro"]}, {"size": "", "kind": "knowledge"}, True),  # no company
        ({"only_europe": True}, {"country": "NO"}, True),
        ({"only_europe": True}, {"country": "GB"}, False),
    ],
)
def test_conditions_of_a_call_decide_who_may_begin_an_offer(
    draft: Call, conditions: dict[str, Any], company: dict[str, str], may: bool
) -> None:
    draft.eligibility = conditions
    organisation: Organisation = OrganisationFactory(**company)
    assert (eligibility.refusals(draft, organisation) == []) is may


def test_nobody_is_kept_out_without_a_public_reason(draft: Call, author: Client) -> None:
    address = url("edit-eligibility", draft)
    page = author.post(address, {"version": "0", "sizes": ["micro", "small"]})
    assert "reason" in page.context["form"].errors
    data = {"version": "1", "sizes": ["micro", "small"], "reason": "Wij zoeken starters."}
    assert author.post(address, data).status_code == 302
    draft.refresh_from_db()
    assert versions.terms_of(draft)["eligibility"]["sizes"] == ["micro", "small"]
    assert "Wij zoeken starters." in author.get(url("preview", draft)).content.decode()


def test_rules_for_partners_are_set_by_the_officer_and_public(draft: Call, author: Client) -> None:
    """Domain 1.4: the rules are part of the frozen terms, and stand on the page of the call."""
    address = url("edit-eligibility", draft)
    data = {
        "version": "0", "least_partners": "1", "least_chain_partners": "2", "blocks": "on",
        "most_subcontracted": "33,5", "overhead_percent": "15",
    }  # fmt: skip
    assert author.post(address, data).status_code == 302
    draft.refresh_from_db()
    frozen = versions.terms_of(draft)["eligibility"]["partners"]
    assert (frozen["most_subcontracted"], frozen["overhead_percent"]) == ("33.5", "15")
    page = author.get(url("preview", draft)).content.decode()
    for words in ("Minstens 2 ketenpartners.", "33,5% van de prijs", "15% van de uren"):
        assert words in page
    assert 'value="33,5"' in author.get(address).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"least_partners": "21"}, {"most_subcontracted": "101"}, {"overhead_percent": "x"}]
)
def test_rules_for_partners_say_what_is_wrong(draft: Call, author: Client, wrong: dict) -> None:
    page = author.post(url("edit-eligibility", draft), {"version": "0", **wrong})
    assert list(page.context["form"].errors) == list(wrong)
