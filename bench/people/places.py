"""Which pages there are: those of the declared access table, and some that stand outside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from tests.access.rows import Args, Row
from tests.access.table import TABLE
from tests.access.world import World

LANGUAGES = ("nl", "en")
HOST = "localhost"
# Of the login, which the table leaves to its library; the role that sees each.
LOGIN = {
    "account_login": "anonymous", "account_signup": "anonymous",
    "account_reset_password": "anonymous", "account_reset_password_done": "anonymous",
    "account_email_verification_sent": "anonymous", "account_logout": "applicant",
    "account_email": "applicant", "account_change_password": "applicant",
    "account_reauthenticate": "applicant", "mfa_index": "officer",
    "mfa_view_recovery_codes": "officer", "mfa_generate_recovery_codes": "officer",
    "mfa_activate_totp": "applicant",
}  # fmt: skip
REFUSED = {"404": ("/is-er-niet/", "anonymous"), "403": ("/oproepen/beheer/nieuw/", "applicant")}
NO_FORM_OF_THE_PAGE = ("/account/logout/", "/taal/")
FORM = re.compile(r"<form\b[^>]*\bmethod=\"post\"[^>]*>.*?</form>", re.DOTALL)
HIDDEN = re.compile(r"<input\b[^>]*\btype=\"hidden\"[^>]*>")
ATTRIBUTE = re.compile(r"\b(action|name|value)=\"([^\"]*)\"")


@dataclass(frozen=True)
class Place:
    """One address in one state, and the role that looks at it.

    `args` may make what the address names, so they are asked for where it is undone again.
    """

    name: str
    role: str
    args: Args = lambda world: []
    state: str = ""
    address: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.state}".strip()

    def address_in(self, world: World) -> str:
        """Where it is, in this world."""
        return self.address or reverse(self.name, args=self.args(world))


@dataclass(frozen=True)
class Shown:
    """What a place says in one language."""

    place: str
    name: str
    role: str
    address: str
    language: str
    status: int
    kind: str
    policy: str
    body: bytes

    @property
    def is_page(self) -> bool:
        return self.kind == "text/html" and bool(self.body)

    @property
    def file_name(self) -> str:
        return re.sub(r"[^\w-]+", "-", f"{self.place}-{self.language}") + ".html"


def places() -> list[Place]:
    """Each row of the table that somebody sees with a GET, and the pages outside it."""
    found = [
        Place(row.name, _role(row), row.args, row.on)
        for row in TABLE
        if row.method == "get" and row.sees
    ]
    found += [Place(name, role) for name, role in LOGIN.items()]
    found += [Place(name, role, address=address) for name, (address, role) in REFUSED.items()]
    return list({str(place): place for place in found}.values())


def _role(row: Row) -> str:
    """The public as the public sees it, and else the first who sees it."""
    roles = row.sees.split()
    return "anonymous" if "anonymous" in roles else roles[0]


def visit(place: Place, world: World, client: Client, language: str, done: set[str]) -> list[Shown]:
    """The page, and each of its forms as the server answers it when nothing is filled in.

    Nothing is left behind. A form of an address in `done` was tried before; an answer to a form
    that is no page is left out.
    """
    with transaction.atomic():
        address = place.address_in(world)
        reply: Any = client.get(_in(language, address), HTTP_HOST=HOST)
        if "/~" in reply.get("Location", ""):  # the link of a mail loses its secret first
            address = reply["Location"].partition("?")[0]
            reply = client.get(reply["Location"], HTTP_HOST=HOST)
        body = b"".join(reply.streaming_content) if reply.streaming else reply.content
        shown = _shown(place.name, place, address, language, reply, body)
        found = [shown]
        if shown.is_page:
            found += _empty_posts(place, shown, client, done)
        transaction.set_rollback(True)
    return found


def _empty_posts(place: Place, shown: Shown, client: Client, done: set[str]) -> Iterator[Shown]:
    for form in FORM.findall(shown.body.decode()):
        action = _fields(form.split(">", 1)[0]).get("action") or shown.address
        action = action.partition("?")[0]
        if action.startswith(NO_FORM_OF_THE_PAGE) or not action.startswith("/"):
            continue
        try:
            name = resolve(action).view_name
        except Resolver404:
            continue
        if f"{name} {shown.language}" in done:
            continue
        done.add(f"{name} {shown.language}")
        hidden = [_fields(each) for each in HIDDEN.findall(form)]
        data = {each["name"]: each.get("value", "") for each in hidden if "name" in each}
        with transaction.atomic():
            reply = client.post(_in(shown.language, action), {"x": "", **data}, HTTP_HOST=HOST)
            transaction.set_rollback(True)
        body = b"" if reply.streaming else reply.content
        answer = _shown(name, place, action, shown.language, reply, body, " posted empty")
        if answer.is_page:
            yield answer


def _in(language: str, address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}taal={language}"


def _fields(tag: str) -> dict[str, str]:
    found: dict[str, Any] = {}
    for name, value in ATTRIBUTE.findall(tag):
        found.setdefault(name, value)
    return found


def _shown(
    name: str, place: Place, address: str, language: str, reply: Any, body: bytes, state: str = ""
) -> Shown:
    kind = reply.get("Content-Type", "").partition(";")[0]
    if reply.status_code in {301, 302, 303}:
        kind = "elsewhere"
    label = f"{name}{state}" if state else str(place)
    policy = reply.get("Content-Security-Policy", "")
    return Shown(label, name, place.role, address, language, reply.status_code, kind, policy, body)
