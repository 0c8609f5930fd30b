"""The instrument adviser, rule by rule, against a second table of answers (domain.md 0 to 2)."""

from collections import Counter
from datetime import date

import pytest

from calls.advice.records import localised, record_of
from calls.advice.rules import applies, book, facts_of, thresholds_hold_on, verdicts_of
from tests.calls.advice.stages import BRIDGES

# rule, its effect, answers for which it speaks, and almost the same answers for which it does not
RULES = [
    ("sbir-on-sale", "rules_out", "market=adapt", "market=no"),
    ("sbir-market-unknown", "rules_out", "market=unknown", "market=yes"),
    ("sbir-exclusive", "rules_out", "rights=authority users=one", "rights=developer users=one"),
    ("sbir-publish", "condition",
     "rights=authority users=society", "rights=developer users=society"),
    ("sbir-contribution", "rules_out", "aid=contribution", "aid=market"),
    ("sbir-aid-unsure", "condition", "aid=unsure", "aid=market"),
    ("sbir-buy-direct", "rules_out", "buying=direct", "buying=later"),
    ("sbir-no-money", "rules_out", "rd_excl_vat=0.00", "rd_excl_vat=3000000.00"),
    ("sbir-not-on-sale", "for", "market=no", "market=yes"),
    ("sbir-early", "for", "distance=lab", "distance=pilot"),
    ("sbir-proof", "for", "outcome=proof", "outcome=ideas"),
    ("sbir-buy-later", "for", "buying=no", "buying=direct"),
    ("sbir-developer-rights", "for", "rights=open", "rights=authority"),
    ("sbir-wider-use", "for", "users=society", "users=one"),
    ("sbir-finished", "against", "distance=proven", "distance=idea"),
    ("sbir-little-time", "against", "time=weeks", "time=months"),
    ("sbir-small-only", "against", "entrants=young_small", "entrants=all"),
    ("sbir-too-heavy", "against", "outcome=design", "outcome=proof"),
    ("sbir-product", "against", "outcome=product", "outcome=ideas"),
    ("innovation_partnership-on-sale", "rules_out", "market=adapt", "market=no"),
    ("innovation_partnership-market-unknown", "rules_out", "market=unknown", "market=yes"),
    ("innovation_partnership-no-purchase", "rules_out", "buying=no", "buying=direct"),
    ("innovation_partnership-contribution", "rules_out", "aid=contribution", "aid=market"),
    ("innovation_partnership-aid-unsure", "condition", "aid=unsure", "aid=market"),
    ("innovation_partnership-no-budget", "condition",
     "buying=later purchases_excl_vat=0.00", "buying=no purchases_excl_vat=0.00"),
    ("innovation_partnership-buy-direct", "for", "buying=direct", "buying=later"),
    ("innovation_partnership-not-on-sale", "for", "market=no", "market=yes"),
    ("innovation_partnership-product", "for", "outcome=product", "outcome=ideas"),
    ("innovation_partnership-long", "for", "time=long", "time=weeks"),
    ("innovation_partnership-above", "for",
     "rd_excl_vat=140000.00 purchases_excl_vat=0.00",
     "rd_excl_vat=139999.99 purchases_excl_vat=0.00"),
    ("innovation_partnership-below", "against",
     "rd_excl_vat=139999.99 purchases_excl_vat=0.00",
     "rd_excl_vat=140000.00 purchases_excl_vat=0.00"),
    ("innovation_partnership-small-purchase", "against",
     "rd_excl_vat=100000.01 purchases_excl_vat=100000.00",
     "rd_excl_vat=100000.00 purchases_excl_vat=100000.00"),
    ("innovation_partnership-little-time", "against", "time=weeks", "time=months"),
    ("innovation_partnership-some-time", "against", "time=months", "time=weeks"),
    ("innovation_partnership-small-only", "against", "entrants=young_small", "entrants=all"),
    ("innovation_partnership-too-heavy", "against", "outcome=design", "outcome=proof"),
    ("innovation_partnership-rights", "condition", "rights=open", "rights=developer"),
    ("startup_in_residence-everybody", "rules_out", "entrants=all", "entrants=young_small"),
    ("startup_in_residence-contribution", "rules_out", "aid=contribution", "aid=market"),
    ("startup_in_residence-on-sale", "against", "market=yes", "market=adapt"),
    ("startup_in_residence-small-only", "for", "entrants=young_small", "entrants=all"),
    ("startup_in_residence-months", "for", "time=months", "time=weeks"),
    ("startup_in_residence-close", "for", "distance=pilot", "distance=idea"),
    ("startup_in_residence-working", "for", "outcome=product", "outcome=ideas"),
    ("startup_in_residence-above", "condition",
     "rd_excl_vat=140000.00 purchases_excl_vat=0.00",
     "rd_excl_vat=139999.99 purchases_excl_vat=0.00"),
    ("startup_in_residence-market-unknown", "condition", "market=unknown", "market=yes"),
    ("startup_in_residence-own-rights", "against", "rights=authority", "rights=developer"),
    ("startup_in_residence-too-heavy", "against", "outcome=design", "outcome=proof"),
    ("startup_in_residence-large", "against", "time=weeks", "time=months"),
    ("design_contest-product", "rules_out", "outcome=product", "outcome=ideas"),
    ("design_contest-no-money", "rules_out", "rd_excl_vat=0.00", "rd_excl_vat=3000000.00"),
    ("design_contest-design", "for", "outcome=design", "outcome=ideas"),
    ("design_contest-ideas", "for", "outcome=ideas", "outcome=design"),
    ("design_contest-follow-up", "for", "buying=direct", "buying=later"),
    ("design_contest-above", "condition",
     "rd_excl_vat=140000.00 purchases_excl_vat=0.00",
     "rd_excl_vat=139999.99 purchases_excl_vat=0.00"),
    ("design_contest-proof", "against", "outcome=proof", "outcome=ideas"),
    ("design_contest-weeks", "against", "time=weeks", "time=months"),
    ("design_contest-contribution", "against", "aid=contribution", "aid=market"),
    ("hackathon-product", "rules_out", "outcome=proof", "outcome=ideas"),
    ("hackathon-buy-direct", "rules_out", "buying=direct", "buying=later"),
    ("hackathon-ideas", "for", "outcome=ideas", "outcome=design"),
    ("hackathon-weeks", "for", "time=weeks", "time=months"),
    ("hackathon-early", "for", "distance=unknown", "distance=lab"),
    ("hackathon-design", "against", "outcome=design", "outcome=ideas"),
    ("hackathon-prize-and-order", "condition",
     "rd_excl_vat=140000.00 purchases_excl_vat=0.00",
     "rd_excl_vat=139999.99 purchases_excl_vat=0.00"),
    ("hackathon-contribution", "against", "aid=contribution", "aid=market"),
    ("market_consultation-market-unknown", "for", "market=unknown", "market=yes"),
    ("market_consultation-distance-unknown", "for", "distance=unknown", "distance=idea"),
    ("market_consultation-contradiction", "for",
     "market=no distance=proven", "market=yes distance=proven"),
    ("market_consultation-already-known", "against", "market=adapt", "market=no"),
    ("market_consultation-equal", "condition", "market=unknown", "market=yes"),
    ("tender-on-sale", "for", "market=yes", "market=adapt"),
    ("tender-adapt", "for", "market=adapt", "market=yes"),
    ("tender-proven", "for", "distance=proven", "distance=idea"),
    ("tender-exclusive", "for",
     "rights=authority users=one market=no", "rights=developer users=one market=no"),
    ("tender-not-on-sale", "against", "market=no", "market=yes"),
    ("tender-no-purchase", "rules_out",
     "buying=no purchases_excl_vat=0.00", "buying=direct purchases_excl_vat=0.00"),
    ("tender-contribution", "rules_out", "aid=contribution", "aid=market"),
    ("tender-above", "condition",
     "rd_excl_vat=140000.00 purchases_excl_vat=0.00",
     "rd_excl_vat=139999.99 purchases_excl_vat=0.00"),
]  # fmt: skip


