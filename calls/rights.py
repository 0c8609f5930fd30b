"""Who keeps the rights on the results: one choice per call, and its sentence in the text.

The state-aid framework for R&D (2022/C 414/01, before it 2014/C 198/01 point 33 (d)) asks that the
arrangement is known to all beforehand: either the provider keeps the rights and the buyer may use
the results, or the results are widely disseminated (REQ-02 (d)).
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from calls.models import Call

SECTION = "rights"
PLACE = re.compile(r"\[regeling van de rechten[^\]\n]*\]")
CLAUSES = {
    Call.Rights.DEVELOPER: (
        "De rechten op de resultaten zijn van u. {authority} krijgt een kosteloos gebruiksrecht "
        "voor eigen doelen, zonder einddatum."
    ),
    Call.Rights.OPEN: (
        "De rechten op de resultaten zijn van u. U stelt de resultaten beschikbaar onder een open "
        "licentie: iedereen mag ze gebruiken, ook {authority}."
    ),
    Call.Rights.AUTHORITY: (
        "De rechten op de resultaten gaan over naar {authority}. Die maakt de resultaten openbaar, "
        "zodat iedereen ze kan gebruiken."
    ),
}


def clause(rights: str, authority: str) -> str:
    """The sentence of a choice, in Dutch as the text of the call is; "" for no choice."""
    return CLAUSES[Call.Rights(rights)].format(authority=authority) if rights else ""


def with_clause(
    sections: Iterable[Mapping[str, Any]], rights: str, authority: str
) -> list[dict[str, Any]]:
    """The sections with the sentence of this choice, in its place or over that of another choice.

    A text that an officer wrote anew is left as it is.
    """
    new = clause(rights, authority)
    return [
        {**section, "text": _put(section["text"], new)}
        if section["code"] == SECTION and new
        else dict(section)
        for section in sections
    ]


def _put(text: str, new: str) -> str:
    known = [
        "(?:.+?)".join(re.escape(part) for part in pattern.split("{authority}"))
        for pattern in CLAUSES.values()
    ]
    return re.sub("|".join([PLACE.pattern, *known]), lambda _match: new, text, count=1)
