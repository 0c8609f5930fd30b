"""The letter head, read back from the PDF it becomes."""

import io

import pytest
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from portal import pdf

LETTER = {
    "sender": {"name": "Rijkswaterstaat", "lines": ["Innovatie en markt"]},
    "reference_lines": [("Ons kenmerk", "SBIR20-CV-017"), ("Behandeld door", "Şeyma Ĳsselstein")],
    "footer_reference": "SBIR20-CV-017",
}


@pytest.fixture(scope="module")
def letter() -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render("pdf/base.html", LETTER, "nl")))


def test_letter_carries_sender_reference_and_page_number(letter):
    text = letter.pages[0].extract_text()
    for words in ("Rijkswaterstaat", "Innovatie en markt", "SBIR20-CV-017", "pagina 1 van 1"):
        assert words in text


def test_letter_is_tagged_and_names_its_language(letter):
    root = letter.trailer["/Root"]
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]


def test_letter_embeds_our_typeface_for_every_letter_of_a_name(letter):
    fonts = {str(font["/BaseFont"]) for font in letter.pages[0]["/Resources"]["/Font"].values()}
    assert fonts
    assert all("Source-Sans-3" in font for font in fonts), fonts


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "../../pyproject.toml", "https://example.org/x.png"]
)
def test_letter_cannot_read_a_file_that_is_not_ours(address):
    with pytest.raises(FatalURLFetchingError):
        pdf.from_html(f'<img alt="" src="{address}">')
