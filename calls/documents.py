"""What the portal lays out about a call: the standard contract of the instrument, as PDF."""

import re

from calls.instruments import instrument_of
from calls.models import Call
from portal import pdf
from portal.look.prose import markdown_html
from portal.theming.letter_head import letter_head

TITLE = "Modelovereenkomst"
_FIELD = re.compile(r"\{\{(\w+)\}\}")
_HEADING = re.compile(r"\A.*?^# [^\n]*\n", re.DOTALL | re.MULTILINE)


def standard_contract(call: Call) -> tuple[str, bytes]:
    """Title and PDF of the instrument's contract for this call, to be checked by a lawyer.

    What is known only once somebody has won stays a marked place, such as [Startdatum].
    """
    standard = instrument_of(call.instrument).standard
    labels = {field["code"]: field["label"]["nl"] for field in standard["merge_fields"]}
    known = {"call": call.title, "authority": call.contracting_authority.name}
    text = _FIELD.sub(
        lambda field: known.get(field.group(1)) or f"[{labels[field.group(1)]}]",
        _HEADING.sub("", standard["contract"]["text"]),  # the letter has a heading of its own
    )
    context = {
        "title": standard["contract"]["title"]["nl"],
        "note": standard["contract"]["review_note"]["nl"],
        "call": call,
        "sender": letter_head(call.contracting_authority, lines=[]),
        "text": markdown_html(text, top_level=1),
    }
    return TITLE, pdf.render("pdf/standard_contract.html", context, "nl")


def standard_annexes(call: Call) -> list[tuple[str, bytes]]:
    """Title and PDF of each template that ships with the instrument, for those who offer."""
    made = []
    for annex in instrument_of(call.instrument).standard.get("annexes", ()):
        context = {
            "title": annex["title"]["nl"],
            "note": call.title,
            "call": call,
            "sender": letter_head(call.contracting_authority, lines=[]),
            "text": markdown_html(annex["text"], top_level=2),
        }
        made.append((annex["title"]["nl"], pdf.render("pdf/standard_contract.html", context, "nl")))
    return made
