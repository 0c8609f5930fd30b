"""Marked places in a standard text, [such as this one]: find them and fill them in."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

MARKED_PLACE = re.compile(r"\[([^\]\n]+)\](?!\()")  # no Markdown link
LEAVE_OUT = "-"  # typed in a place: the line, or the words, are not wanted
BLANK = "____"


@dataclass(frozen=True)
class Place:
    """One marked place: its number in the text, what is asked, and the line it stands in.

    `key` stays the same while its line does: an answer that waits finds its place again when
    others were filled in meanwhile.
    """

    number: int
    asked: str
    before: str
    after: str
    key: str = ""

    @property
    def sentence(self) -> str:
        """The sentence as people read it, with a blank at this place."""
        before = re.split(r"(?<=[.?!]) (?=[A-Z\[])", self.before)[-1]
        after = re.split(r"(?<=[.?!]) ", self.after)[0]
        text = re.sub(r"\*\*|^- |\|", "", f"{before}{BLANK}{after}")
        return re.sub(r"\s+", " ", text).strip()

    @property
    def says_more(self) -> bool:
        """Whether the sentence says more than the place itself asks."""
        return _says_more([self.sentence])


def places_in(text: str) -> list[Place]:
    """The marked places of a text, in order."""
    found: list[Place] = []
    times: Counter[str] = Counter()
    for line in text.split("\n"):
        for match in MARKED_PLACE.finditer(line):
            before, after = line[: match.start()], line[match.end() :]
            place = Place(len(found), match.group(1), before, after)
            mark = hashlib.sha256(f"{before}\n{place.asked}\n{after}".encode()).hexdigest()[:10]
            times[mark] += 1
            found.append(replace(place, key=f"{mark}-{times[mark]}"))
    return found


def fill(text: str, answers: Mapping[int, str]) -> str:
    """Put answers in the places with these numbers; an empty answer leaves its place open.

    LEAVE_OUT takes the words out, and the whole line where nothing else stands in it.
    """
    lines: list[str] = []
    number = 0
    for line in text.split("\n"):
        pieces = MARKED_PLACE.split(line)
        count = len(pieces) // 2
        given = [answers.get(number + index, "").strip() for index in range(count)]
        number += count
        if LEAVE_OUT not in given:
            lines.append(_joined(pieces, given))
        elif _says_more(pieces[::2]):
            lines.append(re.sub(r"(?<=\S) {2,}", " ", _joined(pieces, given)).rstrip())
        elif lines and not lines[-1]:
            lines.pop()  # the paragraph goes with the empty line above it
    return "\n".join(lines).strip("\n")


def filled(
    sections: list[dict[str, str]], answers: Mapping[str, Mapping[str, str]]
) -> list[dict[str, str]]:
    """The sections of a text with answers in their places: {section code: {key: words}}."""
    found = []
    for section in sections:
        own = answers.get(section["code"], {})
        numbered = {place.number: own.get(place.key, "") for place in places_in(section["text"])}
        found.append({**section, "text": fill(section["text"], numbered)})
    return found


def _joined(pieces: list[str], given: list[str]) -> str:
    asked = pieces[1::2]
    values = [_value(*pair) for pair in zip(asked, given, strict=True)]
    return pieces[0] + "".join(a + b for a, b in zip(values, pieces[2::2], strict=True))


def _value(asked: str, answer: str) -> str:
    if answer == LEAVE_OUT:
        return ""
    # An answer cannot open a new place.
    return answer.replace("[", "(").replace("]", ")") or f"[{asked}]"


def _says_more(texts: list[str]) -> bool:
    """Whether words stand around the places; a bullet, a number or a full stop is no word."""
    return any(letter.isalpha() for letter in "".join(texts))
