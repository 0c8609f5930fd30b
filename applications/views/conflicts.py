"""The choice between two texts of a section, on the page and from a script."""

from dataclasses import dataclass
from typing import Any

from django.http import JsonResponse
from django.template.loader import render_to_string

from applications.models import Proposal
from applications.saving import Conflict
from applications.working_copy import Payload, ReadSection, read_section
from applications.writing import services
from applications.writing.conflicts import Difference, differences, in_words, merged
from applications.writing.services import open_set_aside
from calls.offer_forms import Section
from portal.accounts.requests import SignedInRequest
from portal.look.wording import clock_text

IS_CHOICE = "choice"  # the input that says: these answers come with a choice per difference
PICK = "pick."
SHOWN_AT_MOST = 20


@dataclass(frozen=True)
class Choice:
    """What the choice shows: who saved the other text, and every answer that differs."""

    there: ReadSection
    differences: list[Difference]
    seen: str
    seen_version: str
    is_incomplete: bool = False


def choice_of(
    request: SignedInRequest, section: Section, mine: Payload, there: ReadSection
) -> Choice:
    """The choice between what was typed and what is there, with what was picked already."""
    seen = request.POST.get("seen", "")
    picked = {
        name.removeprefix(PICK): str(value)
        for name, value in request.POST.items()
        if name.startswith(PICK)
    }
    return Choice(
        there,
        differences(section, mine, there.payload, seen=seen, picked=picked),
        seen,
        request.POST.get("seen_version") or request.POST.get("version", "0"),
        is_incomplete=IS_CHOICE in request.POST,
    )


def as_json(
    request: SignedInRequest, proposal: Proposal, section: Section, mine: Payload
) -> JsonResponse:
    """The choice for the script: it stands in the page, and nothing was saved."""
    there = read_section(proposal, section.code)
    choice = choice_of(request, section, mine, there)
    html = render_to_string("applications/parts/choice.html", {"choice": choice}, request)
    saved_at = clock_text(there.saved_at, seconds=True) if there.saved_at else ""
    answer = {"version": there.version, "saved_at": saved_at, "who": there.saved_by, "html": html}
    return JsonResponse(answer, status=409)


def save_choice(
    request: SignedInRequest, proposal: Proposal, section: Section, mine: Payload, *, version: int
) -> int:
    """Save what was picked. Raises Conflict while a pick lacks, or another text is there."""
    there = read_section(proposal, section.code)
    found = choice_of(request, section, mine, there).differences
    try:
        chosen, mine_left, theirs_left = merged(mine, there.payload, found)
    except ValueError:
        raise Conflict(there.payload, there.version, there.saved_by) from None
    if there.version != version:
        raise Conflict(there.payload, there.version, there.saved_by)
    return services.save_choice(
        proposal,
        section.code,
        chosen,
        version=version,
        by=request.user,
        mine_left=mine_left,
        theirs_left=theirs_left,
    )


def set_aside_in(proposal: Proposal, section: Section) -> list[dict[str, Any]]:
    """The texts of a section that lost a choice, the last one first."""
    rows = proposal.set_aside.filter(section=section.code).select_related(
        "written_by", "set_aside_by"
    )
    return [
        {"row": row, "answers": in_words(section, open_set_aside(proposal, row))}
        for row in rows[:SHOWN_AT_MOST]
    ]
