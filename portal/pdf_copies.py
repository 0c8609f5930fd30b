"""A PDF as assessors get it: no more pages than the call allows, and nothing about its maker.

The file that was handed in stays as it is; the copy is made each time it is asked for.
"""

from io import BytesIO

import pikepdf

MAKER_KEYS = ("/Metadata", "/PieceInfo", "/LastModified")  # of the document and of each page
WHOLE_KEYS = ("/Metadata", "/PieceInfo", "/Names", "/AF", "/OpenAction", "/AA", "/Collection")


class UnreadablePdf(Exception):
    """The bytes are no PDF that can be copied: damaged, or locked with a password."""


def pages_of(data: bytes) -> int:
    """How many pages a PDF has. Raises UnreadablePdf."""
    with _opened(data) as document:
        return len(document.pages)


def assessors_copy(data: bytes, *, page_limit: int = 0) -> bytes:
    """The first `page_limit` pages (0: all), without metadata, attachments and scripts.

    What lies on later pages is not in the bytes at all. Raises UnreadablePdf.
    """
    with _opened(data) as document:
        if page_limit and len(document.pages) > page_limit:
            return _first_pages(document, page_limit)
        return without_maker(document)


def _opened(data: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(BytesIO(data))
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise UnreadablePdf from error


def _first_pages(document: pikepdf.Pdf, count: int) -> bytes:
    """A new document: outlines, tags and names of the old one could still tell of its other pages.

    Links between pages go too, as they would keep the page they point at alive.
    """
    with pikepdf.new() as copy:
        for page in list(document.pages)[:count]:
            if "/Annots" in page:
                del page["/Annots"]
            copy.pages.append(page)
        return without_maker(copy)


def _keep_links_only(page: pikepdf.Page) -> None:
    """Notes and marks name the person who made them."""
    notes = page.get("/Annots")
    if notes is not None:
        kept = [note for note in notes if note.get("/Subtype") == pikepdf.Name.Link]
        page.obj["/Annots"] = pikepdf.Array(kept)


def without_exif(jpeg: bytes) -> bytes:
    """A photograph without what the camera and programs wrote into it; the picture is untouched.

    Kept are the parts that say how to draw it: JFIF (APP0) and the colours of Adobe (APP14).
    """
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        marker, size = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if not (0xE1 <= marker <= 0xEF and marker != 0xEE) and marker != 0xFE:
            kept.append(jpeg[at : at + 2 + size])
        at += 2 + size
    return b"".join([*kept, jpeg[at:]])


def without_maker(document: pikepdf.Pdf) -> bytes:
    """The document with nothing in it about who made it, or with what."""
    for key in WHOLE_KEYS:
        if key in document.Root:
            del document.Root[key]
    for page in document.pages:
        _keep_links_only(page)
    for thing in document.objects:  # images and forms carry descriptions of their own
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            for key in MAKER_KEYS:
                if key in thing:
                    del thing[key]
        if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") == pikepdf.Name.DCTDecode:
            thing.write(without_exif(thing.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    target = BytesIO()
    # A fixed identifier: the one of the source was made by the maker's own program.
    document.save(target, deterministic_id=True)
    return target.getvalue()
