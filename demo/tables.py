"""The result of a replay as a table for a terminal."""

from collections.abc import Mapping
from typing import Any


def as_table(result: Mapping[str, Any]) -> str:
    """One row per figure, one column per phase; a figure that a phase does not know is a dash."""
    phases = result["phases"]
    names = list(dict.fromkeys(name for phase in phases for name in phase if name != "kind"))
    rows = [[result["call"], *(phase["kind"] for phase in phases)]]
    rows += [
        [name.replace("_", " "), *(_cell(phase.get(name)) for phase in phases)] for name in names
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_line(row, widths) for row in rows) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_cell(inner)}" for name, inner in value.items())
    return str(value)


def _line(row: list[str], widths: list[int]) -> str:
    first, *others = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return "  ".join(
        [
            first,
            *(cell.strip().rjust(width) for cell, width in zip(others, widths[1:], strict=True)),
        ]
    )
