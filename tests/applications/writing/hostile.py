"""Files that may not come in, made on the spot: bombs, polyglots, renames, traps (security.md)."""

import io
import stat
import zipfile
from collections.abc import Iterator

import pikepdf

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TYPES = '<?xml version="1.0"?><Types/>'
WORD = '<?xml version="1.0"?><w:document/>'
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU\0\0\0\0IEND\xaeB`\x82"
JPG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\1\0\1\0\0\xff\xd9"


def a_pdf(change=lambda document: None, **options) -> bytes:
    """A PDF of one page, with something done to it."""
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        target = io.BytesIO()
        document.save(target, **options)
    return target.getvalue()


def office(parts: dict[str, str | bytes] | None = None, *, folder: str = "word") -> bytes:
    """A small office file, with these parts added to it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(f"{folder}/document.xml", WORD)
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return target.getvalue()


def sound() -> Iterator[tuple[str, bytes]]:
    """The control: what must be taken."""
    yield "plan.pdf", a_pdf()
    yield "plan.docx", office({"word/_rels/document.xml.rels": _relation("hyperlink")})
    yield "begroting.xlsx", office(folder="xl")
    yield "foto.png", PNG
    yield "foto.jpg", JPG


def hostile() -> Iterator[tuple[str, bytes]]:
    """Name and content of what must be refused."""
    yield from _renames()
    yield from _polyglots()
    yield from _traps()
    yield from _bombs()


def _renames() -> Iterator[tuple[str, bytes]]:
    yield "leeg.pdf", b""
    yield "program.pdf", b"MZ\x90\0 program"
    yield "pagina.pdf", b"<html><script>alert(1)</script></html>"
    yield "plaatje.pdf", PNG
    yield "tekst.docx", a_pdf()
    yield "tekst.pdf", office()
    yield "rekenblad.docx", office(folder="xl")
    yield "zip.docx", _zip({"lees.txt": "dag"})
    yield "foto.png", JPG
    yield "foto.jpg", PNG
    yield "plan.pdf.exe", a_pdf()
    yield "plan\u202efdp.exe", a_pdf()
    yield "plan", a_pdf()
    yield "plan.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    yield "plan.pdf", b" " + a_pdf()
    yield "eicar.pdf", EICAR


def _polyglots() -> Iterator[tuple[str, bytes]]:
    yield "pdf-en-zip.pdf", a_pdf() + _zip({"a.txt": "dag"})
    yield "pdf-en-pagina.pdf", a_pdf().replace(b"%PDF-1.3\n", b"%PDF-1.3\n<script>1</script>", 1)
    yield "php.pdf", b"%PDF-1.4\n<?php system('id'); ?>\n" + a_pdf()
    yield "docx-en-meer.docx", office() + b"MZ program"
    yield "docx-en-pdf.docx", office({"%PDF-1.4": "%PDF-1.4"})
    yield "png-en-zip.png", PNG + _zip({"a.txt": "dag"})
    yield "png-en-meer.png", PNG + b"MZ program"
    yield "jpg-en-php.jpg", JPG[:-2] + b"<?php system('id'); ?>" + JPG[-2:]


def _traps() -> Iterator[tuple[str, bytes]]:
    yield "kapot.pdf", b"%PDF-1.7\n" + bytes(2000)
    yield "slot.pdf", a_pdf(encryption=pikepdf.Encryption(user="geheim", owner="geheim"))
    yield "script.pdf", a_pdf(_with_script)
    yield "start.pdf", a_pdf(_with_launch)
    entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    yield "entiteit.docx", office({"word/extra.xml": entity})
    yield "entiteit16.docx", office({"word/extra.xml": entity.encode("utf-16")})
    yield "sjabloon.docx", office({"word/_rels/settings.xml.rels": _relation("attachedTemplate")})
    yield "macro.docx", office({"word/vbaProject.bin": b"macro"})
    yield "program.docx", office({"word/embeddings/a.exe": b"MZ"})
    yield "pad.docx", office({"../../../etc/cron.d/x": "x"})
    yield "pad.xlsx", office({"/etc/x": "x"}, folder="xl")
    yield "verwijzing.docx", _with_link()
    yield "halve.docx", office()[:-30]


def _bombs() -> Iterator[tuple[str, bytes]]:
    yield "bom.docx", office({f"word/bom{n}.xml": bytes(30_000_000) for n in range(4)})
    yield "veel.docx", office({f"word/p{n}.xml": "" for n in range(6000)})
    yield "liegt.docx", _lying()
    wide = (60_000).to_bytes(4, "big") * 2
    yield "breed.png", PNG[:16] + wide + PNG[24:]


def _zip(parts: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def _relation(kind: str) -> str:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return (
        f'<Relationships><Relationship Id="r1" Type="{base}/{kind}"'
        ' Target="https://elders.example/x" TargetMode="External"/></Relationships>'
    )


def _with_link() -> bytes:
    target = io.BytesIO(office())
    with zipfile.ZipFile(target, "a") as archive:
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return target.getvalue()


def _lying() -> bytes:
    """Entries that claim to be packed into more bytes than the whole file has, as overlaps do."""
    data = bytearray(office({f"word/x{n}.xml": bytes(100_000) for n in range(3)}))
    place = 0
    while (place := data.find(b"PK\x01\x02", place)) >= 0:
        data[place + 20 : place + 24] = (len(data)).to_bytes(4, "little")
        place += 4
    return bytes(data)


def infected_pdf() -> bytes:
    """A sound PDF that carries the test virus, not packed."""
    return a_pdf(_with_virus, compress_streams=False)


def _with_virus(document: pikepdf.Pdf) -> None:
    document.Root.Extra = document.make_stream(EICAR)


def _with_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _with_launch(document: pikepdf.Pdf) -> None:
    document.Root.AA = pikepdf.Dictionary(WC=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"))
