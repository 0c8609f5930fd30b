"""Two hundred files that nobody should send, made on the spot, each with what must come of it.

REFUSED: not taken, with a reason. KEPT: taken, as what it is, under a name that harms nobody.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf

from tests.applications.writing.hostile import EICAR, JPG, PNG, a_pdf, hostile, office

REFUSED, KEPT = "refused", "kept"
HTML = b"<html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><l>&j;</l>"
)
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
File = tuple[str, bytes, str]


def every_file() -> Iterator[File]:
    """Name, content, and REFUSED or KEPT where a PDF, docx, xlsx, png or jpg is asked."""
    yield from ((name, data, REFUSED) for name, data in hostile())
    yield from _renamed()
    yield from _polyglots()
    yield from named()
    yield from _archives()
    yield from _macros()
    yield from _entities()
    yield from _pdfs()
    yield from _pictures()


def _renamed() -> Iterator[File]:
    contents = {
        "pdf": a_pdf(),
        "docx": office(),
        "xlsx": office(folder="xl"),
        "png": PNG,
        "jpg": JPG,
        "html": HTML,
        "svg": SVG,
        "gif": GIF,
        "exe": b"MZ\x90\0\x03",
        "elf": b"\x7fELF\x02\x01",
        "sh": b"#!/bin/sh\nid\n",
        "zip": _zip({"a.txt": b"x"}),
        "empty": b"",
        "rtf": b"{\\rtf1 x}",
        "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "text": b"gewone tekst\n",
    }
    for ending in ("pdf", "docx", "xlsx", "png", "jpg"):
        for real, data in contents.items():
            if real != ending:
                yield f"{real}-als.{ending}", data, REFUSED
    for ending in ("exe", "html", "svg", "js", "docm", "xlsm", "xls", "zip", "lnk", "hta", "gif"):
        yield f"plan.{ending}", a_pdf(), REFUSED


def _polyglots() -> Iterator[File]:
    for word, data in {
        "html": HTML,
        "svg": SVG,
        "php": b"<?php x ?>",
        "frame": b"<iframe src=x>",
    }.items():
        yield f"pdf-en-{word}.pdf", b"%PDF-1.4\n%" + data + b"\n" + a_pdf(), REFUSED
        yield f"png-en-{word}.png", PNG[:33] + b"\0\0\0\x09tEXt" + data + PNG[33:], REFUSED
        yield f"jpg-en-{word}.jpg", JPG[:20] + data + JPG[20:], REFUSED
    for name, data in {"pdf": a_pdf(), "png": PNG, "jpg": JPG}.items():
        yield f"{name}-en-zip.{name}", data + _zip({"a.txt": b"x"}), REFUSED
        yield f"{name}-in-{name}-zip.{name}", data + office(), REFUSED
    yield "gif-voor.pdf", GIF + a_pdf(), REFUSED
    yield "zip-voor.docx", b"x" * 50 + office(), REFUSED
    yield "pdf-voor.docx", b"%PDF-1.4\n" + office(), REFUSED
    yield "zip-na.docx", office() + office(), REFUSED


def named() -> Iterator[File]:
    """A right file under a name that is meant to do something."""
    for name in (
        "../../../etc/passwd.pdf",
        "..\\..\\windows\\x.pdf",
        "/etc/x.pdf",
        "C:\\x.pdf",
        "a\x00.pdf",
        "a\r\nSet-Cookie: x=y.pdf",
        "a\nb.pdf",
        "\u202efdp.exe.pdf",
        "\u2066a.pdf",
        "CON.pdf",
        "nul.pdf",
        "-rf.pdf",
        ".pdf.pdf",
        "a b.pdf",
        "a;b.pdf",
        'a".pdf',
        "a'.pdf",
        "%00.pdf",
        "%2e%2e%2fx.pdf",
        "a.exe;.pdf",
        "<script>.pdf",
        "\U0001f600.pdf",
        "e\u0301.pdf",
        "a.pdf.pdf",
        "~root.pdf",
        "$(id).pdf",
        "`id`.pdf",
        "a\t.pdf",
        "=1+1.pdf",
        "\ufeffa.pdf",
        "A.PDF",
    ):
        yield name, a_pdf(), KEPT
    for name in (
        "pdf",
        ".pdf",
        "a.pdf.",
        "a.pdf/",
        "a.pdf\x00.exe",
        "a.pdf\u202eexe",
        "plan.pdf.exe",
        "x" * 300 + ".pdf",
    ):
        yield name, a_pdf(), KEPT if name == "a.pdf." else REFUSED


def _archives() -> Iterator[File]:
    bomb = _zip({f"{n}.bin": bytes(25_000_000) for n in range(4)})
    for depth in range(3):
        bomb = _zip({f"{depth}-{n}.zip": bomb for n in range(4)})
    yield "in-elkaar.docx", office({"word/embeddings/a.zip": bomb}), REFUSED
    yield (
        "tweeenveertig.docx",
        office({f"word/{n}.xml": bytes(12_000_000) for n in range(10)}),
        REFUSED,
    )
    yield "bom.xlsx", office({"xl/sharedStrings.xml": bytes(120_000_000)}, folder="xl"), REFUSED
    yield "duizenden.xlsx", office({f"xl/{n}.xml": "" for n in range(5_500)}, folder="xl"), REFUSED
    for name in (
        "../x.xml",
        "/x.xml",
        "C:/x.xml",
        "..\\x.xml",
        "word/../../x.xml",
        "\\\\server\\x",
    ):
        yield "pad.docx", office({name: "x"}), REFUSED
    yield "slot.docx", _flagged(office()), REFUSED
    yield "afgekapt.docx", office()[:-5], REFUSED
    yield "zonder-map.docx", office()[:60], REFUSED
    yield "fout-getal.docx", office().replace(b"<?xml", b"<?xmk", 1), KEPT
    for what in (
        "a.7z",
        "a.rar",
        "a.jar",
        "a.ps1",
        "a.lnk",
        "a.hta",
        "a.scr",
        "a.msi",
        "a.bat",
        "a.js",
    ):
        yield f"met-{what}.docx", office({f"word/embeddings/{what}": b"MZ"}), REFUSED


def _macros() -> Iterator[File]:
    for folder, ending in (("word", "docx"), ("xl", "xlsx")):
        for part in ("vbaProject.bin", "VBAPROJECT.BIN", "sub/vbaProject.bin"):
            yield f"macro.{ending}", office({f"{folder}/{part}": b"x"}, folder=folder), REFUSED
        enabled = (
            f'<Types><Default ContentType="application/vnd.ms-{ending}.macroEnabled"/></Types>'
        )
        yield f"macro-soort.{ending}", office({f"{folder}/x.xml": enabled}, folder=folder), KEPT
    yield "vier.xlsx", office({"xl/macrosheets/sheet1.xml": "<x/>"}, folder="xl"), REFUSED
    yield "activex.docx", office({"word/activeX/activeX1.bin": b"x"}), REFUSED
    for kind in ("attachedTemplate", "oleObject", "frame", "subDocument"):
        relation = (
            '<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/'
            f'officeDocument/2006/relationships/{kind}" Target="http://x/y" TargetMode="External"/>'
            "</Relationships>"
        )
        yield f"haalt-{kind}.docx", office({"word/_rels/document.xml.rels": relation}), REFUSED


def _entities() -> Iterator[File]:
    late = '<?xml version="1.0"?><!--' + "x" * 5_000 + "-->" + EXTERNAL[21:]
    texts: dict[str, str | bytes] = {
        "extern": EXTERNAL,
        "lachen": LAUGHS,
        "laat": late,
        "klein": EXTERNAL.replace("!DOCTYPE", "!DOCTYPE "),
        "utf16": EXTERNAL.encode("utf-16"),
        "utf16-zonder": EXTERNAL.encode("utf-16-be"),
        "merk": b"\xef\xbb\xbf" + EXTERNAL.encode(),
        "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://x/">%p;]><x/>',
        "extern-dtd": '<!DOCTYPE x SYSTEM "http://x/y.dtd"><x/>',
        "publiek": '<!DOCTYPE x PUBLIC "a" "http://x/"><x/>',
    }
    for word, text in texts.items():
        for folder, ending in (("word", "docx"), ("xl", "xlsx")):
            yield f"{word}.{ending}", office({f"{folder}/extra.xml": text}, folder=folder), REFUSED


def _pdfs() -> Iterator[File]:
    name, dictionary = pikepdf.Name, pikepdf.Dictionary
    script = dictionary(S=name.JavaScript, JS="app.alert(1)")
    launch = dictionary(S=name.Launch, F="cmd.exe")

    def on(part: Callable[[pikepdf.Pdf], Any], **entries: object) -> bytes:
        def change(pdf: pikepdf.Pdf) -> None:
            for key, entry in entries.items():
                part(pdf)[f"/{key}"] = entry

        return a_pdf(change)

    def page(pdf: pikepdf.Pdf) -> Any:
        return pdf.pages[0].obj

    def root(pdf: pikepdf.Pdf) -> Any:
        return pdf.Root

    yield "script-op-blad.pdf", on(page, AA=dictionary(O=script)), REFUSED
    yield "start-op-blad.pdf", on(page, AA=dictionary(O=launch)), REFUSED
    note = dictionary(Type=name.Annot, Subtype=name.Link, Rect=[0, 0, 9, 9], A=launch)
    yield "start-in-link.pdf", on(page, Annots=[note]), REFUSED
    field = dictionary(
        Type=name.Annot, Subtype=name.Screen, Rect=[0, 0, 9, 9], AA=dictionary(E=script)
    )
    yield "script-in-veld.pdf", on(page, Annots=[field]), REFUSED
    chain = dictionary(S=name.GoTo, D=[0], Next=launch)
    yield "start-daarna.pdf", on(root, OpenAction=chain), REFUSED
    names = dictionary(JavaScript=dictionary(Names=["x", script]))
    yield "script-bij-naam.pdf", on(root, Names=names), REFUSED
    yield (
        "xfa.pdf",
        a_pdf(lambda pdf: pdf.Root.__setitem__("/AcroForm", dictionary(XFA="x"))),
        REFUSED,
    )
    yield "ingesloten.pdf", a_pdf(_with_program), REFUSED
    whole = a_pdf()
    for share in (0.05, 0.1, 0.2):
        yield f"afgekapt-{share}.pdf", whole[: int(len(whole) * share)], REFUSED
    yield "zonder-einde.pdf", whole[:-30], KEPT  # every reader repairs it
    for size in (5, 8, 100):
        yield f"kop-{size}.pdf", b"%PDF-1.7\n"[:size] + bytes(size), REFUSED
    locked = pikepdf.Encryption(user="a", owner="b")
    yield "slot.pdf", a_pdf(encryption=locked), REFUSED
    yield "bom.pdf", a_pdf(_with_bomb), KEPT  # nothing unpacks what stands in it
    yield "leeg-blad.pdf", whole.replace(b"/Count 1", b"/Count 9"), KEPT
    yield "eicar.pdf", EICAR, REFUSED


def _pictures() -> Iterator[File]:
    for width, height in ((0, 0), (2**31, 2**31), (100_000, 100_000), (1, 2**32 - 1)):
        size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
        yield f"maat-{width}.png", PNG[:16] + size + PNG[24:], REFUSED
    yield "kop.png", PNG[:20], REFUSED
    yield "meer.png", PNG + b"x", REFUSED
    yield "kop.jpg", JPG[:10], REFUSED
    yield "meer.jpg", JPG + b"MZ program" * 10_000, REFUSED


def _zip(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def _flagged(data: bytes) -> bytes:
    """Every entry says that it is locked with a password."""
    changed = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := changed.find(mark, at + 1)) >= 0:
            changed[at + place] |= 1
    return bytes(changed)


def _with_bomb(document: pikepdf.Pdf) -> None:
    packed = zlib.compress(bytes(60_000_000), 9)
    document.Root.Extra = pikepdf.Stream(document, packed, Filter=pikepdf.Name.FlateDecode)


def _with_program(document: pikepdf.Pdf) -> None:
    document.attachments["a.exe"] = b"MZ program"
