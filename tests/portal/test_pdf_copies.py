"""What assessors get of a PDF: no page beyond the limit, and nothing about its maker (REQ-11)."""

from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from demo.documents import paged_document
from portal import pdf_copies


def with_maker(pages: int, **options) -> bytes:
    """A PDF that tells who made it, in every place where one can."""
    with pikepdf.open(BytesIO(paged_document("Voorstel", pages))) as document:
        document.docinfo["/Author"] = "Zilverlijn B.V."
        with document.open_metadata() as metadata:
            metadata["dc:creator"] = ["Zilverlijn B.V."]
        document.attachments["cv.txt"] = b"Zilverlijn B.V."
        target = BytesIO()
        document.save(target, **options)
    return target.getvalue()


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


def test_copy_stops_at_the_page_limit_and_refuses_nothing():
    """REQ-11: truncate for assessors at page N, do not reject."""
    copy = pdf_copies.assessors_copy(paged_document("Voorstel", 6), page_limit=4)
    assert pdf_copies.pages_of(copy) == 4
    assert "Pagina 4" in text_of(copy)
    assert "Pagina 5" not in text_of(copy)


def test_later_pages_are_not_in_the_bytes_at_all():
    copy = pdf_copies.assessors_copy(paged_document("Voorstel", 6), page_limit=4)
    with pikepdf.open(BytesIO(copy)) as document:
        pages = [each for each in document.objects if _is_page(each)]
    assert len(pages) == 4


def _is_page(thing: pikepdf.Object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Page"


@pytest.mark.parametrize("pages", [3, 4, 6])
def test_copy_says_nothing_about_its_maker(pages):
    """ASVS 14.2.8"""
    assert b"Zilverlijn" in with_maker(pages, compress_streams=False)
    copy = pdf_copies.assessors_copy(with_maker(pages), page_limit=4)
    with pikepdf.open(BytesIO(copy)) as document:
        assert "/Info" not in document.trailer or not dict(document.docinfo)
        assert "/Metadata" not in document.Root
        assert not dict(document.attachments)
        plain = BytesIO()
        document.save(plain, compress_streams=False)
    assert b"Zilverlijn" not in plain.getvalue()


def test_without_a_limit_all_pages_stay():
    assert pdf_copies.pages_of(pdf_copies.assessors_copy(paged_document("Voorstel", 6))) == 6


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing", b"PK\x03\x04"])
def test_what_is_no_pdf_is_unreadable(data):
    with pytest.raises(pdf_copies.UnreadablePdf):
        pdf_copies.assessors_copy(data, page_limit=4)


def test_pdf_with_a_password_is_unreadable():
    locked = with_maker(2, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(pdf_copies.UnreadablePdf):
        pdf_copies.assessors_copy(locked, page_limit=4)


def test_a_photograph_loses_what_the_camera_wrote_and_keeps_its_picture():
    """EXIF, XMP and comments go; how to draw the picture (JFIF, Adobe's colours) stays."""

    def part(marker: int, data: bytes) -> bytes:
        return bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2, "big") + data

    jfif, adobe, table = part(0xE0, b"JFIF\0"), part(0xEE, b"Adobe"), part(0xDB, b"table")
    exif, note = part(0xE1, b"Exif\0\0Kim Klaproos"), part(0xFE, b"Kim Klaproos")
    picture = b"\xff\xda\x00\x02" + b"beeld" + b"\xff\xd9"
    copy = pdf_copies.without_exif(b"\xff\xd8" + jfif + exif + adobe + note + table + picture)
    assert copy == b"\xff\xd8" + jfif + adobe + table + picture
