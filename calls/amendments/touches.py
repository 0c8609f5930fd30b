"""What a change of terms touches: which phases, which parts, whether form or judgement differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from calls.amendments.patches import OWN, Terms, phases_by_code, sections_by_code

JUDGEMENT = ("criteria", "scale", "budget_walk")
MONEY = ("cap_incl_vat", "pots", "planned_awards")
DATES = ("opens_at", "closes_at")
# Sections of the standard texts that hold requirements: who may take part, what is asked, and
# what keeps an offer out. After the notice they change by a rectification only (REQ-09).
REQUIREMENTS = ("requirements", "eligibility", "knockouts", "criteria")
# Of a question, what does not change the answer that is asked.
_WORDS_OF_QUESTION = ("label", "guidance", "assessor_guidance", "example", "help", "title")


@dataclass(frozen=True)
class Touched:
    """One phase, and what of it is touched."""

    code: str
    is_form_changed: bool = False
    is_judgement_changed: bool = False


@dataclass(frozen=True)
class Touches:
    """All of it; `parts` are texts, dates, money, judgement, form and documents."""

    phases: tuple[Touched, ...] = ()
    parts: tuple[str, ...] = ()
    are_requirements_changed: bool = False

    @property
    def is_form_changed(self) -> bool:
        """Whether any form asks something else, so that an offer is sent anew."""
        return any(phase.is_form_changed for phase in self.phases)

    @property
    def needs_rectification(self) -> bool:
        """Whether criteria, weights or requirements change (REQ-09)."""
        return self.are_requirements_changed or any(
            phase.is_judgement_changed for phase in self.phases
        )

    def __bool__(self) -> bool:
        return bool(self.parts)


def touches_of(before: Terms, after: Terms, *, live: Iterable[str]) -> Touches:
    """Compare two versions; `live` are the codes of the phases that have not closed yet.

    A text or a document is of the whole call, so it touches every phase that is still to close.
    """
    was = phases_by_code(before)
    changed = {
        code: _fields_changed(was.get(code, {}), phase)
        for code, phase in phases_by_code(after).items()
    }
    texts = _texts_changed(before, after)
    documents = before.get("documents") != after.get("documents")
    of_all = set(live) if texts or documents else set()
    now = phases_by_code(after)
    phases = tuple(
        Touched(
            code,
            is_form_changed="form" in fields
            and asked(was.get(code, {}).get("form", [])) != asked(now[code].get("form", [])),
            is_judgement_changed=bool(fields & set(JUDGEMENT)),
        )
        for code, fields in changed.items()
        if fields or code in of_all
    )
    fields = set().union(*changed.values()) if changed else set()
    parts = [
        ("texts", bool(texts)),
        ("dates", bool(fields & set(DATES))),
        ("money", bool(fields & set(MONEY))),
        ("judgement", bool(fields & set(JUDGEMENT))),
        ("form", "form" in fields),
        ("documents", documents),
    ]
    return Touches(
        phases=phases,
        parts=tuple(name for name, is_touched in parts if is_touched),
        are_requirements_changed=bool(texts & set(REQUIREMENTS)),
    )


def asked(form: Any) -> Any:
    """A form without its words: what decides which answer is asked, in its order."""
    if isinstance(form, dict):
        return {key: asked(value) for key, value in form.items() if key not in _WORDS_OF_QUESTION}
    if isinstance(form, list):
        return [asked(each) for each in form]
    return form


def _fields_changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    names = (*DATES, *MONEY, *JUDGEMENT, "form")
    return {name for name in names if before.get(name) != after.get(name)}


def _texts_changed(before: Terms, after: Terms) -> set[str]:
    was = sections_by_code(before)
    sections = {
        code for code, section in sections_by_code(after).items() if section != was.get(code)
    }
    return sections | {name for name in OWN if before.get(name) != after.get(name)}
