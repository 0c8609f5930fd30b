"""HTML to PDF: archivable and tagged, with bundled fonts, no network. And the text of a PDF again.

Every document is PDF/A-3a (for the archive, REQ-25) and says that it is PDF/UA-1 as well (for
everybody, REQ-20).
"""

import atexit
import threading
from contextlib import closing
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

CSS_FOLDER = settings.STATICFILES_DIRS[0] / "css"
VARIANT = "pdf/a-3a"
LOGO = "data:image/jpeg;base64,"  # stands in the document itself: nobody is asked for it
# WeasyPrint writes one marker. The other asks for its own description, as PDF/A knows it not.
PDF_UA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that it follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
# Neither library is safe to share between threads.
_pango = threading.Lock()
PDFIUM = threading.Lock()


def render(template: str, context: dict[str, Any], language: str) -> bytes:
    """Render a template on pdf/base.html to the bytes of a PDF/UA document in that language."""
    with translation.override(language):
        html = render_to_string(template, {**context, "LANGUAGE_CODE": language})
    return from_html(html, colour=context.get("sender", {}).get("colour", ""))


def from_html(html: str, *, colour: str = "") -> bytes:
    """Lay out one document. Only bundled files are read: naming any other file stops it.

    `colour` is that of the sender, #rrggbb, and empty for ink.
    """
    from weasyprint import HTML  # noqa: PLC0415  two seconds and 70 MB: only where PDFs are made

    with _pango:
        styles, fonts, fetcher = _styles()
        document = HTML(string=html, base_url=CSS_FOLDER.as_uri() + "/", url_fetcher=fetcher)
        sheets = [styles, *_of_sender(colour)]
        return document.write_pdf(
            stylesheets=sheets, font_config=fonts, pdf_variant=VARIANT, finisher=_finish
        )


def _finish(_document: Any, pdf: Any) -> None:
    """What WeasyPrint leaves out, put in before the document is written."""
    _mark_as_pdf_ua(pdf)
    _say_scopes(pdf)


def _say_scopes(pdf: Any) -> None:
    """Say of each header cell whether it heads a column or a row (PDF/UA-1, 7.5)."""

    def parent(element: Any) -> Any:
        return pdf.objects[int(element["P"].split()[0])]

    for element in pdf.objects:
        if isinstance(element, dict) and element.get("S") == "/TH":
            is_column = parent(parent(element)).get("S") == "/THead"
            element["A"]["Scope"] = "/Column" if is_column else "/Row"


def _mark_as_pdf_ua(pdf: Any) -> None:
    """Add the marker of PDF/UA to the metadata."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    end = b"</rdf:RDF>"
    metadata.stream = [part.replace(end, PDF_UA + end) for part in metadata.stream]
    pdf.catalog.setdefault("ViewerPreferences", "<< /DisplayDocTitle true >>")


def text_of(content: bytes) -> str:
    """Read back the text of all pages. Raises pypdfium2.PdfiumError for what is no PDF."""
    from pypdfium2 import PdfDocument  # noqa: PLC0415  only where PDFs are read

    with PDFIUM, closing(PdfDocument(content)) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def picture_of(content: bytes, *, scale: float) -> bytes:
    """The first page as PNG, so many pixels per CSS pixel. Raises PdfiumError for no PDF."""
    from pypdfium2 import PdfDocument  # noqa: PLC0415  only where PDFs are read

    picture = BytesIO()
    with PDFIUM, closing(PdfDocument(content)) as document:
        # A PDF counts in points, of which there are three in four pixels.
        document[0].render(scale=scale * 4 / 3).to_pil().save(picture, "PNG")
    return picture.getvalue()


@lru_cache(maxsize=1)
def _styles() -> tuple[Any, Any, Any]:
    """One stylesheet and one font configuration per process: twice as fast, and no leak."""
    from weasyprint import CSS  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415

    class BundledOnly(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if not (url.startswith(LOGO) or _is_bundled(url)):
                raise FatalURLFetchingError(f"Not a bundled file: {url}")
            return super().fetch(url, headers)

    fetcher = BundledOnly(allowed_protocols=["file", "data"])
    fonts = FontConfiguration()
    sheet = str(CSS_FOLDER / "pdf.css")
    # WeasyPrint's own clean-up fails once the interpreter is going down: let go before that.
    atexit.register(_styles.cache_clear)
    return CSS(filename=sheet, font_config=fonts, url_fetcher=fetcher), fonts, fetcher


def _of_sender(colour: str) -> list[Any]:
    """The stylesheet of one sender, who chose no more than a colour."""
    from weasyprint import CSS  # noqa: PLC0415

    rule = f".sender-name {{ color: {colour} }} .sender {{ border-top: 1mm solid {colour} }}"
    return [CSS(string=rule)] if colour else []


def _is_bundled(url: str) -> bool:
    """Say whether a file: address lies in the static folder, after every ".." is followed."""
    parts = urlsplit(url)
    path = Path(url2pathname(parts.path)).resolve()
    return parts.scheme == "file" and path.is_relative_to(CSS_FOLDER.parent.resolve())
