"""Knock-outs of a phase: grounds, stated beforehand, on which an offer is not assessed.

Rows of data in Phase.knock_outs: {"code", "text": {"nl", "en"}}. They start from the instrument's
standard, an officer changes them in a draft, and they are frozen with the terms.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from calls.instruments import Instrument
from calls.models import Phase
from calls.offer_forms import in_language

MOST = 30
LONGEST = 300


@dataclass(frozen=True)
class KnockOut:
    """One ground, in the present language."""

    code: str
    text: str


def knock_outs_of(phase: Phase) -> list[KnockOut]:
    """The grounds of a phase, in their order."""
    return [KnockOut(row["code"], in_language(row["text"])) for row in phase.knock_outs]


def standard_of(instrument: Instrument) -> list[dict[str, Any]]:
    """The grounds that the instrument states, in both languages."""
    rows: list[dict[str, Any]] = []
    for text in instrument.knock_outs:
        words = {}
        for language in ("nl", "en"):
            with translation.override(language):
                words[language] = str(text)
        rows.append({"code": free_code(words["en"], {row["code"] for row in rows}), "text": words})
    return rows


def check(rows: Any) -> None:
    """Raise ValidationError with every fault of the rows."""
    faults = list(_faults(rows))
    if faults:
        raise ValidationError(faults)


def free_code(text: str, taken: Iterable[str]) -> str:
    """A code for a new ground that no other one has."""
    wanted = slugify(text)[:30].strip("-") or "ground"
    code, number, used = wanted, 2, set(taken)
    while code in used:
        code, number = f"{wanted}-{number}", number + 1
    return code


def _faults(rows: Any) -> Iterator[str]:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        yield _("Knock-outs are a list.")
        return
    if len(rows) > MOST:
        yield _("A phase has at most %(most)s knock-outs.") % {"most": MOST}
    codes = [row.get("code") for row in rows]
    if len(set(map(str, codes))) < len(codes) or not all(codes):
        yield _("Each knock-out has a code of its own.")
    for row in rows:
        text = row.get("text")
        words = text if isinstance(text, dict) else {"nl": text}
        if not str(words.get("nl") or "").strip():
            yield _("A knock-out has a text in Dutch.")
        if any(len(str(part or "")) > LONGEST for part in words.values()):
            yield _("A knock-out is at most %(most)s characters.") % {"most": LONGEST}
