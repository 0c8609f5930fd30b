"""The SBIR that ships is complete: the list of domain.md 1.8, and what the law asks of every call.

REQ-02 (a) to (d), REQ-04, and sections 1.5 and 1.6 where they concern calls.
"""

import re

import pytest
from django.urls import reverse

from calls import transitions
from calls.checklist import gaps_of, open_places
from calls.documents import standard_annexes
from calls.instruments import instrument_of
from calls.known_facts import KnownFacts
from calls.models import Call, CallDocument
from calls.offer_forms import sections_of
from calls.places import fill, places_in
from calls.rights import CLAUSES, clause, with_clause
from calls.versions import terms_of
from portal.clock import portal_now
from portal.workflow import TransitionRefused
from tests.cast import client_of

SBIR = instrument_of("sbir")
STANDARD = SBIR.standard
# domain.md 1.8, in its order
SECTIONS = (
    "summary", "challenge", "scope", "requirements", "budget", "phases", "eligibility",
    "submission", "knockouts", "criteria", "decision", "information", "rights", "payment",
    "annexes",
)  # fmt: skip
# what each section must speak of, in the Dutch of the text
SPEAKS_OF = {
    "summary": ["vraagstuk", "belangrijkste data", "Sluiting"],
    "challenge": ["probleem", "op de markt", "marktconsultatie"],
    "scope": ["doel", "Binnen de reikwijdte", "Buiten de reikwijdte"],
    "requirements": ["eis", "randvoorwaarden", "helft van de prijs"],
    "budget": ["inclusief btw", "Maximum per offerte", "budget is de grens"],
    "phases": ["haalbaarheidsonderzoek", "prototype", "levert op", "maanden"],
    "eligibility": ["klein of groot", "kennisinstellingen", "machtiging"],
    "submission": ["formulier", "projectplan", "Amsterdamse tijd", "ontvangstbewijs"],
    "knockouts": ["te laat", "niet volledig", "maximum", "reikwijdte", "onderzoek en ontwikkeling",
                  "al op de markt", "Nederlands of het Engels", "model", "bevoegd", "machtiging"],
    "criteria": ["Impact", "Technologische haalbaarheid", "Economisch perspectief", "Weging",
                 "score van", "commissie"],
    "decision": ["advies", "besluit", "ranglijst", "kort geding"],
    "information": ["informatiebijeenkomst", "vraag", "nota van inlichtingen", "geen namen"],
    "rights": ["regeling van de rechten", "licentie", "vertrouwelijk", "openbare samenvatting"],
    "payment": ["termijnen", "procent", "verslag"],
    "annexes": ["formulier", "projectplan", "ondernemingsplan", "overeenkomst", "omvang",
                "machtiging"],
}  # fmt: skip
DECLARATIONS = {
    "declaration_truth", "declaration_exclusion", "declaration_price", "declaration_contract",
    "declaration_privacy",
}  # fmt: skip
# what an offer asks besides the built-in partners, costs, R&D share and the company's own data
ASKED = {
    "feasibility": {
        "title", "public_summary", "prototype_price_incl_vat", "starts_on", "ends_on", "trl_now",
        "trl_target", "other_funding", "ipr", "ipr_choice",
    },
    "prototype": {
        "title", "public_summary", "starts_on", "ends_on", "trl_now", "trl_target",
        "other_funding", "ipr", "ipr_choice", "business_plan",
    },
}  # fmt: skip


def questions_of(kind):
    form = next(form for form in STANDARD["forms"] if form["kind"] == kind)
    return {
        question["code"]: question
        for section in form["sections"]
        for question in section["questions"]
    }


def test_the_call_has_its_fifteen_sections_in_order():
    assert tuple(section["code"] for section in STANDARD["sections"]) == SECTIONS
    assert [section["number"] for section in STANDARD["sections"]] == list(range(1, 16))


@pytest.mark.parametrize("code", SECTIONS)
def test_section_speaks_of_what_it_must(code):
    text = next(section for section in STANDARD["sections"] if section["code"] == code)["text"]
    assert [words for words in SPEAKS_OF[code] if words.lower() not in text.lower()] == []


def test_open_places_are_one_line_until_few_sections_are_left(draft):
    """The first page of a new call says how much there is to do, and does not list all of it."""
    unfinished = [section for section in draft.sections if places_in(section["text"])]
    [told] = texts_gaps(draft)
    assert str(open_places(draft)) in told.message
    for section in unfinished[3:]:
        section["text"] = "Klaar."
    assert [gap.anchor for gap in texts_gaps(draft)] == [each["code"] for each in unfinished[:3]]


