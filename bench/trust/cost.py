"""What sealing costs: beside the bare work on the same bytes, and whatever the size of the files.

An upload is timed from the request's first byte to the page's answer, a sending to its receipt.
The fastest runs are compared: noise only ever adds time.
"""

import hashlib
import os
import tempfile
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from applications import transitions
from applications.models import Proposal
from applications.services import remove_file
from bench.bar import Bar, milliseconds
from bench.offers.load import large_pdf
from bench.trust import stage
from portal.accounts.models import User
from tests.applications.stages import PDF, draft, open_phase
from tests.cast import client_of

LIMIT, FLAT = 2.0, 1.5


def bars(size_mb: int, runs: int) -> list[Bar]:
    """Upload, seal and receive an offer of so many MB, in turns with the bare work."""
    cast = stage.cast()
    phase = open_phase(cast)
    by, client = cast.applicant, client_of(cast.applicant)
    data, little = large_pdf(size_mb), PDF
    ours: list[float] = []
    bare: list[float] = []
    large: list[float] = []
    small: list[float] = []
    with stage.tasks_left_to_others():
        for _run in range(1 + runs):
            bare.append(milliseconds(lambda: _bare(data)))
            for content, sends in ((data, large), (little, small)):
                proposal = draft(phase, by)
                remove_file(proposal, "project_plan", by=by)  # a first upload: nothing to replace
                upload = _uploaded(proposal, content, client)
                sends.append(_sent(proposal, by))
                if content is data:
                    ours.append(upload + sends[-1])
    return _told(size_mb, *(times[1:] for times in (ours, bare, large, small)))  # one warms up


def _told(
    size_mb: int, ours: list[float], bare: list[float], large: list[float], small: list[float]
) -> list[Bar]:
    times = min(ours) / min(bare)
    flat = min(large) / min(small)
    return [
        Bar(
            f"cost: upload, sealing and receipt of {size_mb} MB",
            f"{LIMIT} x hashing, AES-GCM and fsync alone",
            f"{times:.2f} x: {min(ours):.0f} ms, bare {min(bare):.0f} ms",
            times <= LIMIT,
        ),
        Bar(
            f"cost: the final submit of {size_mb} MB beside that of one page",
            f"{FLAT} x",
            f"{flat:.2f} x: {min(large):.1f} ms, {min(small):.1f} ms",
            flat <= FLAT,
        ),
    ]


def _uploaded(proposal: Proposal, data: bytes, client: Client) -> float:
    at = [proposal.dossier.reference, proposal.phase.code, "project_plan"]
    address = reverse("applications:attach", args=at)
    file = SimpleUploadedFile("plan.pdf", data, "application/pdf")
    body = encode_multipart(BOUNDARY, {"file": file})
    sent: dict[str, Any] = {
        "wsgi.input": BytesIO(body),  # as a server hands it on: the test client would copy it
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": MULTIPART_CONTENT,
    }
    return milliseconds(lambda: client.generic("POST", address, **sent))


def _sent(proposal: Proposal, by: User) -> float:
    return milliseconds(lambda: transitions.submit(proposal, by=by, declared=True))


def _bare(data: bytes) -> None:
    """Hash the content, encrypt it, hash what is stored, and have it on disk."""
    hashlib.sha256(data).digest()
    stored = AESGCM(bytes(32)).encrypt(os.urandom(12), data, None)
    hashlib.sha256(stored).digest()
    with tempfile.NamedTemporaryFile() as file:
        file.write(stored)
        file.flush()
        os.fsync(file.fileno())
