"""What an instrument states about its calls."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PhaseKind:
    """A phase of the instrument, in its order; `entry` is open or invited."""

    kind: str
    entry: str
    takes_offers: bool = True


@dataclass(frozen=True)
class CriterionDefault:
    """A criterion that officers start from."""

    code: str
    name: str
    name_en: str
    weight: int
    threshold: int
    guidance: str = ""


@dataclass(frozen=True)
class Instrument:
    """One instrument: rules that hold for all its calls, and defaults that officers may change."""

    code: str
    name: Any  # a translatable text
    phases: tuple[PhaseKind, ...]
    criteria: tuple[CriterionDefault, ...]
    scale: tuple[int, int]
    required_documents: tuple[str, ...]
    standard: dict[str, Any]  # texts, forms, contract and letters that ship with it
    is_part_2: bool  # whether Part 2 of the Aanbestedingswet applies
    has_standstill: bool
    least_rd_share: int  # percent of the price
    letter_kinds: tuple[str, ...]
    award: str  # contract, prize, place or none
    information_days: int = 0  # before a deadline, in which news proposes a later one (Aw 2.54)

    def form_of(self, kind: str) -> list[dict[str, Any]]:
        """The standard form of a phase: its sections with questions; empty without one."""
        for form in self.standard["forms"]:
            if form["kind"] == kind:
                return list(form["sections"])
        return []

    def sections(self) -> list[dict[str, str]]:
        """The standard text of a call: [{"code", "title", "text"}], with places to fill in."""
        return [
            {
                "code": section["code"],
                "title": section["title"]["nl"],
                "text": section["text"],
            }
            for section in self.standard["sections"]
        ]
