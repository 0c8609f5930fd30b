"""Two hundred hostile files at each door of the portal: refused, or kept as what they are."""

import os
import time
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import override

from awards.contracting.forms import SignForm
from awards.forms import DeliverForm
from bench.bar import Bar
from bench.offers.slowness import sample, tail
from bench.processes import memory_of
from calls.advice.forms.requests import MessageForm
from calls.amendments.forms.says import AmendedDocumentForm
from calls.forms.people import DocumentForm
from calls.market.forms import officer, public
from calls.outages.forms import OutageForm
from funnel.cofunding.forms import ReportForm
from portal.files.fields import SoundFile
from portal.files.store import safe_name
from portal.files.uploads import encrypt_bytes
from portal.team.forms import MandateForm
from tests.hostile_files import KEPT, every_file

LIMIT_SECONDS, MOST_MB = 1.0, 150
ALL_KINDS = ("pdf", "docx", "xlsx", "png", "jpg")
FORMS = {
    "authorisation": (MandateForm, "file"), "document of a call": (DocumentForm, "file"),
    "document of an amendment": (AmendedDocumentForm, "file"), "outage": (OutageForm, "evidence"),
    "document of the market": (officer.DocumentForm, "file"),
    "contribution": (public.ContributionForm, "file"), "advice": (MessageForm, "attachments"),
    "deliverable": (DeliverForm, "file"), "signed contract": (SignForm, "copy"),
    "co-funding report": (ReportForm, "file"),
}  # fmt: skip


def doors() -> Iterator[tuple[str, SoundFile]]:
    """Each door with its field, and one that takes every kind, as a form of an offer may."""
    for name, (form, field) in FORMS.items():
        yield name, form.base_fields[field]  # type: ignore[attr-defined]
    yield "every kind", SoundFile(kinds=ALL_KINDS)


def bars() -> list[Bar]:
    """Every file at every door."""
    files = list(every_file())
    before = memory_of(os.getpid(), "VmHWM")
    wrong, slowest, tried, factors = [], (0.0, ""), 0, []
    with override("en"):
        for door, field in doors():
            factors.append(sample())
            for name, data, verdict in files:
                reason, seconds = judged(field, name, data)
                tried += 1
                slowest = max(slowest, (seconds, name))
                if not reason and not _is_right(field, name, verdict):
                    wrong.append(f"{door}: {name}")
                if reason and verdict == KEPT and door == "every kind":
                    wrong.append(f"{door}: {name} ({reason})")
    limit = tail(factors)
    grown = memory_of(os.getpid(), "VmHWM") - before
    return [
        Bar("hostile files", "200", str(len(files)), len(files) >= 200),
        Bar(f"{tried} tries at {len(FORMS) + 1} doors: taken against the table", "0",
            f"{len(wrong)} {'; '.join(wrong[:8])}".strip(), not wrong),
        Bar("the slowest verdict on a file", f"{LIMIT_SECONDS:.0f} s x {limit:.2f}",
            f"{slowest[0]:.2f} s ({slowest[1][:40]!r})", slowest[0] < LIMIT_SECONDS * limit),
        Bar("memory that the files took more", f"{MOST_MB} MB", f"{grown:.0f} MB", grown < MOST_MB),
    ]  # fmt: skip


def judged(field: SoundFile, name: str, data: bytes) -> tuple[str, float]:
    """Why a file was refused, or nothing when it was taken, and in how many seconds."""
    upload = encrypt_bytes(data, "x", "application/pdf")
    # As a hostile client writes it, not as Django tidies it.
    upload._name = name  # type: ignore[attr-defined]
    began = time.perf_counter()
    try:
        field.clean(upload)
    except ValidationError as refused:
        return " ".join(refused.messages), time.perf_counter() - began
    finally:
        upload.close()
    return "", time.perf_counter() - began


def _is_right(field: SoundFile, name: str, verdict: str) -> bool:
    """Whether what was taken is kept under a name that does nothing, as a kind that is asked."""
    kept = safe_name(name)
    plain = kept.isprintable() and not set(kept) & set("/\\") and len(kept) <= 120
    return verdict == KEPT and plain and kept.lower().rpartition(".")[2] in field.kinds
