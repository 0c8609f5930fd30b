"""Startup in Residence as data: complete, and with each clause of REQ-11 stated."""

import json

import pytest

from calls.form_schema import faults_of as form_faults
from calls.instruments import instrument_of
from calls.instruments.definition import Bound, Outcome, faults_of
from calls.offer_forms import section_from
from calls.places import places_in

SIR = instrument_of("startup_in_residence")


def questions(code: str):
    return {
        question.code: question
        for section in SIR.form_of(code)
        for question in section_from(section).questions
    }


def test_definition_has_no_faults():
    assert faults_of(SIR) == []


@pytest.mark.parametrize("code", ["application", "pitch"])
def test_forms_are_sound(code):
    assert form_faults(SIR.form_of(code)) == []
    assert {"title", "public_summary"} <= set(questions(code))


def test_standard_text_is_complete_in_both_languages_where_it_must_be():
    assert len(SIR.standard["sections"]) == 15
    for section in SIR.standard["sections"]:
        assert section["title"]["nl"]
        assert section["title"]["en"]
        assert section["text"].strip()
    assert sum(len(places_in(section["text"])) for section in SIR.standard["sections"]) > 30
    assert SIR.standard["contract"]["review_note"]["nl"]


def test_contract_names_only_fields_that_exist():
    known = {field["code"] for field in SIR.standard["merge_fields"]}
    text = json.dumps(SIR.standard["contract"])
    named = {part.split("}}")[0] for part in text.split("{{")[1:]}
    assert named <= known


def test_two_versions_of_the_proposal_of_four_pages_one_of_them_anonymous():
    """REQ-11: page limit on the PDF; an anonymous file slot for round 1."""
    asked = questions("application")
    assert asked["proposal_anonymous"].anonymous
    assert not asked["proposal"].anonymous
    assert asked["proposal_anonymous"].page_limit == asked["proposal"].page_limit == 4
    assert SIR.phase("application").is_anonymous
    assert not SIR.phase("pitch").is_anonymous


def test_what_tells_who_the_applicant_is_is_marked_so():
    """REQ-11: identity is revealed after the scores are locked."""
    company = next(part for part in SIR.form_of("application") if part["code"] == "company")
    assert all(question["identifies"] for question in company["questions"])


def test_limits_of_age_and_size_are_declared_on_the_form():
    """REQ-11: at most 4 years, at most 10 FTE, not spun off from a firm of 250 or more."""
    limits = {limit.bound: limit for limit in SIR.phase("application").limits}
    assert [limits[bound].number for bound in Bound] == [4, 10, 250]
    places = {
        f"{section['code']}/{question['code']}"
        for section in SIR.form_of("application")
        for question in section["questions"]
    }
    assert {limit.question for limit in limits.values()} <= places


def test_one_offer_in_each_challenge_and_one_place_at_most():
    """REQ-11: may apply to all challenges, wins with one entry only."""
    assert SIR.phase("application").one_offer_each
    assert not SIR.phase("application").one_award_each  # one may pitch in several
    assert SIR.phase("pitch").one_award_each


def test_a_company_needs_its_register_number_from_the_contract_on():
    """REQ-11: an organisation without KvK is allowed until the contract."""
    assert SIR.registers_late
    assert not instrument_of("sbir").registers_late


def test_pitch_takes_ten_minutes_and_forty_of_questions_and_gives_a_place():
    pitch = SIR.phase("pitch")
    assert (pitch.pitch_minutes, pitch.question_minutes) == (10, 40)
    assert pitch.outcome == Outcome.PLACE
    assert pitch.contract is not None
    assert set(SIR.procedures) == {"partnership", "national"}
