"""Who sees the adviser's pages: officers weigh and ask, advisers of the agency answer."""

from typing import Any

from calls.advice import services
from calls.advice.models import AdviceFile, AdviceRequest, Consideration
from calls.models import Call
from portal.files.uploads import encrypt_bytes
from tests.access.rows import Args, Row, rest
from tests.access.world import PDF, World
from tests.calls.advice.stages import BRIDGES

OFFICERS = "author officer"
BUYERS = f"{OFFICERS} outsider"


def considered(world: World) -> Consideration:
    """A consideration of the cast's authority."""
    return services.consider(answers=BRIDGES, authority=world.cast.rws, by=world.cast.author)


def asked(world: World, *, on_call: bool = True) -> AdviceRequest:
    """A request on the draft, with a file."""
    return services.ask_advice(
        agency=world.cast.rvo, authority=world.cast.rws, subject="Welke fasen", text="Wat denkt u?",
        call=world.draft.call if on_call else None,
        uploads=[encrypt_bytes(PDF, "vraag.pdf", "application/pdf")], by=world.cast.author,
    )  # fmt: skip


def consideration(*more: str) -> Args:
    """The address of a consideration."""
    return lambda world: [considered(world).uuid, *more]


def request(*, on_call: bool = True) -> Args:
    """The address of a request."""
    return lambda world: [asked(world, on_call=on_call).uuid]


def file(world: World) -> list[Any]:
    """The address of a file in a request."""
    found = asked(world)
    return [found.uuid, AdviceFile.objects.get(message__request=found).file.uuid]


def justification(world: World) -> list[Any]:
    """The address of a justification on paper; the factory's call is an SBIR, as suggested."""
    call = Call.objects.get(pk=world.draft.call_id)
    kept = services.justify(
        call, consideration=considered(world), reason="Daarom.", by=world.cast.author
    )
    return [call.reference, kept.uuid]


def draft(world: World) -> list[Any]:
    """The reference of a draft."""
    return [world.draft.call.reference]


def public(world: World) -> list[Any]:
    """The reference of a published call."""
    return [world.open.call.reference]


ADVICE = [
    Row("advice:desk", sees=f"{BUYERS} escrow", refused=rest(BUYERS, "escrow")),
    Row("advice:adviser", sees=BUYERS, refused=rest(BUYERS)),
    Row("advice:consideration", args=consideration(), sees=OFFICERS),
    Row("advice:keep", args=consideration(), sees=OFFICERS, method="post"),
    Row("advice:start", args=consideration("sbir"), sees=OFFICERS),
    Row("advice:start", "no such instrument", consideration("anders")),
    Row("advice:of-call", "draft", draft, sees=OFFICERS, refused="secretary"),
    Row("advice:justification-pdf", "draft", justification, sees=OFFICERS, refused="secretary"),
    Row("calls:edit-rights", "draft", draft, sees=OFFICERS, refused="secretary"),
    Row("calls:take-standard-annexes", "draft", draft, sees=OFFICERS, refused="secretary",
        method="post"),
    Row("advice:copy-choose", sees=BUYERS, refused=rest(BUYERS)),
    Row("advice:copy", "published", public, sees=BUYERS, refused=rest(BUYERS)),
    Row("advice:copy", "draft", draft, sees=OFFICERS, refused=rest(BUYERS)),
    Row("advice:ask", sees=BUYERS, refused=rest(BUYERS)),
    Row("advice:request", "on a call", request(), sees=f"{OFFICERS} escrow"),
    Row("advice:request", "before a call", request(on_call=False), sees=f"{OFFICERS} escrow"),
    Row("advice:file", args=file, sees=f"{OFFICERS} escrow"),
    Row("advice:send", args=request(), sees=f"{OFFICERS} escrow", method="post"),
    Row("advice:take-up", args=request(), sees="escrow", refused=OFFICERS, method="post"),
    Row("advice:advise", args=request(), sees="escrow", refused=OFFICERS, method="post"),
    Row("advice:close", args=request(), sees=OFFICERS, refused="escrow", method="post"),
]  # fmt: skip
