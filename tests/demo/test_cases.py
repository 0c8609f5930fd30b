"""A case file is read exactly, or refused with all of its faults and their places."""

import copy
import json
from decimal import Decimal

import pytest

from demo.cases import FIXTURES, CaseErrors, load_case, shipped_case

SHIPPED = (
    "circulaire-viaducten", "meer-met-minder-open", "sportvelden-open",
    "innovatiepartnerschap-dijken",
)  # fmt: skip


@pytest.fixture
def document():
    """A fresh copy of the real case, to spoil."""
    return json.loads((FIXTURES / "circulaire-viaducten.json").read_text(encoding="utf-8"))


def faults_of(document) -> tuple[str, ...]:
    with pytest.raises(CaseErrors) as refusal:
        load_case(document)
    return refusal.value.faults


def terms(document, kind="feasibility"):
    return document["assumed"]["phases"][kind]


def test_the_real_case_is_read_exactly():
    case = shipped_case("circulaire-viaducten")
    feasibility, prototype = case.phases
    assert (case.reference, case.instrument) == ("SBIR20-CV", "sbir")
    assert (feasibility.offers, prototype.offers) == (32, None)
    assert feasibility.budget_incl_vat == Decimal("500000.00")
    assert prototype.asks_incl_vat == Decimal("1000000.00")
    assert feasibility.closes_at.isoformat() == "2020-08-31T12:00:00+02:00"
    assert [criterion.weight for criterion in case.criteria] == [40, 30, 30]
    assert (case.scale.min, case.scale.max, case.threshold) == (1, 10, 5)
    assert case.has_procurement
    assert [seat.independent for seat in case.committee] == [True, True, True, False, False]
    assert [winner.concept for winner in case.winners] == [
        "ViCi",
        "Closing the Loop",
        "Liggers 2.0",
    ]
    assert case.expected["prototype"] == {"offers": 10, "awarded": 3}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_case_for_a_walk_loads(name):
    case = shipped_case(name)
    assert case.committee
    assert case.phases[0].offers


@pytest.mark.parametrize("name", ["co-funding-2021", "history-2010-2019", "sportvelden"])
def test_a_file_of_facts_that_is_no_whole_case_is_refused(name):
    with pytest.raises(CaseErrors):
        shipped_case(name)


@pytest.mark.parametrize(
    ("spoil", "place", "words"),
    [
        (lambda d: d["phases"].pop(1), "assumed.phases.prototype", "no phase of the kind"),
        (lambda d: d["assumed"]["phases"].pop("prototype"), "assumed.phases.prototype", "missing"),
        (lambda d: d.pop("phases"), "phases", "missing"),
        (lambda d: d["phases"].append({"kind": "party"}), "phases[3].kind", "not a kind of phase"),
        (lambda d: d["phases"].reverse(), "phases[1].kind", "too late"),
        (lambda d: d["phases"].append({"kind": "prototype"}), "phases[3].kind", "listed twice"),
        (lambda d: d["phases"][0].pop("offers"), "phases[0].offers", "how many offers"),
        (lambda d: d["phases"][0].update(offers=0), "phases[0].offers", "too low"),
        (lambda d: d["phases"][0].update(offers="32"), "phases[0].offers", "not a whole number"),
        (lambda d: d["phases"][1].update(offers=11), "phases[1].offers", "only 10"),
        (
            lambda d: terms(d).update(planned_awards=33),
            "assumed.phases.feasibility.planned_awards",
            "33 awards are planned, but there are only 32 offers",
        ),
        (
            lambda d: terms(d, "prototype").update(planned_awards=11),
            "assumed.phases.prototype.planned_awards",
            "only 10 offers",
        ),
        (
            lambda d: terms(d).update(max_per_offer_incl_vat_eur=500000.01),
            "assumed.phases.feasibility.max_per_offer_incl_vat_eur",
            "above the budget",
        ),
        (
            lambda d: terms(d).update(every_offer_asks_incl_vat_eur=50000.01),
            "assumed.phases.feasibility.every_offer_asks_incl_vat_eur",
            "above the maximum per offer",
        ),
        (
            lambda d: terms(d).update(budget_incl_vat_eur="half a million"),
            "assumed.phases.feasibility.budget_incl_vat_eur",
            "not a number",
        ),
        (
            lambda d: terms(d).update(budget_incl_vat_eur=500000.005),
            "assumed.phases.feasibility.budget_incl_vat_eur",
            "more than two decimals",
        ),
        (
            lambda d: terms(d).update(budget_incl_vat_eur=float("nan")),
            "assumed.phases.feasibility.budget_incl_vat_eur",
            "not a usable number",
        ),
        (
            lambda d: terms(d).update(closes="2020-08-31T12:00:00"),
            "assumed.phases.feasibility.closes",
            "offset",
        ),
        (
            lambda d: terms(d).update(closes="31 August"),
            "assumed.phases.feasibility.closes",
            "not a date with a time",
        ),
        (
            lambda d: terms(d).update(opens="2020-09-15T09:00:00+02:00"),
            "assumed.phases.feasibility.closes",
            "closes before it opens",
        ),
        (
            lambda d: terms(d, "prototype").update(opens="2020-08-31T11:59:59+02:00"),
            "assumed.phases.prototype.opens",
            "before the phase feasibility has closed",
        ),
        (
            lambda d: d["assumed"]["weights"].update(beauty=10),
            "assumed.weights.beauty",
            "no criterion",
        ),
        (lambda d: d["assumed"]["weights"].pop("impact"), "assumed.weights.impact", "missing"),
        (lambda d: d["assumed"]["weights"].update(impact=0), "assumed.weights.impact", "above 0"),
        (lambda d: d["criteria"].append(d["criteria"][0]), "criteria[3].code", "listed twice"),
        (lambda d: d.update(criteria=[]), "criteria", "at least one entry"),
        (lambda d: d["assumed"]["scale"].update(min=10), "assumed.scale", "not below"),
        (
            lambda d: d["assumed"]["scale"].update(threshold_per_criterion=11),
            "assumed.scale.threshold_per_criterion",
            "outside the scale",
        ),
        (lambda d: d["assumed"].update(budget_walk="run"), "assumed.budget_walk", "not one of"),
        (lambda d: d["committee"][1].update(seat=1), "committee[1].seat", "listed twice"),
        (
            lambda d: d["phases"][0].update(result_session="soon"),
            "phases[0].result_session",
            "date",
        ),
        (lambda d: d.update(reference="SBIR 20/CV"), "reference", "letters, digits"),
        (lambda d: d.update(instrument="raffle"), "instrument", "not an instrument"),
        (lambda d: d["title"].update(nl=" "), "title.nl", "may not be empty"),
        (lambda d: d["expected"].update(party={"offers": 1}), "expected.party", "no phase"),
    ],
)
def test_one_fault_is_named_with_its_place(document, spoil, place, words):
    spoil(document)
    assert any(line.startswith(f"{place}:") and words in line for line in faults_of(document)), (
        faults_of(document)
    )


