"""How a row of the access table reads, and how it is asked of the real pages."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.access.world import PDF, World
from tests.headers import faults_of

ROLES = (
    "anonymous", "applicant", "colleague", "viewer", "rival", "author", "officer", "outsider",
    "escrow", "secretary", "chair", "member", "tied", "unassigned", "analyst", "auditor",
    "operator", "newcomer",
)  # fmt: skip
EVERYBODY = " ".join(ROLES)
SIGNED_IN = " ".join(ROLES[1:])
SEEN, LOGIN, REFUSED, HIDDEN, ELSEWHERE = "seen", "login", "refused", "hidden", "elsewhere"
WORDS = {403: REFUSED, 404: HIDDEN}
Args = Callable[[World], list[Any]]


@dataclass(frozen=True)
class Row:
    """One address in one state: who sees it, who is refused (403); to the rest it is not there.

    Somebody without a login is asked to log in, unless they are named. `on` names the state.
    """

    name: str
    on: str = ""
    args: Args = field(default=lambda world: [])
    sees: str = ""
    refused: str = ""
    elsewhere: str = ""
    method: str = "get"
    is_public: bool = False

    def __str__(self) -> str:
        return f"{self.name} {self.on}".strip()

    def expected(self) -> dict[str, str]:
        """What each role must get."""
        answer = dict.fromkeys(ROLES, HIDDEN)
        answer["anonymous"] = HIDDEN if self.is_public else LOGIN
        for word, roles in (
            (SEEN, self.sees), (REFUSED, self.refused), (ELSEWHERE, self.elsewhere),
        ):  # fmt: skip
            answer |= dict.fromkeys(roles.split(), word)
        return answer

    def answer(self, client: Client, world: World) -> "Answer":
        """What the page says to this browser, in one word, and its whole text."""
        address = reverse(self.name, args=self.args(world))
        if self.method == "post":
            # As a browser sends it: never quite empty, and with a file where one is asked.
            file = SimpleUploadedFile("bestand.pdf", PDF, "application/pdf")
            reply = client.post(address, {"csrfmiddlewaretoken": "x", "file": file})
        else:
            reply = client.get(address)
            if "/~" in reply.get("Location", ""):  # the link of a mail loses its secret first
                reply = client.get(reply["Location"])
        # A download that is not read to its end stays open.
        body = b"".join(reply.streaming_content) if reply.streaming else reply.content
        return Answer(word_of(reply, self.method), body, faults_of(reply))


@dataclass(frozen=True)
class Answer:
    """What came back."""

    word: str
    body: bytes
    faults: list[str]  # of its headers


def word_of(reply: HttpResponse, method: str) -> str:
    """Seen, login, refused, hidden or elsewhere; a POST is seen when the rules were asked at all.

    A POST without its fields comes back as a form, a redirect or a conflict; what matters here is
    that it was not turned away for who sent it.
    """
    if reply.status_code in {301, 302} and reply["Location"].startswith("/account/login/"):
        return LOGIN
    if reply.status_code in WORDS:
        return WORDS[reply.status_code]
    if method == "post" and reply.status_code in {200, 302, 303, 400, 409, 422}:
        return SEEN
    if reply.status_code in {302, 303}:
        return ELSEWHERE
    return SEEN if reply.status_code == 200 else str(reply.status_code)


def rest(*named: str) -> str:
    """Everybody who is logged in and not named."""
    taken = " ".join(named).split()
    return " ".join(role for role in ROLES[1:] if role not in taken)
