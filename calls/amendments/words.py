"""Words added and removed between two texts, paragraph by paragraph."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
_PARAGRAPHS = re.compile(r"\n\s*\n")
_WORDS = re.compile(r"\s+|[^\s]+")
# Beyond this many words a paragraph is shown as replaced: nobody reads such a diff, and finding
# it takes time that grows with the square.
LONGEST_PARAGRAPH = 1500


@dataclass(frozen=True)
class Piece:
    """A run of words: the same, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: `skipped` counts paragraphs in its place that did not change."""

    pieces: tuple[Piece, ...] = ()
    skipped: int = 0


def text_diff(before: str, after: str) -> tuple[Paragraph, ...]:
    """What changed, in the order of the text; paragraphs that did not change are only counted."""
    return tuple(_paragraph_diff(_paragraphs(before), _paragraphs(after)))


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """One paragraph, word by word; spaces go with the words they follow."""
    was, now = _WORDS.findall(before), _WORDS.findall(after)
    if len(was) > LONGEST_PARAGRAPH or len(now) > LONGEST_PARAGRAPH:
        return _whole(before, after)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    for tag, from_a, to_a, from_b, to_b in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(SAME, "".join(was[from_a:to_a])))
            continue
        if from_a < to_a:
            pieces.append(Piece(REMOVED, "".join(was[from_a:to_a])))
        if from_b < to_b:
            pieces.append(Piece(ADDED, "".join(now[from_b:to_b])))
    return tuple(_joined(pieces))


def _paragraphs(text: str) -> list[str]:
    return [each.strip() for each in _PARAGRAPHS.split(text.replace("\r\n", "\n")) if each.strip()]


def _paragraph_diff(was: list[str], now: list[str]) -> Iterator[Paragraph]:
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    for tag, from_a, to_a, from_b, to_b in matcher.get_opcodes():
        if tag == "equal":
            yield Paragraph(skipped=to_a - from_a)
            continue
        removed, added = was[from_a:to_a], now[from_b:to_b]
        paired = min(len(removed), len(added))
        for before, after in zip(removed[:paired], added[:paired], strict=True):
            yield Paragraph(word_diff(before, after))
        for before in removed[paired:]:
            yield Paragraph((Piece(REMOVED, before),))
        for after in added[paired:]:
            yield Paragraph((Piece(ADDED, after),))


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """A lone space between two changes belongs to them: one change, and not five."""
    removed, added, index = "", "", 0
    while index < len(pieces):
        piece = pieces[index]
        is_bridge = (
            piece.kind == SAME
            and not piece.text.strip()
            and (removed or added)
            and index + 1 < len(pieces)
        )
        if piece.kind == REMOVED or is_bridge:
            removed += piece.text
        if piece.kind == ADDED or is_bridge:
            added += piece.text
        if piece.kind == SAME and not is_bridge:
            yield from _whole(removed, added)
            removed = added = ""
            yield piece
        index += 1
    yield from _whole(removed, added)


def _whole(before: str, after: str) -> tuple[Piece, ...]:
    """What was replaced by what; white space alone is no change, but goes on parting words."""
    pieces = []
    if before:
        pieces.append(Piece(REMOVED if before.strip() else SAME, before))
    if after and (after.strip() or before.strip()):
        pieces.append(Piece(ADDED if after.strip() else SAME, after))
    elif after and not before:
        pieces.append(Piece(SAME, after))
    return tuple(pieces)
