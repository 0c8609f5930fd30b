"""Rows out of CSV or JSON text: each with its line, and only the columns that were asked for."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


class Unreadable(ValueError):
    """Not a file of rows at all; its text is for the person who chose it."""


@dataclass(frozen=True)
class Refused:
    """A row that is left out: its line, what it says, why, and the column that is wrong."""

    line: int
    text: str
    reason: str
    column: str = ""


def rows_of(
    text: str, columns: Sequence[str], needed: Sequence[str] | None = None
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each row as text per column, "" where it has none. Empty rows are left out.

    The first line of CSV names the columns, all of `needed` (every column, unless told otherwise)
    among them; JSON is a list of objects. Raises Unreadable.
    """
    if text.lstrip()[:1] in {"[", "{"}:
        yield from _rows_of_json(text, columns)
        return
    lines = text.lstrip("\N{BYTE ORDER MARK}").splitlines()
    delimiter = ";" if lines and ";" in lines[0] else ","
    reader = csv.DictReader(lines, delimiter=delimiter)
    names = {(name or "").strip().lower() for name in reader.fieldnames or []}
    if missing := [name for name in needed or columns if name not in names]:
        raise Unreadable(
            _("The first line names the columns %(columns)s. Missing: %(missing)s.")
            % {"columns": ", ".join(columns), "missing": ", ".join(missing)}
        )
    try:
        for row in reader:
            cells = {(name or "").strip().lower(): cell for name, cell in row.items()}
            found = {name: _plain(cells.get(name)) for name in columns}
            if any(found.values()):
                yield reader.line_num, found
    except csv.Error as fault:
        raise Unreadable(_("Line %(line)s cannot be read.") % {"line": reader.line_num}) from fault


def _rows_of_json(text: str, columns: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        rows = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(_("This is not sound JSON.")) from fault
    if not isinstance(rows, list):
        raise Unreadable(_("The JSON is not a list of rows."))
    for number, row in enumerate(rows, start=1):
        cells = row if isinstance(row, dict) else {}
        yield number, {name: _plain(cells.get(name)) for name in columns}


def _plain(cell: Any) -> str:
    return cell.strip() if isinstance(cell, str) else ""
