"""Hostile files through the page that takes them: refused, with a reason, in less than a second."""

import tempfile
import time
from pathlib import Path

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from applications.models import Proposal
from applications.writing.models import Upload
from bench.bar import Bar
from bench.offers.load import address, drafts
from bench.offers.slowness import sample, tail
from calls.models import Phase
from tests.applications.writing import clamd, hostile
from tests.cast import Cast, client_of

LIMIT_SECONDS = 1.0
KINDS = ["pdf", "docx", "xlsx", "png", "jpg"]


def bars(cast: Cast) -> list[Bar]:
    """Every file of tests/applications/writing/hostile.py, and one with a virus in it."""
    (proposal,) = drafts(cast, 1)
    _take_every_kind(proposal)
    with tempfile.TemporaryDirectory() as folder, clamd.neighbour(Path(folder)) as scanner:
        cache.clear()
        with override_settings(CLAMD=scanner):
            files = [*hostile.hostile(), ("virus.pdf", hostile.infected_pdf())]
            refused = [
                (name, *_tried(cast, proposal, name, data), sample()) for name, data in files
            ]
            sound = [_tried(cast, proposal, *file)[0] for file in hostile.sound()]
    limit = LIMIT_SECONDS * tail([factor for *_file, factor in refused])
    slowest = max(refused, key=lambda each: each[2])
    missing = [name for name, reason, *_times in refused if not reason]
    return [
        Bar(
            f"{len(refused)} hostile files refused with a reason",
            str(len(refused)),
            f"{len(refused) - len(missing)} {' '.join(missing)}".strip(),
            not missing,
        ),
        Bar(
            "hostile files, the slowest refusal",
            f"{LIMIT_SECONDS:.0f} s x {limit / LIMIT_SECONDS:.2f}",
            f"{slowest[2]:.2f} s ({slowest[0]})",
            slowest[2] < limit,
        ),
        Bar(
            "sound files of every kind taken (control)",
            str(len(sound)),
            str(sound.count("")),
            not any(sound),
        ),
    ]


def _tried(cast: Cast, proposal: Proposal, name: str, data: bytes) -> tuple[str, float]:
    """Why it was refused, or nothing when it was taken, and how many seconds that took."""
    Upload.objects.all().delete()
    proposal.attachments.all().delete()
    client = client_of(cast.applicant)
    file = SimpleUploadedFile(name, data, "application/pdf")
    file.name = name  # as a hostile client writes it, not as Django tidies it
    began = time.perf_counter()
    client.post(address(proposal, "attach", "project_plan"), {"file": file})
    seconds = time.perf_counter() - began
    kept = Upload.objects.filter(proposal=proposal).exclude(refused_because="").first()
    if kept is None and not proposal.attachments.exists():
        return "the page refused the whole request", seconds
    return (kept.refused_because if kept else ""), seconds


def _take_every_kind(proposal: Proposal) -> None:
    phase: Phase = proposal.phase
    for section in phase.form:
        for question in section["questions"]:
            if question["kind"] == "file":
                question["file_types"] = KINDS
    phase.save(update_fields=["form"])
