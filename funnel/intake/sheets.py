"""A spreadsheet as CSV text: the first sheet, values only, with a bound on everything.

A formula is not computed: its text comes along, and whoever reads the row refuses it. Only the
package is opened; links, macros and other sheets in it are never followed.
"""

import csv
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from funnel.intake.tables import Unreadable

SIGNATURE = b"PK\x03\x04"
MOST_PARTS = 200
MOST_BYTES = 20 * 1024 * 1024  # of all parts together, unpacked
MOST_ROWS, MOST_COLUMNS = 10_000, 60
PIECE = 64 * 1024


def csv_of(content: bytes) -> str:
    """The first sheet as CSV, a line per row, so that a line has the number of its row.

    Raises Unreadable for what is no XLSX file, and for one that is too large unpacked.
    """
    from openpyxl import load_workbook  # noqa: PLC0415  half a second: only where files come in

    try:
        _check(content)
        with closing(load_workbook(BytesIO(content), read_only=True, keep_links=False)) as book:
            sheet: Any = book.worksheets[0]
            sheet.reset_dimensions()  # a file may claim any size of its own
            rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
            return _written(rows)
    except Unreadable:
        raise
    except Exception as fault:  # a file can be broken in any of a hundred ways
        raise Unreadable(_("This is not a sound XLSX file.")) from fault


def _written(rows: Any) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise Unreadable(
                _("This sheet has more than %(most)s rows. Split it.") % {"most": MOST_ROWS}
            )
        cells = [_text(cell) for cell in row]
        # An empty row stays a line, so that the lines after it keep the number of their row.
        writer.writerow(cells if any(cells) else [""])
    return text.getvalue()


def _text(cell: Any) -> str:
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        plain = format(Decimal(repr(cell)), "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return " ".join(str(cell).split())


def _check(content: bytes) -> None:
    """Unpack every part once, piece by piece, and stop beyond the bound."""
    with ZipFile(BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > MOST_PARTS:
            raise Unreadable(_("This XLSX file has too many parts."))
        left = MOST_BYTES
        for part in parts:
            with package.open(part) as stream:
                while piece := stream.read(PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise Unreadable(_("This XLSX file is too large when it is unpacked."))
                    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                        raise BadZipFile("a part declares its own entities")
