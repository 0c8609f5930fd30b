"""Words that somebody typed, as a query in the database's full text search."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import F
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

DUTCH, ENGLISH, PLAIN = "catalogue_dutch", "catalogue_english", "catalogue_plain"
LAST_WORD = re.compile(r"^(?P<head>.*?)(?P<last>\w{2,})$", re.DOTALL)
# Two signs that no text holds, put around what was found and replaced after escaping.
START, STOP = "\ue000", "\ue001"


@dataclass(frozen=True)
class Query:
    """What was typed, understood as web searches are: "a phrase", or, -not.

    The last word also finds what begins with it, as people look while they are typing.
    """

    text: str

    def match(self) -> Any:
        """The query, in both languages at once: every text is kept in both."""
        found = self._in_languages(self.text)
        typed = LAST_WORD.match(self.text)
        if typed is None or self.text.count('"') % 2 or typed["head"].endswith("-"):
            return found
        begun = SearchQuery(f"{typed['last']}:*", config=PLAIN, search_type="raw")
        if typed["head"].strip():
            begun = self._in_languages(typed["head"]) & begun
        return found | begun

    def rank(self) -> SearchRank:
        """How well a call fits: a word in the title counts more than one in the summary,
        and that more than one in a section."""
        return SearchRank(F("heads"), self.match())

    def _in_languages(self, text: str) -> Any:
        return SearchQuery(text, config=DUTCH, search_type="websearch") | SearchQuery(
            text, config=ENGLISH, search_type="websearch"
        )


def snippet(query: Query) -> SearchHeadline:
    """The piece of the call around what was found, between START and STOP, as an expression."""
    return SearchHeadline(
        "excerpt", query.match(), config=DUTCH, start_sel=START, stop_sel=STOP,
        min_words=12, max_words=32, max_fragments=1,
    )  # fmt: skip


def marked(snippet: str) -> SafeString:
    """A snippet as HTML: escaped first, and only then what was found marked."""
    html = escape(snippet).replace(START, "<mark>").replace(STOP, "</mark>")
    return mark_safe(html)  # noqa: S308  escaped on the line above
