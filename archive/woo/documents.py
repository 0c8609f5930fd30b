"""The list of documents with what became of each (inventarislijst), as PDF and CSV."""

from collections.abc import Iterator
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from archive.woo.grounds import GROUNDS
from archive.woo.models import WooDocument, WooRequest
from portal import pdf, pdf_seal
from portal.spreadsheets import csv_line

LANGUAGE = "nl"  # the file of a Dutch authority, whoever asks for it


def rows_of(request: WooRequest) -> list[dict[str, Any]]:
    """Each document with its verdict and every ground. A company's name is not disclosed by it."""
    return [
        {"document": each, "grounds": _grounds(each)}
        for each in request.documents.prefetch_related("passages")
    ]


def inventory_pdf(request: WooRequest) -> bytes:
    """The list as PDF/A."""
    with translation.override(LANGUAGE):
        context = {
            "request_": request,
            "sender": {"name": request.owner.name, "lines": request.owner.address.splitlines()},
            "rows": rows_of(request),
        }
        return pdf_seal.sealed(pdf.render("woo/inventory.pdf.html", context, LANGUAGE))


def inventory_csv(request: WooRequest) -> Iterator[str]:
    """The list for a spreadsheet."""
    yield "\ufeff"  # without it a spreadsheet takes the accents for something else
    yield csv_line([_("No."), _("Document"), _("What becomes of it"), _("Grounds")])
    for row in rows_of(request):
        each = row["document"]
        yield csv_line(
            [each.number, each.title, each.get_verdict_display(), "; ".join(row["grounds"])]
        )


def _grounds(document: WooDocument) -> list[str]:
    if document.verdict == WooDocument.Verdict.WHOLE:
        return []
    codes = [document.ground] if document.ground else []
    if document.verdict == WooDocument.Verdict.PARTLY:
        codes += [passage.ground for passage in document.passages.all()]
    return [str(GROUNDS[code]) for code in dict.fromkeys(codes)]
