"""Two texts of one section: what differs, who wrote it, and the choice per answer."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from applications.reading import answer_text
from applications.working_copy import Payload, encode
from calls.offer_forms import Question, Section

MINE, THEIRS = "mine", "theirs"
DIGEST_CHARACTERS = 16


@dataclass(frozen=True)
class Difference:
    """One answer that the two texts do not share; `picked` is what is chosen so far, or empty."""

    key: str
    label: str
    mine: str
    theirs: str
    picked: str

    @property
    def name(self) -> str:
        """The name of the choice in the form."""
        return f"pick.{self.key}"


def seen_in(payload: Payload) -> str:
    """A short digest per answer, for the page: it tells later which side changed what it showed."""
    return " ".join(f"{key}={_digest(value)}" for key, value in sorted(payload.items()))


def differences(
    section: Section,
    mine: Payload,
    theirs: Payload,
    *,
    seen: str = "",
    picked: Mapping[str, str] | None = None,
) -> list[Difference]:
    """The answers that differ, in the order of the form.

    What only one side changed since the page was opened (`seen`) is picked for that side; what
    both changed is for a person to choose.
    """
    before = dict(part.split("=", 1) for part in seen.split() if "=" in part)
    picked = picked or {}
    questions = {question.code: question for question in section.questions}
    keys = [*questions, *mine, *theirs]
    return [
        Difference(
            key,
            questions[key].label if key in questions else _name(key),
            _text(questions.get(key), mine.get(key)),
            _text(questions.get(key), theirs.get(key)),
            picked.get(key) or _unopposed(before.get(key), mine.get(key), theirs.get(key)),
        )
        for key in dict.fromkeys(keys)
        if not _same(mine.get(key), theirs.get(key))
    ]


def merged(mine: Payload, theirs: Payload, differing: list[Difference]) -> tuple[Payload, ...]:
    """The text that was chosen, and what was not: of mine, and of theirs.

    Raises ValueError while something is not chosen.
    """
    chosen, mine_left, theirs_left = {**theirs, **mine}, {}, {}
    for each in differing:
        if each.picked == THEIRS:
            chosen[each.key], mine_left[each.key] = theirs.get(each.key, ""), mine.get(each.key, "")
        elif each.picked == MINE:
            theirs_left[each.key] = theirs.get(each.key, "")
        else:
            raise ValueError(each.key)
    return chosen, _said(mine_left), _said(theirs_left)


def in_words(section: Section, payload: Payload) -> list[tuple[str, str]]:
    """Each answer with its label, as plain text."""
    questions = {question.code: question for question in section.questions}
    return [
        (
            questions[key].label if key in questions else _name(key),
            _text(questions.get(key), value),
        )
        for key, value in payload.items()
    ]


def _said(payload: Payload) -> Payload:
    return {key: value for key, value in payload.items() if value}


def _unopposed(before: str | None, mine: Any, theirs: Any) -> str:
    """The side that changed an answer alone, or neither."""
    if before is not None and before == _digest(theirs):
        return MINE
    if before is not None and before == _digest(mine):
        return THEIRS
    return ""


def _same(one: Any, other: Any) -> bool:
    return encode({"value": one or ""}) == encode({"value": other or ""})


def _digest(value: Any) -> str:
    return hashlib.sha256(encode({"value": value or ""})).hexdigest()[:DIGEST_CHARACTERS]


def _name(key: str) -> str:
    """What is no question of the form: the built-in sections."""
    names = {
        "rows": _("Rows"),
        "vat_rate": _("VAT rate"),
        "rd_share": _("Share of research and development in %"),
        "per_partner": _("VAT rate of each partner"),
    }
    return names.get(key, key.replace("_", " "))


def _text(question: Question | None, value: Any) -> str:
    if question is not None:
        return answer_text(question, value)
    if isinstance(value, list):
        return "\n".join(_text(None, each) for each in value)
    if isinstance(value, dict):
        return " · ".join(filter(None, (_text(None, each) for each in value.values())))
    return "" if value is None else str(value)
