"""Who declared what, what the portal pointed out, and what was decided on it, as a tagged PDF."""

from assessment.independence import selectors
from calls.models import Call
from portal import pdf
from portal.clock import portal_now
from portal.theming.letter_head import letter_head

LANGUAGE = "nl"  # the file of a Dutch authority, whoever asks for it


def interests_pdf(call: Call) -> bytes:
    """The overview of interests as it stands now (REQ-07)."""
    authority = call.contracting_authority
    context = {
        "call": call,
        "committees": selectors.committee_rows(call),
        "staff": selectors.staff_rows(call),
        "made_at": portal_now(),
        "sender": letter_head(authority),
        "footer_reference": call.reference,
    }
    return pdf.render("assessment/independence/overview.pdf.html", context, LANGUAGE)
