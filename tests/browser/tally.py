"""What a walk costs a person: pages, clicks, typing, reading; and how many minutes that is."""

from dataclasses import dataclass, fields
from typing import Self

# Seconds. Card, Moran and Newell, "The keystroke-level model for user performance time with
# interactive systems", Communications of the ACM 23 (1980) 396-410: an average typist who is no
# secretary, pointing, a button, moving a hand to the mouse or back, and making up one's mind.
KEY, POINT, BUTTON, HAND, MIND = 0.28, 1.10, 0.20, 0.40, 1.35
# That model is of somebody who knows the way. A new person reads besides: on a page about 28% of
# its words (Weinreich and others, ACM Transactions on the Web 2 (2008), article 5), silently 238 a
# minute (Brysbaert, Journal of Memory and Language 109 (2019) 104047).
PART_READ, WORDS_A_MINUTE = 0.28, 238


@dataclass
class Tally:
    """Counted in a real browser; `words` are those of each page, the first time one is there."""

    pages: int = 0
    clicks: int = 0
    fields: int = 0
    letters: int = 0
    words: int = 0

    def __sub__(self, earlier: Self) -> "Tally":
        return Tally(
            *(getattr(self, each.name) - getattr(earlier, each.name) for each in fields(self))
        )

    @property
    def minutes(self) -> float:
        """By the keystroke-level model, and the reading of who is there for the first time.

        A click is a decision, pointing and a button; a field is that, a hand to the keys and back,
        and its letters.
        """
        click = MIND + POINT + BUTTON
        doing = (self.clicks + self.fields) * click + self.fields * 2 * HAND + self.letters * KEY
        return doing / 60 + self.words * PART_READ / WORDS_A_MINUTE

    def __str__(self) -> str:
        return (
            f"{self.pages} pages, {self.clicks} clicks, {self.fields} fields,"
            f" {self.letters} letters, {self.words} words: {self.minutes:.1f} minutes"
        )