def answers(changes):
    return BRIDGES | dict(pair.split("=") for pair in changes.split())


def spoken(given):
    return {finding.rule for verdict in verdicts_of(given) for finding in verdict.findings}


def suggested(given):
    return next((row.instrument for row in verdicts_of(given) if row.fit == "best"), "")


def fit_of(instrument, given):
    return next(row.fit for row in verdicts_of(given) if row.instrument == instrument)


@pytest.mark.parametrize(("rule", "effect", "on", "off"), RULES, ids=[row[0] for row in RULES])
def test_rule_speaks_for_its_answers_and_for_no_others(rule, effect, on, off):
    assert rule in spoken(answers(on))
    assert rule not in spoken(answers(off))
    told = next(one for one in book()["rules"] if one["code"] == rule)
    assert told["effect"] == effect


@pytest.mark.parametrize(
    ("rule", "on"), [(row[0], row[2]) for row in RULES if row[1] == "rules_out"]
)
def test_what_is_ruled_out_is_never_suggested(rule, on):
    instrument = next(one["instrument"] for one in book()["rules"] if one["code"] == rule)
    assert fit_of(instrument, answers(on)) == "ruled_out"


def test_every_rule_is_tested_once():
    assert Counter(row[0] for row in RULES) == Counter(rule["code"] for rule in book()["rules"])


