"""Taking words out of a PDF so that they are not in it any more, black box or not.

A page from which something is taken becomes a picture of itself with the boxes in it: its text, its
fonts and whatever lay under the boxes are not in the file. Other pages stay as they are, without
notes, scripts and who made them. The words that stay on such a page can be read, not searched.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from io import BytesIO
from typing import Any

import pikepdf

from portal.pdf import PDFIUM
from portal.pdf_copies import without_maker

SCALE = 150 / 72  # pixels for each point
Box = tuple[float, float, float, float]  # left, bottom, right, top, in points


class WordsLeft(Exception):
    """The words are still in the document that should be without them."""


class Unreadable(Exception):
    """A file that calls itself a PDF, and cannot be opened as one."""


def holds(content: bytes, text: str) -> bool:
    """Whether these words stand in the document, on one line. Raises Unreadable."""
    with _opened(content) as document:
        return any(_boxes(page, text) for page in document)


def without(content: bytes, words: Mapping[str, str]) -> bytes:
    """The document without these words; the values are what stands on the box in their place.

    Raises WordsLeft when one of them can still be read out of the result, and Unreadable.
    """
    pictures = _pictures(content, words) if words else {}
    with pikepdf.open(BytesIO(content)) as source, pikepdf.new() as target:
        for number, page in enumerate(source.pages):
            if number in pictures:
                with pikepdf.open(BytesIO(pictures[number])) as picture:
                    target.pages.extend(picture.pages)
                continue
            for key in ("/Annots", "/StructParents", "/AA"):
                if key in page:
                    del page[key]
            target.pages.append(page)
        result = without_maker(target)
    if any(holds(result, text) for text in words):
        raise WordsLeft
    return result


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415  only where PDFs are read

    with PDFIUM:
        try:
            document = PdfDocument(content)
        except PdfiumError as error:
            raise Unreadable from error
        with closing(document):
            yield document


def _pictures(content: bytes, words: Mapping[str, str]) -> dict[int, bytes]:
    """The pages with something to take out, by number, each as a PDF of one picture."""
    pictures = {}
    with _opened(content) as document:
        for number, page in enumerate(document):
            found = [(box, label) for text, label in words.items() for box in _boxes(page, text)]
            if found:
                pictures[number] = _picture(page, found)
    return pictures


def _boxes(page: Any, text: str) -> list[Box]:
    """Where the words stand on a page, whatever their capitals."""
    textpage = page.get_textpage()
    searcher = textpage.search(text)
    boxes: list[Box] = []
    while (hit := searcher.get_next()) is not None:
        count = textpage.count_rects(*hit)
        boxes += [textpage.get_rect(each) for each in range(count)]
    return boxes


def _picture(page: Any, found: list[tuple[Box, str]]) -> bytes:
    from PIL import ImageDraw  # noqa: PLC0415

    image = page.render(scale=SCALE).to_pil().convert("RGB")
    draw = ImageDraw.Draw(image)
    for (left, bottom, right, top), label in found:
        corner = (left * SCALE - 2, image.height - top * SCALE - 2)
        draw.rectangle(
            (*corner, right * SCALE + 2, image.height - bottom * SCALE + 2), fill="black"
        )
        draw.text((corner[0] + 3, corner[1] + 2), label, fill="white")
    written = BytesIO()
    image.save(written, "PDF", resolution=150)
    return written.getvalue()
