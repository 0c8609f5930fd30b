"""The booklet itself: a tagged PDF with bookmarks, marked with who reads it and since when."""

from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO

from django.conf import settings
from django.utils import translation

from applications.models import Proposal
from applications.reading import ReadOffer, read_opened
from assessment import scale
from assessment.admissibility.models import Clarification
from assessment.admissibility.selectors import answers_beside
from assessment.models import Committee, Seat
from portal import pdf
from portal.theming.letter_head import letter_head


@dataclass(frozen=True)
class Chapter:
    """One offer: what it is called, whose it is as far as the reader may know, what it says."""

    proposal: Proposal
    name: str
    offer: ReadOffer
    explained: list[Clarification]


def booklet_pdf(seat: Seat, offers: list[Proposal], *, asked_at: datetime) -> bytes:
    """The offers in the language of the reader; nothing in it but what their pages show."""
    committee = seat.committee
    phase = committee.phase
    authority = phase.call.contracting_authority
    with translation.override(seat.user.language):
        context = {
            "reader": seat.user.name,
            "asked_at": asked_at,
            "committee": committee,
            "phase": phase,
            "call": phase.call,
            "criteria": list(phase.criteria.all()),
            "anchors": scale.anchors(phase),
            "chapters": [chapter(committee, proposal) for proposal in offers],
            "sender": letter_head(authority),
        }
        return pdf.render("assessment/booklets/booklet.html", context, seat.user.language)


def chapter(committee: Committee, proposal: Proposal) -> Chapter:
    """An offer as its page shows it; links to files lead to the portal, where rights are asked."""
    read = read_opened(
        proposal.opened, file_url="assessment:file", anonymously=committee.hides_names
    )
    files = [replace(file, url=settings.SITE_URL + file.url) for file in read.files]
    return Chapter(
        proposal,
        committee.name_of(proposal.dossier),
        replace(read, files=files),
        list(answers_beside(committee, proposal)),
    )


def page_count(content: bytes) -> int:
    """How many pages a PDF has."""
    import pikepdf  # noqa: PLC0415  only where PDFs are read

    with pikepdf.open(BytesIO(content)) as document:
        return len(document.pages)
