"""What is wrong with a text, as sentences for who writes it; found when it is saved."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from django.utils.translation import gettext as _

from awards.lettering.fields import Field, allowed_in, required_in
from awards.lettering.kinds import TextKey
from portal.look.prose import markdown_html

FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
ALONE = re.compile(r"<p>\s*\{\{\s*(\w+)\s*\}\}\s*</p>")
MOST_FAULTS = 20  # more of them help nobody


def subject_faults(key: TextKey, subject: str) -> list[str]:
    """What is wrong with the subject line; no field must be in it, and no block may be."""
    fields = {field.name: field for field in allowed_in(key) if not field.is_block}
    return [*_broken(subject), *_unknown(subject, fields)][:MOST_FAULTS]


def body_faults(key: TextKey, body: str) -> list[str]:
    """What is wrong with the text of a letter; empty for a text that can be used."""
    fields = {field.name: field for field in allowed_in(key)}
    return [
        *_broken(body),
        *_unknown(body, fields),
        *_misplaced(body, fields),
        *_missing(key, body),
    ][:MOST_FAULTS]


def _broken(text: str) -> Iterator[str]:
    """Fields that are empty or not closed, and what looks like the code of a template."""
    for number, line in enumerate(text.splitlines(), start=1):
        rest = FIELD.sub("", line)
        if "{{" in rest or "}}" in rest:
            yield _("Line %(number)s: a field is not closed, or not opened: %(line)s") % {
                "number": number,
                "line": line.strip()[:60],
            }
        if "{%" in line or "{#" in line:
            yield _("Line %(number)s: only fields can stand in a text, such as {{ title }}.") % {
                "number": number
            }
        if line.startswith("# "):
            yield _("Line %(number)s: begin a heading with ##; the subject is the only #.") % {
                "number": number
            }
        if any(not name for name in FIELD.findall(line)):
            yield _("Line %(number)s: this field is empty: {{ }}.") % {"number": number}


def _unknown(text: str, fields: dict[str, Field]) -> Iterator[str]:
    for name in dict.fromkeys(FIELD.findall(text)):
        if not name or name in fields:
            continue
        close = get_close_matches(name, fields, n=1)
        if close:
            yield _(
                "There is no field {{ %(name)s }} in this letter. Do you mean {{ %(close)s }}?"
            ) % {
                "name": name,
                "close": close[0],
            }
        else:
            yield _("There is no field {{ %(name)s }} in this letter.") % {"name": name}


def _misplaced(body: str, fields: dict[str, Field]) -> Iterator[str]:
    """Blocks within a sentence, and fields where Markdown lost them, such as in an address."""
    html = str(markdown_html(body))
    alone = ALONE.findall(html)
    for name in dict.fromkeys(FIELD.findall(body)):
        if name not in fields:
            continue
        shown, written = FIELD.findall(html).count(name), FIELD.findall(body).count(name)
        if shown != written:
            yield _("The field {{ %(name)s }} cannot stand within an address.") % {"name": name}
        elif fields[name].is_block and alone.count(name) != written:
            yield _(
                "The field {{ %(name)s }} is whole paragraphs: give it a line of its own, with "
                "an empty line before and after it."
            ) % {"name": name}


def _missing(key: TextKey, body: str) -> Iterator[str]:
    present = set(FIELD.findall(body))
    for name, ground in required_in(key).items():
        if name not in present:
            yield _("The field {{ %(name)s }} is missing: %(ground)s.") % {
                "name": name,
                "ground": ground,
            }
