"""The forms that real pages hold: where they go, and what a browser would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

SILENT = {"submit", "button", "image", "reset"}


@dataclass
class Form:
    """One form of a page as it was filled in for somebody."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[Form] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            address = urlsplit(urljoin(self.page, has.get("action") or self.page))
            query = f"?{address.query}" if address.query else ""
            self._form = Form(address.path + query, has.get("method", "get").lower())
            self.found.append(self._form)
        elif self._form is not None and (name := has.get("name")):
            self._take(self._form, tag, name, has)
        elif tag == "option" and self._select and ("selected" in has or self._lacks(self._select)):
            self._replace(self._select, has.get("value", ""))

    def _take(self, form: Form, tag: str, name: str, has: dict[str, str]) -> None:
        if tag == "input" and has.get("type") == "file":
            form.files.append(name)
        elif tag == "input" and has.get("type") in {"checkbox", "radio"}:
            if "checked" in has or self._lacks(name):
                form.fields.append((name, has.get("value", "on")))
        elif tag == "input" and has.get("type") not in SILENT:
            form.fields.append((name, has.get("value", "")))
        elif tag == "button" and has.get("value"):
            form.fields.append((name, has["value"]))
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            form.fields.append((name, ""))

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._replace(self._area, data.lstrip("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def _lacks(self, name: str) -> bool:
        return self._form is not None and all(known != name for known, _v in self._form.fields)

    def _replace(self, name: str, value: str) -> None:
        if self._form is not None:
            others = [pair for pair in self._form.fields if pair[0] != name]
            self._form.fields = [*others, (name, value)]


def forms_of(page: str, html: str) -> list[Form]:
    """Every form of a page, with the token for the server left out."""
    parser = _Forms(page)
    parser.feed(html)
    for form in parser.found:
        form.fields = [pair for pair in form.fields if pair[0] != "csrfmiddlewaretoken"]
    return parser.found
