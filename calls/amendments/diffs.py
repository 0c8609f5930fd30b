"""What differs between two versions of the terms, as people read it: part by part, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from calls.amendments.patches import Terms, phases_by_code, sections_by_code
from calls.amendments.words import ADDED, REMOVED, Paragraph, text_diff
from calls.models import CallDocument, Phase
from calls.offer_forms import in_language
from portal.look.wording import euro_text, moment_text

Named = Mapping[str, str]  # what people call each phase, by its code


@dataclass(frozen=True)
class Change:
    """One thing that differs. `kind` is changed, added or removed; a long text has paragraphs."""

    label: str
    kind: str
    before: str = ""
    after: str = ""
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True)
class Group:
    """The changes of one part of the call."""

    heading: str
    changes: tuple[Change, ...]


def diff_of(before: Terms, after: Terms, *, phases: Named) -> list[Group]:
    """All groups in which something differs, in the order of the page."""
    groups = [
        Group(_("Title and challenge"), tuple(_own(before, after))),
        *_texts(before, after),
        *_phases(before, after, phases),
        Group(_("Documents"), tuple(_documents(before, after))),
    ]
    return [group for group in groups if group.changes]


def _own(before: Terms, after: Terms) -> Iterator[Change]:
    labels = {
        "title": _("Title"),
        "title_en": _("Title in English"),
        "summary": _("The challenge in a few sentences"),
    }
    for name, label in labels.items():
        yield from _text(label, before.get(name, ""), after.get(name, ""))


def _texts(before: Terms, after: Terms) -> Iterator[Group]:
    was = sections_by_code(before)
    for code, section in sections_by_code(after).items():
        old = was.get(code, {"title": "", "text": ""})
        changes = [
            *_text(_("Heading"), old["title"], section["title"]),
            *_text(_("Text"), old["text"], section["text"]),
        ]
        yield Group(section["title"], tuple(changes))


def _phases(before: Terms, after: Terms, names: Named) -> Iterator[Group]:
    was = phases_by_code(before)
    for code, phase in phases_by_code(after).items():
        old, name = was.get(code, {}), capfirst(names.get(code, code))
        yield Group(_("%(phase)s: dates and money") % {"phase": name}, tuple(_facts(old, phase)))
        criteria = (*_scoring(old, phase), *_criteria(old, phase))
        yield Group(_("%(phase)s: criteria") % {"phase": name}, criteria)
        yield Group(_("%(phase)s: form of the offer") % {"phase": name}, tuple(_form(old, phase)))


def _facts(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name, label in (("opens_at", _("Opens")), ("closes_at", _("Deadline for offers"))):
        yield from _value(label, _moment(old.get(name)), _moment(new.get(name)))
    cap = _("Maximum per offer, including VAT")
    yield from _value(cap, _euro(old.get("cap_incl_vat")), _euro(new.get("cap_incl_vat")))
    for theme in dict.fromkeys([*_pots(old), *_pots(new)]):
        label = _("Budget, including VAT") + (f" ({theme})" if theme else "")
        yield from _value(label, _euro(_pots(old).get(theme)), _euro(_pots(new).get(theme)))
    yield from _value(
        _("Awards planned"), _text_of(old.get("planned_awards")), _text_of(new["planned_awards"])
    )


def _scoring(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    yield from _value(_("Scale"), _scale(old.get("scale")), _scale(new.get("scale")))
    walks = dict(Phase.Walk.choices)
    yield from _value(
        _("When the budget runs out"),
        str(walks.get(old.get("budget_walk", ""), "")),
        str(walks.get(new.get("budget_walk", ""), "")),
    )


def _criteria(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    was = {each["code"]: each for each in old.get("criteria", [])}
    now = {each["code"]: each for each in new.get("criteria", [])}
    for code, criterion in now.items():
        if code not in was:
            yield Change(criterion["name"], ADDED, after=_criterion_text(criterion))
            continue
        name, before = criterion["name"], was[code]
        yield from _value(_("%(name)s: name") % {"name": name}, before["name"], name)
        yield from _value(
            _("%(name)s: name in English") % {"name": name},
            before.get("name_en", ""),
            criterion.get("name_en", ""),
        )
        for field, label in (
            ("weight", _("%(name)s: weight")),
            ("threshold", _("%(name)s: least score")),
        ):
            yield from _value(
                label % {"name": name}, _text_of(before[field]), _text_of(criterion[field])
            )
        yield from _text(
            _("%(name)s: what the committee looks at") % {"name": name},
            before.get("guidance", ""),
            criterion.get("guidance", ""),
        )
    for code, criterion in was.items():
        if code not in now:
            yield Change(criterion["name"], REMOVED, before=_criterion_text(criterion))
    kept = [code for code in was if code in now]
    if kept != [code for code in now if code in was]:
        order = ", ".join(each["name"] for each in now.values())
        before_order = ", ".join(each["name"] for each in was.values())
        yield Change(_("Order"), "changed", before_order, order)


def _form(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    was, now = _questions(old.get("form", [])), _questions(new.get("form", []))
    for code, (section, question) in now.items():
        label = in_language(question.get("label")) or code
        if code not in was:
            yield Change(label, ADDED, after=f"{section}: {label}")
            continue
        yield from _question(label, was[code][1], question)
    for code, (section, question) in was.items():
        if code not in now:
            label = in_language(question.get("label")) or code
            yield Change(label, REMOVED, before=f"{section}: {label}")
    titles = {each["code"]: _title(each) for each in old.get("form", [])}
    for section in new.get("form", []):
        title = _title(section)
        yield from _value(_("Part of the form"), titles.get(section["code"], ""), title)


def _question(label: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Every property that differs; properties without a name of their own say their code."""
    names = {
        "label": _("question"),
        "guidance": _("guidance"),
        "example": _("example"),
        "required": _("required"),
        "word_limit": _("most words"),
        "kind": _("kind of answer"),
        "choices": _("choices"),
        "file_types": _("kinds of files"),
    }
    for name in dict.fromkeys([*old, *new]):
        before, after = _property(old.get(name)), _property(new.get(name))
        yield from _text(f"{label}: {names.get(name, name)}", before, after)


