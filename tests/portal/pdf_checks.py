"""What is checked of every PDF that the portal makes: for the archive, and for everybody."""

from io import BytesIO
from pathlib import Path

import pikepdf
from outloud import check


def faults_of(content: bytes, folder: Path) -> list[str]:
    """What is wrong by PDF/UA-1 (with outloud) and by what PDF/A-3a asks; empty for a good one."""
    path = folder / "document.pdf"
    path.write_bytes(content)
    found = [f"{each.rule} {each.message}" for each in check(path).findings if _counts(each)]
    return [*found, *archive_faults(content)]


def _counts(finding: object) -> bool:
    return str(getattr(finding, "severity", "")).lower().endswith("error")


def archive_faults(content: bytes) -> list[str]:
    """No PDF/A validator is at hand: the marker, the colours, the fonts, and nothing that runs."""
    faults = []
    with pikepdf.open(BytesIO(content)) as document:
        root = document.Root
        with document.open_metadata() as meta:
            if meta.pdfa_status != "3A":
                faults.append(f"the metadata say PDF/A {meta.pdfa_status!r}")
            if meta.get("pdfuaid:part") != "1":
                faults.append("the metadata do not say PDF/UA-1")
        if "/OutputIntents" not in root:
            faults.append("no output intent")
        if root.get("/Lang") is None or not root.MarkInfo.Marked:
            faults.append("no language, or not tagged")
        for thing in document.objects:
            if not isinstance(thing, pikepdf.Dictionary):
                continue
            if thing.get("/S") in {"/JavaScript", "/Launch", "/SubmitForm"}:
                faults.append("something runs")
            if thing.get("/Type") == "/FontDescriptor" and not (
                {"/FontFile", "/FontFile2", "/FontFile3"} & set(thing.keys())
            ):
                faults.append(f"font {thing.FontName} is not embedded")
        if document.is_encrypted:
            faults.append("encrypted")
    return faults
