"""Marked places in the standard text: found, filled in, left open, left out."""

import pytest

from calls.instruments import instrument_of
from calls.places import LEAVE_OUT, fill, places_in


def test_places_are_numbered_over_all_lines():
    found = places_in("Op [datum] in [plaats].\n\nTot [datum].")
    assert [(place.number, place.asked) for place in found] == [
        (0, "datum"),
        (1, "plaats"),
        (2, "datum"),
    ]


def test_a_markdown_link_is_no_place():
    assert places_in("Lees [de regels](https://voorbeeld.example).") == []


def test_a_place_shows_the_sentence_it_stands_in():
    (place,) = places_in("- Eerst dit. Dan op [datum], daarna dat. En nog iets.")
    assert place.sentence == "Dan op ____, daarna dat."


@pytest.mark.parametrize(
    ("text", "expected"), [("- [eis].", False), ("1. [eis]", False), ("Op [datum].", True)]
)
def test_a_place_knows_whether_its_sentence_says_more(text, expected):
    assert places_in(text)[0].says_more is expected


def test_fill_puts_each_answer_in_its_own_place():
    assert fill("Van [a] tot [b].\nDan [a].", {0: "1", 1: "2", 2: "3"}) == "Van 1 tot 2.\nDan 3."


@pytest.mark.parametrize("answers", [{}, {0: ""}, {0: "   "}])
def test_fill_without_an_answer_leaves_the_place_open(answers):
    assert fill("Op [datum].", answers) == "Op [datum]."


def test_fill_leaves_out_a_line_that_says_nothing_else():
    text = "Buiten de oproep vallen:\n\n- studies;\n- [andere uitsluiting].\n\nVerder niets."
    assert fill(text, {0: LEAVE_OUT}) == "Buiten de oproep vallen:\n\n- studies;\n\nVerder niets."


def test_fill_leaves_out_a_paragraph_with_its_empty_line():
    assert fill("Eén.\n\n[Bijzondere eis.]\n\nTwee.", {0: LEAVE_OUT}) == "Eén.\n\nTwee."


def test_fill_leaves_out_a_sentence_and_keeps_its_neighbours():
    assert fill("Eén. [Extra zin.] Twee.", {0: LEAVE_OUT}) == "Eén. Twee."


def test_an_answer_cannot_open_a_new_place():
    assert places_in(fill("Op [datum].", {0: "[later]"})) == []


def test_what_is_filled_in_stays_filled_in():
    once = fill("Van [a] tot [b].", {0: "1"})
    assert fill(once, {0: "2"}) == "Van 1 tot 2."


def test_every_place_of_the_standard_can_be_filled_in():
    """REQ-02: no standard text can keep a call from being published for ever."""
    sections = instrument_of("sbir").sections()
    assert sum(len(places_in(section["text"])) for section in sections) > 20
    for section in sections:
        answers = {place.number: "antwoord" for place in places_in(section["text"])}
        assert places_in(fill(section["text"], answers)) == []
