"""Words that somebody typed, as a query in the database's full text search."""

import re
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db import connection
from django.db.models import F
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

DUTCH = "catalogue_dutch"
LAST_WORD = re.compile(r"^(?P<head>.*?)(?P<last>\w{2,})$", re.DOTALL)
# Two signs that no text holds, put around what was found and replaced after escaping.
START, STOP = "\ue000", "\ue001"
# Every text is kept in both languages, so a word is asked for in both.
WORDS = (
    "(websearch_to_tsquery('catalogue_dutch', %s) || websearch_to_tsquery('catalogue_english', %s))"
)
BEGUN = "to_tsquery('catalogue_plain', %s)"


class Understood(SearchQuery):
    """What was typed, as the database has understood it once for the whole page.

    A subquery, so that the planner takes the index of words: it reckons with reading each row's
    words, and not with unpacking them, which costs far more.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **kwargs: Any) -> Any:
        return "(SELECT %s::tsquery)", [self.text]


def understood(typed: str) -> str:
    """Read words as web searches do: "a phrase", or, -not.

    The last word also finds what begins with it, as people look while they are typing.
    """
    query, values = WORDS, [typed, typed]
    last = LAST_WORD.match(typed)
    if last and typed.count('"') % 2 == 0 and not last["head"].endswith("-"):
        head = last["head"].strip()
        begun = f"({WORDS} && {BEGUN})" if head else BEGUN
        query = f"{query} || {begun}"
        values += [head, head] if head else []
        values.append(f"{last['last']}:*")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({query})::text", values)
        return str(cursor.fetchone()[0])


def rank(query: str) -> SearchRank:
    """How well a call fits: by title, then by summary; a hit in a section alone counts least."""
    return SearchRank(F("heads"), Understood(query))


def snippet(query: str) -> SearchHeadline:
    """The piece of the call around what was found, between START and STOP, as an expression."""
    return SearchHeadline(
        "excerpt", Understood(query), config=DUTCH, start_sel=START, stop_sel=STOP,
        min_words=12, max_words=32, max_fragments=1,
    )  # fmt: skip


def marked(snippet: str) -> SafeString:
    """A snippet as HTML: escaped first, and only then what was found marked."""
    html = escape(snippet).replace(START, "<mark>").replace(STOP, "</mark>")
    return mark_safe(html)  # noqa: S308  escaped on the line above
