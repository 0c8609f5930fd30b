"""The advice: its assembled draft, and its PDF."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from assessment.independence.selectors import late_conflicts
from assessment.models import Committee, Consensus, RankingRow
from assessment.signatures import signatures_under
from portal import pdf
from portal.theming.letter_head import letter_head

LANGUAGE = "nl"  # the authority's language, whoever presses the button


@dataclass(frozen=True)
class Block:
    """A heading or a paragraph of the advice."""

    text: str
    is_heading: bool


def assembled_advice(committee: Committee) -> str:
    """A first text of the advice: how it was judged, the ranking, and every motivation."""
    with translation.override(LANGUAGE):
        text = render_to_string(
            "assessment/advice_draft.txt",
            {
                "committee": committee,
                "phase": committee.phase,
                "seats": committee.seats.served(),
                "offers": _offers(committee),
            },
        )
    lines = [line.strip() for line in text.splitlines()]
    paragraphs = "\n".join(lines).split("\n\n")
    return "\n\n".join(part.strip() for part in paragraphs if part.strip())


def blocks(text: str) -> list[Block]:
    """The paragraphs of an advice; one that begins with "## " is a heading."""
    return [
        Block(part.removeprefix("## ").strip(), part.startswith("## "))
        for part in (piece.strip() for piece in text.replace("\r\n", "\n").split("\n\n"))
        if part
    ]


def advice_pdf(committee: Committee) -> bytes:
    """The approved advice as a tagged PDF, with the ranking and its hash."""
    call = committee.phase.call
    authority = call.contracting_authority
    with translation.override(LANGUAGE):
        context = {
            "committee": committee,
            "phase": committee.phase,
            "advice": committee.advice,
            "blocks": blocks(committee.advice.text),
            "rows": _rows(committee),
            "ranking": committee.ranking,
            "late": late_conflicts(committee),
            "signatures": signatures_under(committee.advice) if committee.is_jury else [],
            "seats": committee.seats.served().select_related("user"),
            "sender": letter_head(authority),
            "footer_reference": committee.phase.audit_ref,
        }
    return pdf.render("assessment/advice_pdf.html", context, LANGUAGE)


def _rows(committee: Committee) -> list[RankingRow]:
    return list(
        committee.ranking.rows.select_related(
            "moved", "proposal__dossier__lead", "proposal__opened"
        )
    )


def _offers(committee: Committee) -> list[dict[str, Any]]:
    """Each ranked offer with what the committee agreed on it, in the order of the criteria."""
    agreed: dict[int, list[Consensus]] = {}
    for consensus in (
        Consensus.objects.filter(proposal__phase=committee.phase)
        .select_related("criterion")
        .order_by("criterion__order", "criterion_id")
    ):
        agreed.setdefault(consensus.proposal_id, []).append(consensus)
    return [{"row": row, "consensus": agreed.get(row.proposal_id, [])} for row in _rows(committee)]
