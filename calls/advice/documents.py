"""The justification of an instrument as PDF, in Dutch: it goes into the file of the call."""

from typing import Any

from calls.advice.models import Justification
from calls.advice.records import localised, name_of
from portal import pdf
from portal.theming.letter_head import letter_head


def justification_pdf(justification: Justification) -> bytes:
    """What was asked, answered, suggested and chosen, when and by whom."""
    record: dict[str, Any] = localised(justification.consideration.record, "nl")
    call = justification.call
    context = {
        "justification": justification,
        "call": call,
        "record": record,
        "chosen": name_of(justification.chosen)["nl"],
        "sender": letter_head(call.contracting_authority, lines=[]),
    }
    return pdf.render("pdf/justification.html", context, "nl")