def _documents(before: Terms, after: Terms) -> Iterator[Change]:
    kinds = dict(CallDocument.Kind.choices)
    was = [tuple(sorted(entry.items())) for entry in before.get("documents", [])]
    now = [tuple(sorted(entry.items())) for entry in after.get("documents", [])]
    gone = {dict(entry)["title"] for entry in was if entry not in now}
    come = {dict(entry)["title"] for entry in now if entry not in was}
    for entry in now:
        document = dict(entry)
        title, text = document["title"], str(kinds.get(document["kind"], document["kind"]))
        if entry in was:
            continue
        if title in gone:
            yield Change(title, "changed", _("earlier version"), _("new version"))
        else:
            yield Change(title, ADDED, after=text)
    for entry in was:
        document = dict(entry)
        if entry not in now and document["title"] not in come:
            yield Change(document["title"], REMOVED, before=str(kinds.get(document["kind"], "")))


def _value(label: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        kind = "changed" if before and after else ADDED if after else REMOVED
        yield Change(label, kind, before, after)


def _text(label: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        kind = "changed" if before and after else ADDED if after else REMOVED
        yield Change(label, kind, paragraphs=text_diff(before, after))


def _questions(form: list[dict[str, Any]]) -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        question["code"]: (_title(section), question)
        for section in form
        for question in section.get("questions", [])
    }


def _title(section: Mapping[str, Any]) -> str:
    return in_language(section.get("title") or section.get("label"))


def _property(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return (
            in_language(value)
            if "nl" in value
            else ", ".join(f"{key}: {_property(each)}" for key, each in value.items())
        )
    if isinstance(value, list):
        return ", ".join(
            in_language(each["label"]) if isinstance(each, dict) and "label" in each
            else _property(each)
            for each in value
        )  # fmt: skip
    return "" if value in (None, 0, "") else str(value)


def _pots(phase: Mapping[str, Any]) -> dict[str, str]:
    return {pot["theme"] or "": pot["incl_vat"] for pot in phase.get("pots", [])}


def _criterion_text(criterion: Mapping[str, Any]) -> str:
    return _("weight %(weight)s, least score %(threshold)s") % {
        "weight": criterion["weight"],
        "threshold": "–" if criterion["threshold"] is None else criterion["threshold"],
    }


def _moment(iso: str | None) -> str:
    return moment_text(datetime.fromisoformat(iso), seconds=False) if iso else ""


def _euro(amount: str | None) -> str:
    return euro_text(Decimal(amount)) if amount else ""


def _scale(scale: list[int] | None) -> str:
    return _("%(low)s to %(high)s") % {"low": scale[0], "high": scale[1]} if scale else ""


def _text_of(value: Any) -> str:
    return "–" if value is None else str(value)