def test_all_faults_come_at_once(document):
    document["phases"].pop(1)
    document["assumed"]["weights"]["beauty"] = 10
    terms(document)["planned_awards"] = 40
    terms(document)["max_per_offer_incl_vat_eur"] = 600000
    places = [line.partition(":")[0] for line in faults_of(document)]
    assert set(places) >= {
        "assumed.phases.prototype",
        "assumed.weights.beauty",
        "assumed.phases.feasibility.planned_awards",
        "assumed.phases.feasibility.max_per_offer_incl_vat_eur",
    }


def test_faults_are_sentences(document):
    document["phases"].pop(1)
    assert all(line.endswith(".") and ": " in line for line in faults_of(document))


@pytest.mark.parametrize("text", ["", "[1]", "{", '{"phases": NaN}', "\udcff"])
def test_a_file_that_is_no_case_is_one_sentence(tmp_path, text):
    path = tmp_path / "case.json"
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    assert len(faults_of(path)) == 1


def test_a_missing_file_is_one_sentence(tmp_path):
    assert len(faults_of(tmp_path / "nowhere.json")) == 1


@pytest.mark.parametrize("junk", [None, 3, "x", [], {}, [None], {"a": []}])
@pytest.mark.parametrize(
    "key",
    ["phases", "criteria", "committee", "assumed", "title", "winners", "expected", "challenge"],
)
def test_junk_in_any_block_never_crashes(document, key, junk):
    document[key] = junk
    try:
        load_case(document)
    except CaseErrors as refusal:
        assert refusal.faults  # noqa: PT017 - some junk is harmless, so no raise is demanded


def test_half_the_budget_is_no_fault(document):
    terms(document)["budget_incl_vat_eur"] = 250000
    assert load_case(document).phases[0].budget_incl_vat == Decimal(250000)


def test_another_case_of_the_same_form_loads(document):
    other = copy.deepcopy(document)
    other["criteria"] = [{"code": "beauty", "nl": "Schoonheid", "en": "Beauty"}]
    other["assumed"]["weights"] = {"beauty": 7}
    other["committee"] = other["committee"][:1]
    other["phases"] = [{"kind": "feasibility", "offers": 4}]
    del other["assumed"]["phases"]["prototype"], other["expected"], other["winners"]
    terms(other)["planned_awards"] = 2
    other["unknown"] = {"to": ["us"]}
    case = load_case(other)
    assert [phase.code for phase in case.phases] == ["feasibility"]
    assert not case.has_procurement
    assert case.expected == {}


def test_broken_weights_keep_their_proportion(document):
    document["assumed"]["weights"] = {"impact": 33.34, "feasibility": 33.33, "economy": 33.33}
    weights = [criterion.weight for criterion in load_case(document).criteria]
    assert weights == [3334, 3333, 3333]