def texts_gaps(call):
    return [gap for gap in gaps_of(call, portal_now()) if gap.step == "texts"]


def test_budget_and_maximum_are_stated_with_their_basis():
    budget = next(section for section in STANDARD["sections"] if section["code"] == "budget")
    assert "Alle bedragen in deze oproep zijn inclusief btw." in budget["text"]


@pytest.mark.parametrize("kind", ASKED)
def test_offer_form_asks_what_it_must(kind):
    asked = questions_of(kind)
    assert ASKED[kind] <= {code for code, question in asked.items() if question["required"]}


@pytest.mark.parametrize(
    ("kind", "files"),
    [("feasibility", {"project_plan", "summary_attachment"}),
     ("prototype", {"project_plan", "business_plan_file"})],
)  # fmt: skip
def test_offer_has_its_files(kind, files):
    """1.8: phase 1 form, project plan and summary as a file; phase 2 also a business plan."""
    asked = questions_of(kind)
    needed = {code for code, question in asked.items()
              if question["kind"] == "file" and question["required"]}  # fmt: skip
    assert needed == files
    assert asked["project_plan"]["file_types"] == ["pdf"]


def test_summary_may_come_as_pdf_or_word():
    assert questions_of("feasibility")["summary_attachment"]["file_types"] == ["pdf", "docx"]


def test_an_intermediary_can_add_its_authorisation():
    authorisation = questions_of("feasibility")["authorisation"]
    assert (authorisation["kind"], authorisation["required"]) == ("file", False)


@pytest.mark.parametrize("kind", ASKED)
def test_offer_declares_truth_exclusion_price_contract_and_privacy(kind):
    asked = questions_of(kind)
    declared = {code for code, question in asked.items() if question["kind"] == "declaration"}
    assert declared == DECLARATIONS
    assert all(asked[code]["required"] for code in declared)


def test_offer_form_ends_with_partners_and_costs(draft):
    """The share of research and development is asked with the costs."""
    for phase in draft.phases.filter(kind__in=ASKED):
        assert [section.code for section in sections_of(phase)][-2:] == ["partners", "costs"]


def test_the_contract_is_marked_for_a_lawyer_and_buys_nothing():
    """1.5: at least half is research, and no right to a following order."""
    text = STANDARD["contract"]["text"]
    assert "Door een jurist te controleren" in text
    assert "Ten minste de helft van de prijs is bestemd voor onderzoek" in text
    assert "Geen verplichting tot aankoop" in text
    assert "Rechten op de resultaten" in text


def test_every_annex_that_the_call_names_ships_as_a_document(draft):
    made = {title for title, _pdf in standard_annexes(draft)}
    assert made == {"Model projectplan", "Model ondernemingsplan", "Model machtiging",
                    "Verklaring over de omvang van de onderneming"}  # fmt: skip


def test_officer_takes_over_all_annexes_once(draft, cast):
    url = reverse("calls:take-standard-annexes", args=[draft.reference])
    client = client_of(cast.author)
    client.post(url)
    client.post(url)
    kinds = list(draft.documents.values_list("kind", flat=True))
    assert kinds == [CallDocument.Kind.ANNEX] * 4


# ---- REQ-02 ------------------------------------------------------------------------------------


def test_criteria_weights_scale_and_thresholds_are_in_the_frozen_terms(published):
    """REQ-02 (a): what is frozen and hashed at publication."""
    phase = published.versions.get().terms["phases"][0]
    assert phase["scale"] == [1, 10]
    assert [(row["code"], row["weight"], row["threshold"]) for row in phase["criteria"]] == [
        ("impact", 40, 5), ("feasibility", 30, 5), ("economy", 30, 5),
    ]  # fmt: skip
    assert phase["form"]
    assert published.versions.get().sha256


def test_no_sbir_is_published_without_its_model_contract(whole, cast):
    """REQ-02 (b), 1.5: terms including rights are known to all beforehand."""
    assert "model_contract" in SBIR.required_documents
    whole.documents.all().delete()
    with pytest.raises(TransitionRefused, match="model"):
        transitions.submit_for_review(whole, by=cast.author)


