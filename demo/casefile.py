"""Typed reading of a JSON document that remembers every fault instead of stopping at the first.

Each method takes the mapping, the key and the place of the mapping in the file, so that a fault
can name where it is ("assumed.phases.prototype.closes"). A faulty value reads as None.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

CENT = Decimal("0.01")
HIGHEST_WHOLE = 32767


def parse(source: str | Path | Mapping[str, Any]) -> Any:
    """Return the JSON document; a path is read with exact decimals, a mapping is taken as is.

    Raises ValueError for text that is not JSON or not UTF-8, and OSError for a file that
    cannot be read.
    """
    if isinstance(source, Mapping):
        return source
    text = Path(source).read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number that JSON allows")


class FaultReader:
    """Reads values of the wanted kind and collects a sentence for each one that is wrong."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def fault(self, place: str, sentence: str) -> None:
        """Remember one fault, once; the sentence ends in a full stop."""
        line = f"{place}: {sentence}"
        if line not in self.faults:
            self.faults.append(line)

    def mapping(self, parent: Mapping[str, Any], key: str, at: str = "") -> Mapping[str, Any]:
        """An object; an empty one when it is missing or something else."""
        value = self._present(parent, key, at)
        if value is None or isinstance(value, Mapping):
            return value or {}
        self.fault(_place(at, key), "this must be an object with named values.")
        return {}

    def items(self, parent: Mapping[str, Any], key: str, at: str = "") -> list[Mapping[str, Any]]:
        """A list of objects with at least one entry; entries of another kind are left out."""
        value = self._present(parent, key, at)
        if value is None:
            return []
        place = _place(at, key)
        if not isinstance(value, list) or not value:
            self.fault(place, "this must be a list with at least one entry.")
            return []
        for index, entry in enumerate(value):
            if not isinstance(entry, Mapping):
                self.fault(f"{place}[{index}]", "this must be an object with named values.")
        return [entry if isinstance(entry, Mapping) else {} for entry in value]

    def text(
        self, parent: Mapping[str, Any], key: str, at: str = "", *, longest: int = 2000
    ) -> str:
        """Text of at most `longest` characters, one at least; empty when it is faulty."""
        value = self._present(parent, key, at)
        if value is None:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.fault(_place(at, key), "this must be text and may not be empty.")
            return ""
        if len(value.strip()) > longest:
            self.fault(_place(at, key), f"this text is longer than {longest} characters.")
        return value.strip()

    def whole(
        self, parent: Mapping[str, Any], key: str, at: str = "", *, least: int = 0
    ) -> int | None:
        """A whole number from `least` up to what a small column holds."""
        value = self._present(parent, key, at)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(_place(at, key), f"{_shown(value)} is not a whole number.")
            return None
        if value < least:
            self.fault(_place(at, key), f"{value} is too low; it must be {least} or more.")
            return None
        if value > HIGHEST_WHOLE:
            self.fault(_place(at, key), f"{value} is above {HIGHEST_WHOLE}.")
            return None
        return value

    def money(self, parent: Mapping[str, Any], key: str, at: str = "") -> Decimal | None:
        """An amount in euro above zero, in whole cents."""
        value = self.number(parent, key, at)
        if value is None:
            return None
        if value <= 0:
            self.fault(_place(at, key), f"{value} is not an amount above zero.")
            return None
        if value != value.quantize(CENT):
            self.fault(_place(at, key), f"{value} has more than two decimals.")
            return None
        return value.quantize(CENT)

    def number(self, parent: Mapping[str, Any], key: str, at: str = "") -> Decimal | None:
        """A finite number, exact."""
        value = self._present(parent, key, at)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            self.fault(_place(at, key), f"{_shown(value)} is not a number.")
            return None
        exact = Decimal(str(value))
        if not exact.is_finite() or abs(exact) >= Decimal(10) ** 12:
            self.fault(_place(at, key), f"{value} is not a usable number.")
            return None
        return exact

    def instant(self, parent: Mapping[str, Any], key: str, at: str = "") -> datetime | None:
        """A moment with its offset, such as 2020-08-31T12:00:00+02:00."""
        value = self._present(parent, key, at)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            self.fault(_place(at, key), f"{_shown(value)} is not a date with a time.")
            return None
        if moment.tzinfo is None:
            self.fault(_place(at, key), f"{_shown(value)} does not say its offset from UTC.")
            return None
        return moment

    def optional_day(self, parent: Mapping[str, Any], key: str, at: str = "") -> date | None:
        """A date such as 2021-03-24, or None where the file gives none."""
        if parent.get(key) is None:
            return None
        try:
            return date.fromisoformat(parent[key])
        except (TypeError, ValueError):
            self.fault(_place(at, key), f"{_shown(parent[key])} is not a date.")
            return None

    def _present(self, parent: Mapping[str, Any], key: str, at: str) -> Any:
        value = parent.get(key)
        if value is None:
            self.fault(_place(at, key), "this is missing.")
        return value


def _place(at: str, key: str) -> str:
    return f"{at}.{key}" if at else key


def _shown(value: Any) -> str:
    text = str(value)
    return f'"{text[:40]}"' if text else "an empty text"
