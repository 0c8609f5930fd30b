"""A text becomes a letter: Markdown first, then each field by what it says, escaped."""

import re
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from awards.lettering.faults import ALONE, FIELD
from awards.lettering.fields import FIELDS, allowed_in
from awards.lettering.kinds import TextKey
from portal.look.prose import markdown_html

# In one pass: what is filled in may hold braces of its own.
_PLACES = re.compile(f"{ALONE.pattern}|{FIELD.pattern}")


class EmptyField(Exception):
    """A letter names something that there is nothing to say about, such as an amount."""


def fill_subject(key: TextKey, subject: str, context: dict[str, Any]) -> str:
    """The subject line as plain text. Raises EmptyField."""
    values = _Values(key, context)
    return FIELD.sub(lambda found: values.plain(found.group(1)), subject)


def fill_body(key: TextKey, body: str, context: dict[str, Any]) -> SafeString:
    """The text as HTML. What is filled in is never read as Markdown. Raises EmptyField."""
    values = _Values(key, context)
    html = str(markdown_html(body, top_level=1))
    filled = _PLACES.sub(lambda found: values.html(found.group(1) or found.group(2)), html)
    return mark_safe(filled)  # noqa: S308  Markdown was cleaned, values are escaped


class _Values:
    """The values of one letter, by the names that its text may use."""

    def __init__(self, key: TextKey, context: dict[str, Any]) -> None:
        self.allowed = {field.name for field in allowed_in(key)}
        self.context = {**context, "family": key.family, "kind": key.kind}

    def plain(self, name: str) -> str:
        if name not in self.allowed:
            raise EmptyField(name)
        value = FIELDS[name].value(self.context)
        if not FIELDS[name].is_block and not str(value).strip():
            raise EmptyField(name)
        return str(value)

    def html(self, name: str) -> str:
        value = self.plain(name)
        return value if FIELDS[name].is_block else escape(value)
