"""The points (a) to (i) of the individual report: Directive 2014/24/EU, article 84(1); REQ-17.

Each is filled from what the portal knows, else by an officer, else it is not applicable, with the
reason. A point that nobody filled in is missing, and the report is not made without it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Partner
from assessment.independence.models import StaffDeclaration, Warning
from assessment.models import Declaration
from awards.models import Contract, Decision, DecisionSet
from awards.record.models import PointNote
from awards.revisions.selectors import is_awarded
from calls.models import Call, Phase
from calls.procedures import is_negotiated
from portal.look.wording import day_text, euro_text

TITLES = {
    "a": gettext_lazy("Contracting authority, subject and value"),
    "b": gettext_lazy("Selection: who was selected, who was not, and why"),
    "c": gettext_lazy("Tenders rejected as abnormally low, and why"),
    "d": gettext_lazy("Who won and why; subcontractors and their share"),
    "e": gettext_lazy("Circumstances that justify a procedure with negotiation"),
    "f": gettext_lazy("Circumstances that justify a procedure without a notice"),
    "g": gettext_lazy("Why nothing was awarded"),
    "h": gettext_lazy("Why offers came in another way than electronically"),
    "i": gettext_lazy("Conflicts of interest that were found, and what was done"),
}


@dataclass(frozen=True)
class Point:
    """One point: its lines; or why it does not apply; or nothing, and then it is missing."""

    letter: str
    lines: list[str] = field(default_factory=list)
    not_applicable: str = ""
    is_written: bool = False  # an officer writes it: the portal cannot know

    @property
    def title(self) -> Any:
        return TITLES[self.letter]

    @property
    def is_missing(self) -> bool:
        return not self.lines and not self.not_applicable


def points_of(call: Call) -> list[Point]:
    """Every point of the report of this call, in order."""
    notes = {note.point: note for note in PointNote.objects.filter(call=call)}
    return [_written(letter, notes.get(letter)) or _POINTS[letter](call) for letter in TITLES]


def missing_points(call: Call) -> list[Point]:
    """What an officer must still fill in."""
    return [point for point in points_of(call) if point.is_missing]


def _written(letter: str, note: PointNote | None) -> Point | None:
    if note is None:
        return None
    if note.applies:
        return Point(letter, lines=note.text.splitlines(), is_written=True)
    return Point(letter, not_applicable=note.text, is_written=True)


def _authority(call: Call) -> Point:
    authority = call.contracting_authority
    contracts = Contract.objects.filter(decision__proposal__phase__call=call)
    value = sum((contract.value_incl_vat for contract in contracts), start=0)
    address = ", ".join(line for line in authority.address.splitlines() if line.strip())
    lines = [
        ", ".join(part for part in (authority.name, address or authority.city) if part),
        _("Subject: %(title)s (%(reference)s)")
        % {"title": call.title, "reference": call.reference},
    ]
    if value:
        lines.append(
            _("Value of the contracts: %(amount)s, including VAT") % {"amount": euro_text(value)}
        )
    if call.notice_number:
        lines.append(_("Notice on TenderNed: %(number)s") % {"number": call.notice_number})
    return Point("a", lines)


def _selection(call: Call) -> Point:
    sets = _released(call).filter(phase__outcome=Phase.Outcome.SELECTION)
    lines = [line for each in sets for line in _told(each)]
    if lines or call.phases.filter(outcome=Phase.Outcome.SELECTION).exists():
        return Point("b", lines)  # missing as long as nobody was told
    return Point("b", not_applicable=_("nobody was selected before the offers came in"))


def _told(decision_set: DecisionSet) -> list[str]:
    """Name, outcome and reasons of each decision."""
    return [
        _("%(phase)s, %(name)s: %(outcome)s. %(reasons)s")
        % {
            "phase": decision_set.phase.name,
            "name": decision.proposal.dossier.lead.name,
            "outcome": decision.get_outcome_display(),
            "reasons": _why(decision),
        }
        for decision in decision_set.decisions.select_related(
            "proposal__dossier__lead", "proposal__ranking_row"
        ).order_by("proposal__dossier__reference")
    ]


def _why(decision: Decision) -> str:
    """The officer's reasons, else the committee's total; each letter has them in full."""
    row = getattr(decision.proposal, "ranking_row", None)
    if decision.reasons:
        return " ".join(decision.reasons.split())
    if row is None:
        return _("Admissible; nobody scored in this phase.")
    return _("Total score %(total)s; scores and reasons stand in the letter.") % {
        "total": f"{row.total_shown:.2f}".replace(".", ",")
    }


def _winners(call: Call) -> Point:
    awards = Decision.objects.filter(
        is_awarded(),
        decision_set__in=_released(call).exclude(phase__outcome=Phase.Outcome.SELECTION),
    ).select_related(
        "decision_set__phase",
        "proposal__dossier__lead",
        "proposal__ranking_row",
        "proposal__opened",
    )
    lines = []
    for decision in awards.order_by("proposal__dossier__lead__name"):
        lines.append(f"{decision.proposal.dossier.lead.name}: {_why(decision)}")
        lines += [
            _("subcontractor %(name)s, %(share)s percent of the price")
            % {"name": partner.name, "share": f"{partner.share.normalize():f}".replace(".", ",")}
            for partner in Partner.objects.filter(
                opened=decision.proposal.opened, role="subcontractor"
            )
        ]
    if lines:
        return Point("d", lines)
    return Point("d", not_applicable=_("nothing was awarded"))


def _low_tenders(call: Call) -> Point:
    return Point("c", is_written=True)


def _negotiation(call: Call) -> Point:
    if is_negotiated(call):
        return Point("e", is_written=True)
    return Point("e", not_applicable=_("there was no negotiation"))


def _without_notice(call: Call) -> Point:
    if not call.notice_number:
        return Point("f", is_written=True)
    sent = f", {day_text(call.notice_sent_on)}" if call.notice_sent_on else ""
    return Point(
        "f",
        not_applicable=_("a notice was published: %(number)s")
        % {"number": f"{call.notice_number}{sent}"},
    )


def _no_award(call: Call) -> Point:
    awarded = Decision.objects.filter(
        is_awarded(),
        decision_set__in=_released(call).exclude(phase__outcome=Phase.Outcome.SELECTION),
    ).exists()
    if awarded:
        return Point("g", not_applicable=_("something was awarded, see (d)"))
    return Point("g", is_written=True)


def _electronic(call: Call) -> Point:
    return Point("h", not_applicable=_("all offers came in through this portal"))


def _conflicts(call: Call) -> Point:
    """Of members and of staff: what they declared, and what was decided on a warning."""
    lines = [
        _("%(person)s about %(dossier)s: %(kind)s. %(words)s")
        % {
            "person": person,
            "dossier": found.dossier.reference,
            "kind": found.get_kind_display(),
            "words": found.explanation,
        }
        for person, found in _declared(call)
    ]
    lines += [
        _("Warning about %(person)s and %(party)s: %(verdict)s. %(reason)s")
        % {
            "person": warning.user,
            "party": warning.party,
            "verdict": warning.get_verdict_display(),
            "reason": warning.reason,
        }
        for warning in Warning.objects.filter(dossier__call=call)
        .exclude(verdict="")
        .select_related("user")
    ]
    if lines:
        return Point("i", lines)
    return Point("i", not_applicable=_("everybody declared to have no interest"))


def _declared(call: Call) -> list[tuple[Any, Declaration | StaffDeclaration]]:
    members = (
        Declaration.objects.filter(dossier__call=call)
        .exclude(kind="none")
        .select_related("seat__user", "dossier")
    )
    staff = (
        StaffDeclaration.objects.filter(dossier__call=call)
        .exclude(kind="none")
        .select_related("user", "dossier")
    )
    return [*((each.seat.user, each) for each in members), *((each.user, each) for each in staff)]


def _released(call: Call) -> Any:
    """The decisions of which everybody was told: what is not, is nobody's record yet."""
    return DecisionSet.objects.filter(phase__call=call, state=DecisionSet.State.RELEASED).order_by(
        "phase__order"
    )


_POINTS: dict[str, Callable[[Call], Point]] = {
    "a": _authority,
    "b": _selection,
    "c": _low_tenders,
    "d": _winners,
    "e": _negotiation,
    "f": _without_notice,
    "g": _no_award,
    "h": _electronic,
    "i": _conflicts,
}
