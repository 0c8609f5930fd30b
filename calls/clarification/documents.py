"""What a notice says, frozen at its publication, and its PDF. Neither knows who asked."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation

from calls.clarification.models import Announcement, Notice, Question
from portal import pdf
from portal.theming.letter_head import letter_head


def content_of(
    notice: Notice, questions: Sequence[Question], announcements: Sequence[Announcement]
) -> dict[str, Any]:
    """The whole notice as plain JSON: the page, the PDF and the file are made from this alone."""
    with translation.override("nl"):  # the language of the procedure, whoever approves
        phase = notice.phase.name
    return {
        "call": notice.call.reference,
        "title": notice.call.title,
        "contracting_authority": notice.call.contracting_authority.name,
        "phase": phase,
        "number": notice.number,
        "published_at": notice.published_at.isoformat() if notice.published_at else None,
        "intro": notice.intro,
        "is_substantial": notice.is_substantial,
        "questions": [
            {
                "number": question.number,
                "about": question.about,
                "subject": question.subject,
                "question": question.text,
                "answer": question.answer,
                "withheld": question.withheld_because,
            }
            for question in questions
        ],
        "announcements": [
            {"title": announcement.title, "text": announcement.text}
            for announcement in announcements
        ],
    }


def notice_pdf(notice: Notice) -> bytes:
    """The notice as a tagged PDF, in the language of the call; its author is the authority."""
    context = {
        "notice": notice,
        "content": notice.content,
        "sender": letter_head(notice.call.contracting_authority, lines=[]),
    }
    return pdf.render("pdf/notice.html", context, "nl")


def file_name(notice: Notice, extension: str) -> str:
    """Such as SBIR26-001-nota-van-inlichtingen-1.pdf: the call and the number, nothing else."""
    return f"{notice.call.reference}-nota-van-inlichtingen-{notice.number}.{extension}"
