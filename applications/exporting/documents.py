"""Exports as PDF, on the house's own sheet."""

from django.utils import translation

from applications.documents import sender_of
from applications.exporting.contents import Export, blank_form
from calls.models import Phase
from portal.pdf import render


def form_pdf(phase: Phase, language: str) -> bytes:
    """The blank form of a phase."""
    with translation.override(language):
        sections = blank_form(phase)
    context = {
        "phase": phase,
        "call": phase.call,
        "sections": sections,
        "sender": sender_of(phase),
        "footer_reference": phase.call.reference,
    }
    return render("applications/form.pdf.html", context, language)


def offer_pdf(export: Export, language: str) -> bytes:
    """An offer as assessors read it; a mark stands on top and at the foot of every page."""
    proposal = export.proposal
    reference = f"{proposal.dossier.reference}, {proposal.phase.call.reference}"
    context = {
        "export": export,
        "offer": export.offer,
        "proposal": proposal,
        "phase": proposal.phase,
        "call": proposal.phase.call,
        "sender": {"name": proposal.dossier.lead.name, "lines": []},
        "footer_reference": " · ".join(filter(None, [export.mark, reference])),
    }
    return render("applications/offer.pdf.html", context, language)
