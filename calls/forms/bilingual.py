"""Texts in Dutch and English as people type them, and the codes that hang on them."""

from collections.abc import Mapping, Sequence
from typing import Any

from calls.form_editing import free_code


def words_of(text: Any) -> dict[str, str]:
    """A text in both languages."""
    if isinstance(text, dict):
        return {"nl": text.get("nl", ""), "en": text.get("en", "")}
    return {"nl": str(text or ""), "en": ""}


def as_inputs(name: str, text: Any) -> dict[str, str]:
    """A text in both languages, as the values of two inputs."""
    words = words_of(text)
    return {name: words["nl"], f"{name}_en": words["en"]}


def from_inputs(typed: Mapping[str, Any], name: str) -> dict[str, str]:
    """What two inputs hold, as a text in both languages."""
    return {"nl": typed[name], "en": typed[f"{name}_en"]}


def split_line(line: str) -> tuple[str, str]:
    """A line of answers: the Dutch, and behind a bar the English."""
    dutch, _bar, english = line.partition("|")
    return dutch.strip(), english.strip()


def with_codes(
    texts: list[tuple[str, str]], earlier: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Each text with its code: of the same text before, else of the same place, else a new one."""
    by_text = {words_of(each["label"])["nl"]: each["code"] for each in earlier}
    is_same_length = len(texts) == len(earlier)
    kept: list[dict[str, Any]] = []
    reserved = {by_text[dutch] for dutch, _english in texts if dutch in by_text}
    for place, (dutch, english) in enumerate(texts):
        taken = {each["code"] for each in kept}
        code = by_text.get(dutch, "")
        if not code and is_same_length and earlier[place]["code"] not in reserved:
            code = earlier[place]["code"]
        if not code or code in taken:
            code = free_code(dutch, taken | reserved)
        kept.append({"code": code, "label": {"nl": dutch, "en": english}})
    return kept
