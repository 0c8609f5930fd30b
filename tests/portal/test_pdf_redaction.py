"""Words that are taken out of a PDF are not in it, in whatever way one looks."""

from io import BytesIO

import pikepdf
import pytest

from portal import pdf
from portal.pdf_redaction import holds, without
from tests.archive.papers import paper

SECRET = "Jan de Boer"


@pytest.fixture(scope="module")
def content() -> bytes:
    return paper("Projectleider: Jan de Boer", "Prijs: 50.000 euro")


def everything_in(content: bytes) -> bytes:
    """Every stream and string of the file, unpacked."""
    with pikepdf.open(BytesIO(content)) as document:
        streams = [
            each.read_bytes()
            for each in document.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Filter") != pikepdf.Name.DCTDecode
        ]
        return b"".join([*streams, repr(list(document.objects)).encode()])  # fmt: skip


def test_words_that_are_taken_out_cannot_be_read_any_more(content: bytes) -> None:
    """REQ-26: the text is removed, not covered."""
    result = without(content, {SECRET: "5.1.2.e"})
    assert SECRET not in pdf.text_of(result)
    assert not holds(result, SECRET)
    raw = everything_in(result)
    assert b"/Font" not in raw  # no glyphs are left from which the page could be read
    assert b"Metadata" not in raw


def test_control_a_box_over_the_words_would_leave_them(content: bytes) -> None:
    """What an overlay does: it looks the same, and the words come out with copy and paste."""
    with pikepdf.open(BytesIO(content)) as document:
        box = document.make_stream(b"0 0 0 rg 0 0 600 900 re f")
        document.pages[0].contents_add(box)
        covered = BytesIO()
        document.save(covered)
    assert SECRET in pdf.text_of(covered.getvalue())


def test_capitals_make_no_difference(content: bytes) -> None:
    assert holds(content, "jan DE boer")
    assert not holds(without(content, {"jan DE boer": "x"}), SECRET)


def test_a_page_with_nothing_to_take_out_keeps_its_text(content: bytes) -> None:
    """ASVS 14.2.8: and loses who made it, notes and links."""
    result = without(content, {})
    assert "Prijs: 50.000 euro" in pdf.text_of(result)
    with pikepdf.open(BytesIO(result)) as document:
        assert "/Metadata" not in document.Root
        assert "/Info" not in document.trailer