def test_an_sbir_awards_contracts_for_research_and_takes_no_offers_to_supply(draft):
    """REQ-02 (c): the phase in which authorities buy has no window, no money and no criteria."""
    buying = draft.phases.get(kind="procurement")
    assert not buying.takes_offers
    assert not buying.criteria.exists()
    assert buying.form == []
    text = next(row for row in STANDARD["sections"] if row["code"] == "phases")["text"]
    assert "Voor een aankoop is een gewone inkoopprocedure nodig" in text


@pytest.mark.parametrize("state", [Call.State.DRAFT, Call.State.IN_REVIEW])
def test_no_call_is_published_without_a_choice_of_rights(whole, cast, state):
    """REQ-02 (d), 1.6."""
    Call.objects.filter(pk=whole.pk).update(rights="", state=state)
    call = Call.objects.get(pk=whole.pk)
    assert [gap.step for gap in gaps_of(call, portal_now())] == ["rights"]
    move, by = ((transitions.submit_for_review, cast.author) if state == Call.State.DRAFT
                else (transitions.publish, cast.officer))  # fmt: skip
    with pytest.raises(TransitionRefused):
        move(call, by=by)


def test_the_choice_of_rights_is_in_the_frozen_terms(published):
    """REQ-02 (d): frozen with the rest."""
    assert published.versions.get().terms["rights"] == "developer"


@pytest.mark.parametrize("rights", [*Call.Rights])
def test_the_choice_is_made_on_a_page_and_stands_in_the_text(draft, cast, rights):
    url = reverse("calls:edit-rights", args=[draft.reference])
    client = client_of(cast.author)
    assert client.get(url).status_code == 200
    client.post(url, {"version": draft.version, "rights": rights})
    call = Call.objects.get(pk=draft.pk)
    assert call.rights == rights
    text = next(section for section in call.sections if section["code"] == "rights")["text"]
    assert clause(rights, "Rijkswaterstaat") in text
    assert "regeling van de rechten" not in text


def test_without_a_choice_the_page_says_so_and_nothing_changes(draft, cast):
    url = reverse("calls:edit-rights", args=[draft.reference])
    for version, wrong in enumerate([{}, {"rights": "anders"}]):
        answer = client_of(cast.author).post(url, {"version": version, **wrong})
        assert answer.status_code == 200
    assert Call.objects.get(pk=draft.pk).rights == ""


def test_another_choice_takes_the_place_of_the_first_sentence():
    sections = [
        {"code": "rights", "title": "Rechten", "text": "[regeling van de rechten]\n\nRest."}
    ]
    first = with_clause(sections, Call.Rights.DEVELOPER, "Gemeente A")
    second = with_clause(first, Call.Rights.AUTHORITY, "Gemeente A")
    assert second[0]["text"] == f"{clause(Call.Rights.AUTHORITY, 'Gemeente A')}\n\nRest."


def test_a_text_of_ones_own_on_the_rights_is_left_alone():
    sections = [{"code": "rights", "title": "Rechten", "text": "Wij regelen het zo."}]
    assert with_clause(sections, Call.Rights.OPEN, "X") == sections


def test_every_choice_has_its_sentence():
    assert set(CLAUSES) == set(Call.Rights)


def test_the_portal_proposes_the_sentence_for_an_open_place(draft, cast):
    """Who chose, and then put the standard text back, gets the sentence proposed."""
    Call.objects.filter(pk=draft.pk).update(rights=Call.Rights.OPEN)
    call = Call.objects.select_related("contracting_authority").get(pk=draft.pk)
    facts = KnownFacts(call)
    text = next(section for section in SBIR.sections() if section["code"] == "rights")["text"]
    (place, *_rest) = places_in(text)
    proposal = facts.proposal("rights", place)
    assert proposal == clause(Call.Rights.OPEN, "Rijkswaterstaat")
    assert "[regeling" not in fill(text, {0: proposal})


def test_the_choice_is_a_term_like_any_other(whole):
    assert terms_of(whole)["rights"] == "developer"


# ---- REQ-04 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ASKED)
def test_public_summary_is_a_field_of_its_own(kind):
    """REQ-04: short, required, said to become public; no other text is."""
    asked = questions_of(kind)
    assert asked["public_summary"]["word_limit"] == 150
    public = [
        code for code, question in asked.items()
        if re.search(r"publiceren|openbaar", question["guidance"]["nl"] + question["label"]["nl"])
    ]  # fmt: skip
    assert public == ["title", "public_summary"]