def test_every_rule_says_why_in_both_languages_and_names_its_source():
    for rule in book()["rules"]:
        assert rule["text"]["nl"].strip()
        assert rule["text"]["en"].strip()
        assert rule["source"].strip()
        assert (rule["weight"] > 0) == (rule["effect"] in {"for", "against"})


def test_rules_name_only_questions_answers_and_instruments_that_exist():
    options = {
        question["code"]: {option["code"] for option in question.get("options", ())}
        for question in book()["questions"]
    }
    options |= {
        "rd": {"some", "none"}, "purchases": {"some", "none"}, "total": {"above", "below"},
        "balance": {"mostly_development", "in_proportion"},
    }  # fmt: skip
    instruments = {each["code"] for each in book()["instruments"]}
    for rule in book()["rules"]:
        assert rule["instrument"] in instruments
        for name, values in rule["when"].items():
            assert set(values) <= options[name], rule["code"]


def test_a_rule_with_several_facts_needs_them_all():
    rule = next(one for one in book()["rules"] if one["code"] == "sbir-exclusive")
    assert applies(rule, facts_of(answers("rights=authority users=one")))
    assert not applies(rule, facts_of(answers("rights=authority users=several")))
    assert not applies(rule, facts_of(answers("rights=developer users=one")))


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        ("sbir", ""),
        ("innovation_partnership", "buying=direct outcome=product purchases_excl_vat=9000000.00"),
        ("startup_in_residence", "entrants=young_small time=months rd_excl_vat=50000.00"),
        ("design_contest", "outcome=design time=months rd_excl_vat=60000.00"),
        ("hackathon", "outcome=ideas time=weeks distance=idea rd_excl_vat=10000.00"),
        ("tender", "market=yes distance=proven outcome=product rd_excl_vat=0.00"
                   " purchases_excl_vat=400000.00"),
        ("tender", "market=adapt outcome=product purchases_excl_vat=400000.00"),
        ("market_consultation", "market=unknown distance=unknown"),
        ("", "aid=contribution"),
    ],
)  # fmt: skip
def test_suggestion_for_a_plain_case(expected, changes):
    assert suggested(answers(changes)) == expected


def test_without_market_research_neither_sbir_nor_partnership_is_suggested():
    """1.5, 2.1: both need a market that was looked into; the honest answer is to ask it first."""
    given = answers("market=unknown buying=direct outcome=product")
    assert fit_of("sbir", given) == fit_of("innovation_partnership", given) == "ruled_out"
    assert suggested(given) == "market_consultation"


def test_whoever_wants_to_buy_directly_gets_no_sbir():
    """REQ-02 (c): no purchase ever comes out of an SBIR, so the adviser does not suggest one."""
    assert fit_of("sbir", answers("buying=direct")) == "ruled_out"


def test_results_for_the_authority_alone_leave_the_exemption():
    """1.5: article 14 does not hold when the results are its own and it pays in full."""
    given = answers("rights=authority users=one")
    assert fit_of("sbir", given) == "ruled_out"


@pytest.mark.parametrize(
    ("tier", "amount", "expected"),
    [("central", "139999.99", "below"), ("central", "140000.00", "above"),
     ("decentral", "215999.99", "below"), ("decentral", "216000.00", "above")],
)  # fmt: skip
def test_value_counts_development_and_purchases_together(tier, amount, expected):
    """2.1: the value of a partnership is research and purchases together, excluding VAT."""
    from_research = answers(f"tier={tier} rd_excl_vat={amount} purchases_excl_vat=0.00")
    assert facts_of(from_research)["total"] == expected
    together = answers(f"tier={tier} rd_excl_vat=0.01 purchases_excl_vat={amount}")
    assert facts_of(together)["total"] == "above"


def test_thresholds_say_for_which_years_they_hold():
    assert thresholds_hold_on(date(2026, 1, 1))
    assert thresholds_hold_on(date(2027, 12, 31))
    assert not thresholds_hold_on(date(2028, 1, 1))


def test_every_instrument_states_every_condition():
    wanted = {row["code"] for row in book()["condition_rows"]}
    assert len(wanted) == 7
    for instrument in book()["instruments"]:
        assert set(instrument["conditions"]) == wanted
        assert all(text["nl"] and text["en"] for text in instrument["conditions"].values())


def test_a_record_holds_every_word_in_both_languages():
    record = record_of(BRIDGES, date(2026, 6, 1))
    assert record["suggested"] == "sbir"
    assert len(record["answers"]) == 12
    assert len(record["verdicts"]) == 7
    dutch = localised(record, "nl")
    english = localised(record, "en")
    assert dutch["answers"][0] == {
        "code": "market",
        "question": "Is te koop wat u zoekt?",
        "answer": "no",
        "label": "Nee, dat hebben wij onderzocht",
    }
    assert english["answers"][0]["label"] == "No, we have looked into it"
    assert dutch["answers"][4]["label"] == "€\u00a03.000.000"
