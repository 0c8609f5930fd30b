"""Differences in texts: words, paragraphs, and texts that are too long to compare."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls.amendments.words import ADDED, REMOVED, SAME, Paragraph, Piece, text_diff, word_diff

WORDS = st.lists(
    st.sampled_from(["een", "brug", "van", "hout", "\n\n", "staal", "60"]), max_size=30
)


def test_one_word_that_changed_is_shown_alone() -> None:
    assert word_diff("Het draagt 60 ton.", "Het draagt 80 ton.") == (
        Piece(SAME, "Het draagt "),
        Piece(REMOVED, "60"),
        Piece(ADDED, "80"),
        Piece(SAME, " ton."),
    )


def test_paragraphs_that_did_not_change_are_only_counted() -> None:
    before = "Een.\n\nTwee.\n\nDrie."
    assert text_diff(before, "Een.\n\nTwee.\n\nDrie.\n\nVier.") == (
        Paragraph(skipped=3),
        Paragraph((Piece(ADDED, "Vier."),)),
    )
    assert text_diff(before, "Een.\n\nDrie.")[1] == Paragraph((Piece(REMOVED, "Twee."),))


def test_line_ends_of_another_system_are_no_difference() -> None:
    assert text_diff("Een.\r\n\r\nTwee.", "Een.\n\nTwee.") == (Paragraph(skipped=2),)


def test_a_paragraph_that_is_too_long_is_shown_as_replaced() -> None:
    """200 kB of pasted text is answered at once, and not compared word by word."""
    before, after = "a " * 100_000, "b " * 100_000
    assert [piece.kind for piece in word_diff(before, after)] == [REMOVED, ADDED]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine
@given(WORDS, WORDS)
def test_a_difference_leads_from_the_one_text_to_the_other(was: list[str], now: list[str]) -> None:
    """Without what was added it reads as before, without what was removed as after."""
    before, after = " ".join(was).strip(), " ".join(now).strip()
    pieces = word_diff(before, after)
    old = "".join(piece.text for piece in pieces if piece.kind != ADDED)
    new = "".join(piece.text for piece in pieces if piece.kind != REMOVED)
    assert old.split() == before.split()
    assert new.split() == after.split()
