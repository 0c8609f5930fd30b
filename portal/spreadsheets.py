"""CSV and XLSX that a spreadsheet opens without running anything in it."""

import csv
import re
from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

# A cell that begins so is read as a formula by a spreadsheet (security.md, ASVS 1.2.10). The
# apostrophe is among them so that taking one away always gives back what was there.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_line(cells: Iterable[Any]) -> str:
    """One line of CSV; text that a spreadsheet would run as a formula is led by an apostrophe."""
    line = StringIO()
    csv.writer(line).writerow([_safe(cell) for cell in cells])
    return line.getvalue()


def xlsx(sheets: dict[str, Iterable[Iterable[Any]]]) -> bytes:
    """A workbook of sheets by their name, written row by row; text is led as in CSV.

    Whole numbers and Decimal stay numbers. The rows are never all in memory at once, the workbook
    itself is.
    """
    # Half a second: only where workbooks are made.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    book, written = Workbook(write_only=True), BytesIO()
    try:
        for name, rows in sheets.items():
            sheet = book.create_sheet(name[:31])  # the longest name that a spreadsheet takes
            for row in rows:
                sheet.append([_cell(cell, ILLEGAL_CHARACTERS_RE) for cell in row])
    finally:
        book.save(written)  # also where the rows break off: it removes its temporary files
    return written.getvalue()


def _safe(cell: Any) -> Any:
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def _cell(cell: Any, illegal: re.Pattern[str]) -> Any:
    """A number as it is; anything else as safe text without the signs that XML cannot hold."""
    if cell is None or isinstance(cell, int | Decimal):
        return cell
    return _safe(illegal.sub("", str(cell)))
