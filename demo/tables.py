"""The result of a replay as a table for a terminal."""

from collections.abc import Mapping
from typing import Any


def as_table(result: Mapping[str, Any]) -> str:
    """One row per figure, one column per phase; a figure that a phase does not know is a dash."""
    phases = [_flat(phase) for phase in result["phases"]]
    figures = (name for phase in phases for name in phase)
    names = list(dict.fromkeys(name for name in figures if name not in {"code", "kind"}))
    rows = [[result["call"], *(str(phase["code"]) for phase in phases)]]
    rows += [[name, *(_cell(phase.get(name)) for phase in phases)] for name in names]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    table = "\n".join(_line(row, widths) for row in rows) + "\n"
    return table + "".join(_challenge_line(each) for each in result.get("challenges", ()))


def _challenge_line(challenge: Mapping[str, Any]) -> str:
    """One challenge of a round on one line."""
    return ", ".join(f"{name} {value}" for name, value in challenge.items() if value) + "\n"


def _flat(figures: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in figures.items():
        label = f"{above}{name}".replace("_", " ")
        flat |= _flat(value, f"{label}, ") if isinstance(value, Mapping) else {label: value}
    return flat


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _line(row: list[str], widths: list[int]) -> str:
    first, *others = row
    figures = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
    return "  ".join([first.ljust(widths[0]), *figures])
