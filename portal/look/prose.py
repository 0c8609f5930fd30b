"""Markdown of officers into safe HTML: headings, lists, tables and links, never a script."""

from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "code", "pre", "blockquote",
    "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"https", "http", "mailto"}


def markdown_html(text: str, *, top_level: int = 3) -> SafeString:
    """Return `text` as HTML whose highest heading is `top_level`; raw HTML in it shows as text."""
    tokens = _parser().parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + top_level - 1)}"
    html = _parser().renderer.render(tokens, _parser().options, {})
    # The parser escapes raw HTML already; what it makes itself is cleaned again all the same.
    cleaned = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES)
    return mark_safe(cleaned)  # noqa: S308  cleaned by nh3 against the lists above


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
