"""The report of a call as a PDF for the archive: by article 84, or plainly for the others."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from applications.selectors import opening_of
from awards.models import Contract, DecisionSet
from awards.record.models import AwardNotice
from awards.record.points import points_of
from awards.revisions.selectors import awarded_incl_vat, is_awarded
from calls.models import Call, Phase
from calls.procedures import is_part_2
from portal import pdf, pdf_seal
from portal.theming.letter_head import letter_head
from portal.workflow import TransitionRefused

LANGUAGE = "nl"  # the file of a Dutch authority, whoever asks for it


def report_pdf(call: Call) -> bytes:
    """The report, sealed where a certificate is set.

    Raises TransitionRefused while a point of article 84 is missing: each is filled in, or says
    why it does not apply (REQ-17).
    """
    with translation.override(LANGUAGE):
        points = points_of(call) if is_part_2(call) else []
        _require_whole([point.letter for point in points if point.is_missing])
        context = {
            "call": call,
            "sender": letter_head(call.contracting_authority),
            "points": points,
            "phases": [_facts(phase) for phase in call.phases.filter(takes_offers=True)],
            "notice": AwardNotice.objects.filter(call=call).first(),
        }
        return pdf_seal.sealed(pdf.render("record/report.pdf.html", context, LANGUAGE))


def _require_whole(missing: list[str]) -> None:
    if missing:
        raise TransitionRefused(
            _("The report is not complete. Fill in first: %(points)s.")
            % {"points": ", ".join(f"({letter})" for letter in missing)},
            code="incomplete",
        )


def _facts(phase: Phase) -> dict[str, Any]:
    """What happened in one phase, in numbers and moments. Names stand only with who was awarded."""
    decision_set = DecisionSet.objects.filter(phase=phase, state=DecisionSet.State.RELEASED).first()
    awards = (
        decision_set.decisions.filter(is_awarded())
        .annotate(awarded_incl_vat=awarded_incl_vat())
        .select_related("proposal__dossier__lead")
        if decision_set
        else []
    )
    return {
        "phase": phase,
        "opening": opening_of(phase),
        "offers": phase.proposals.filter(opened__isnull=False).count(),
        "committee": getattr(phase, "committee", None),
        "decision_set": decision_set,
        "decisions": decision_set.decisions.count() if decision_set else 0,
        "awards": awards,
        "contracts": Contract.objects.filter(decision__proposal__phase=phase).select_related(
            "decision__proposal__dossier__lead"
        ),
    }
