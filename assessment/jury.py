"""How a jury declares interests: without seeing who takes part (REQ-12)."""

import re
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Dossier
from assessment import permissions, selectors, services
from assessment.models import Declaration, Seat
from portal.accounts.models import User
from portal.audit.record import record
from portal.workflow import TransitionRefused, lock

SHORTEST_NAME = 4  # letters: shorter words match by chance


@transaction.atomic
def declare_interests(seat: Seat, *, interests: str, by: User) -> int:
    """Declare where one works and has interests, without seeing who takes part.

    The portal compares it with the names of participants and partners. Where one matches, the
    member does not judge that entry, and is not told which it is. Returns the number of matches.
    Raises PermissionDenied, or TransitionRefused without a text.
    """
    committee = lock(seat.committee)
    if not permissions.can_declare(by, seat) or not committee.names_nobody:
        raise PermissionDenied("declare_interests")
    if not interests.strip():
        raise TransitionRefused(_("Say where you work and what interests you have, or “none”."))
    seat.interests = interests.strip()
    seat.save(update_fields=["interests"])
    matches = 0
    asked = selectors.standing_of(by, committee)
    for dossier in Dossier.objects.filter(pk__in=asked.asked if asked else ()):
        is_match = matches_any(seat.interests, _names_of(dossier))
        matches += is_match
        services.declare(
            seat,
            dossier,
            kind=Declaration.Kind.TIE if is_match else Declaration.Kind.NONE,
            explanation=_("Matches what the member declared.") if is_match else "",
            by=by,
        )
    record("declare_interests", committee, by=by, matches=matches)
    return matches


def matches_any(text: str, names: Iterable[str]) -> bool:
    """Whether a name, without its legal form, stands in the text as a word of its own."""
    said = f" {_plain(text)} "
    return any(
        len(name) >= SHORTEST_NAME and f" {name} " in said for name in map(_plain, names) if name
    )


def _plain(text: str) -> str:
    words = re.sub(r"[^\w]+", " ", text.casefold()).split()
    return " ".join(word for word in words if word not in {"b", "v", "bv", "nv", "vof", "n"})


def _names_of(dossier: Dossier) -> set[str]:
    names = {dossier.lead.name}
    for proposal in dossier.proposals.select_related("opened").prefetch_related("opened__partners"):
        if hasattr(proposal, "opened"):
            names |= {partner.name for partner in proposal.opened.partners.all()}
    return names
