"""Whether anything that a blind member can fetch tells who wrote an offer.

Every address that the portal has is asked, with the references of a round that is judged blind, as
a member of its committee. Looked at are the page, each header (so file name and ETag too), the text
and the metadata of every PDF, and the order in which offers stand.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assessment.booklets.models import Booklet
from assessment.models import Committee
from bench.bar import Bar
from portal import pdf
from portal.accounts.models import User
from tests.assessment import blind
from tests.cast import client_of, make_cast

# Other people's sessions and the demo; and files of the portal itself.
OUTSIDE = ("account/", "demo/", "static/", "taal/")
CONVERTERS: dict[str, list[Any]] = {"int": [1], "uuid": ["00000000-0000-0000-0000-000000000000"]}
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
# In a blind call members see names here, by the alphabet, and nothing that belongs to an offer.
NAMES_ONLY = "assessment:declare"


@dataclass(frozen=True)
class Leak:
    """One word of identity, and where it was found."""

    address: str
    where: str
    word: str


def bars() -> list[Bar]:
    """No word of identity in a blind call while it is scored and discussed, nor before a jury."""
    found = []
    for name, is_jury, states in (
        ("a blind committee", False, ("scoring", "consensus")),
        ("a contest jury", True, ("scoring", "consensus")),
    ):
        with transaction.atomic():
            committee = blind.committee(make_cast(), is_jury=is_jury)
            for state in states:
                Committee.objects.filter(pk=committee.pk).update(state=state)
                seen, leaks = walk(committee, committee.seats.all()[1].user)
                found.append(
                    Bar(
                        f"identity canaries that {name} can fetch, {state}",
                        "0",
                        f"{len(leaks)} in {seen} answers",
                        not leaks and seen > 0,
                    )
                )
            transaction.set_rollback(True)
    return found


def walk(
    committee: Committee, member: User, within: tuple[str, ...] = ("/",)
) -> tuple[int, list[Leak]]:
    """Ask every address; return how many gave a page or file, and what they told.

    With `within` only those that begin so.
    """
    client, seen, leaks = client_of(member), 0, []
    for address in addresses(committee, within):
        with transaction.atomic():
            answer = client.get(address)
            seen += answer.status_code == 200
            leaks += [
                leak
                for leak in leaks_in(address, answer)
                if committee.names_nobody or address != names_page(committee)
            ]
            transaction.set_rollback(True)
    return seen, [*leaks, *tied_names(client, committee), *told_by_order(client, committee)]


def addresses(committee: Committee, within: tuple[str, ...] = ("/",)) -> list[str]:
    """Every address that begins so, with the references of this round, each once."""
    found = {}
    for route in routes(get_resolver()):
        if not route.startswith(OUTSIDE):
            for address in filled(route, committee):
                found[f"/{address}"] = True
    return [address for address in found if address.startswith(within)]


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """The whole route of every page."""
    for entry in resolver.url_patterns:
        route = before + re.sub(r"[\^$]", "", str(entry.pattern))
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from routes(entry, route)


def filled(route: str, committee: Committee) -> Iterator[str]:
    """The route with its parameters filled in: a reference is of the call, and of an offer."""
    phase = committee.phase
    offer = phase.proposals.order_by("pk")[0].dossier.reference
    booklets = Booklet.objects.filter(seat__committee=committee)
    person = str(committee.seats.all()[0].user.uuid)
    known: dict[str, list[Any]] = {
        "reference": [phase.call.reference, offer], "call": [phase.call.reference],
        "code": [phase.code], "before": [phase.code], "dossier": [offer],
        "question": ["hidden_names", "named"], "section": ["idea", "files"], "person": [person],
        "uuid": [str(each) for each in booklets.values_list("uuid", flat=True)],
    }  # fmt: skip
    parameters = PARAMETER.findall(route)
    choices: list[list[Any]] = [
        known.get(name) or CONVERTERS.get(kind) or ["x"] for kind, name in parameters
    ]
    for values in product(*choices):
        address = route
        for value in values:
            address = PARAMETER.sub(str(value), address, count=1)
        yield address


def leaks_in(
    address: str, answer: HttpResponseBase, words: Iterable[str] = blind.IDENTITY
) -> Iterator[Leak]:
    """Every one of these words (in lower case) in one answer, with the place where it stands."""
    words = list(words)
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    texts = {"page": body.decode("utf-8", "ignore")}
    texts |= {f"header {name}": str(value) for name, value in answer.items()}
    if body.startswith(b"%PDF"):
        texts |= dict(pdf_texts(body))
    for where, text in texts.items():
        told = text.replace(address, "").casefold()  # what was asked is often repeated
        for word in words:
            if word in told:
                yield Leak(address, where, word)


def pdf_texts(body: bytes) -> Iterator[tuple[str, str]]:
    """What stands on the pages of a PDF, and in every dictionary and stream behind them."""
    import pikepdf  # noqa: PLC0415

    yield "PDF text", pdf.text_of(body)
    with pikepdf.open(BytesIO(body)) as document:
        parts = []
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream):
                parts.append(repr(dict(thing.stream_dict.items())))
                parts.append(_content(thing))
            elif isinstance(thing, pikepdf.Dictionary | pikepdf.Array | pikepdf.String):
                parts.append(repr(thing))
        parts.append(repr(document.docinfo))
    yield "PDF metadata", "\n".join(parts)


def _content(stream: Any) -> str:
    """What a stream holds, decoded where that is known, else as it is."""
    try:
        return stream.read_bytes().decode("latin-1")
    except Exception:
        return stream.read_raw_bytes().decode("latin-1")


def names_page(committee: Committee) -> str:
    """Where a member of a blind call answers for each name."""
    return reverse(NAMES_ONLY, args=[committee.phase.call.reference, committee.phase.code])


def tied_names(client: Client, committee: Committee) -> Iterator[Leak]:
    """Beside the names stands nothing that an offer is known by."""
    page = client.get(names_page(committee)).content.decode()
    for proposal in committee.phase.proposals.select_related("dossier", "opened"):
        dossier = proposal.dossier
        for word in (dossier.reference, dossier.pseudonym, proposal.opened.title):
            if word in page:
                yield Leak(names_page(committee), "beside the names", word)


def told_by_order(client: Client, committee: Committee) -> Iterator[Leak]:
    """Offers stand by their reference, which is drawn by lot: their order tells nothing."""
    where = [committee.phase.call.reference, committee.phase.code]
    references = sorted(committee.phase.proposals.values_list("dossier__reference", flat=True))
    for name in ("offers", "consensus"):
        address = reverse(f"assessment:{name}", args=where)
        page = client.get(address).content.decode()
        places = [page.find(reference) for reference in references if reference in page]
        if places != sorted(places):
            yield Leak(address, "order", ", ".join(references))
