"""HTML to PDF: tagged (PDF/UA), with bundled fonts, no network."""

import threading
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

CSS_FOLDER = settings.STATICFILES_DIRS[0] / "css"
_pango = threading.Lock()  # Pango is not safe to share between threads


def render(template: str, context: dict[str, Any], language: str) -> bytes:
    """Render a template on pdf/base.html to the bytes of a PDF/UA document in that language."""
    with translation.override(language):
        html = render_to_string(template, {**context, "LANGUAGE_CODE": language})
    return from_html(html)


def from_html(html: str) -> bytes:
    """Lay out one document. Only bundled files can be read: anything else raises ValueError."""
    from weasyprint import HTML  # noqa: PLC0415  two seconds and 70 MB: only where PDFs are made

    with _pango:
        styles, fonts = _styles()
        document = HTML(string=html, base_url=CSS_FOLDER.as_uri() + "/", url_fetcher=_bundled_only)
        return document.write_pdf(stylesheets=[styles], font_config=fonts, pdf_variant="pdf/ua-1")


@lru_cache(maxsize=1)
def _styles() -> tuple[Any, Any]:
    """One stylesheet and one font configuration per process: twice as fast, and no leak."""
    from weasyprint import CSS  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    fonts = FontConfiguration()
    styles = CSS(filename=str(CSS_FOLDER / "pdf.css"), font_config=fonts, url_fetcher=_bundled_only)
    return styles, fonts


def _bundled_only(url: str, *args: Any, **kwargs: Any) -> Any:
    from weasyprint import default_url_fetcher  # noqa: PLC0415

    if not url.startswith(CSS_FOLDER.parent.as_uri() + "/"):
        raise ValueError(f"Not a bundled file: {url}")
    return default_url_fetcher(url, *args, **kwargs)
