"""Who sees a round of co-funding, and the requests of an authority in it."""

from typing import Any

from tests.access.rows import EVERYBODY, Args, Row, rest

OFFICERS = "author officer"
BUYERS = f"{OFFICERS} outsider"
GIVER, READERS = "escrow", "escrow analyst"  # the adviser of the agency gives, its analyst reads


def of(name: str) -> Args:
    """One round or request of the world."""

    def args(world: Any) -> list[Any]:
        return [getattr(world.funding, name).uuid]

    return args


def letter_of(name: str) -> Args:
    """The request, and the number that the letter about it has or would have."""

    def args(world: Any) -> list[Any]:
        request = getattr(world.funding, name)
        return [request.uuid, f"COF-{request.round.year}-{request.call.reference}"]

    return args


ROUNDS = [
    Row("cofunding:rounds", sees=EVERYBODY),
    Row("cofunding:new", sees=GIVER, refused=rest(GIVER)),
    Row("cofunding:round", "published", of("round"), sees=EVERYBODY),
    Row("cofunding:round", "draft", of("draft_round"), sees=READERS, is_public=True),
    Row("cofunding:edit", "draft", of("draft_round"), sees=GIVER, refused="analyst"),
    Row("cofunding:edit", "published", of("round"), refused=rest()),
    Row("cofunding:publish", "draft", of("draft_round"), sees=GIVER, refused="analyst"),
    Row("cofunding:publish", "draft", of("draft_round"), sees=GIVER, refused="analyst",
        method="post"),
    Row("cofunding:begin", "open", of("round"), sees=BUYERS, refused=rest(BUYERS)),
]  # fmt: skip

REQUESTS = [
    Row("cofunding:request", "draft", of("draft"), sees=OFFICERS),
    Row("cofunding:request", "received", of("proposed"), sees=f"{OFFICERS} {READERS}"),
    Row("cofunding:write", "draft", of("draft"), sees=OFFICERS),
    Row("cofunding:submit", "draft", of("draft"), sees=OFFICERS),
    Row("cofunding:submit", "draft", of("draft"), sees=OFFICERS, method="post"),
    Row("cofunding:withdraw", "received", of("proposed"), sees=OFFICERS, refused=READERS),
    Row("cofunding:withdraw", "received", of("proposed"), sees=OFFICERS, refused=READERS,
        method="post"),
    Row("cofunding:letter", "granted", letter_of("granted"), sees=f"{OFFICERS} {READERS}"),
    Row("cofunding:letter", "received", letter_of("proposed")),
    Row("cofunding:report", "handed in", of("granted"), sees=OFFICERS, refused=READERS),
    Row("cofunding:report-file", "handed in", of("granted"), sees=f"{OFFICERS} {READERS}"),
]  # fmt: skip

GIVING = [
    *[
        Row(f"cofunding:{name}", "received", of("proposed"), sees=GIVER,
            refused=f"{OFFICERS} analyst")
        for name in ("propose", "approve")
    ],
    Row("cofunding:approve", "received", of("proposed"), sees=GIVER,
        refused=f"{OFFICERS} analyst", method="post"),
    Row("cofunding:turn-down", "received", of("proposed"), sees=GIVER,
        refused=f"{OFFICERS} analyst", method="post"),
    *[
        Row(f"cofunding:{name}", "granted", of("granted"), sees=GIVER,
            refused=f"{OFFICERS} analyst")
        for name in ("pay", "receive-back", "lower", "ask-report")
    ],
    Row("cofunding:send-back-report", "handed in", of("granted"), sees=GIVER,
        refused=f"{OFFICERS} analyst"),
    Row("cofunding:accept-report", "handed in", of("granted"), sees=GIVER,
        refused=f"{OFFICERS} analyst", method="post"),
]  # fmt: skip

HISTORY = [
    Row("history:years", sees=EVERYBODY),
    Row("history:csv", sees=EVERYBODY),
    Row("history:add", sees="analyst", refused=rest("analyst")),
    Row("history:edition", "counts", of("edition"), sees=EVERYBODY),
    Row("history:take-back", "counts", of("edition"), sees="analyst", refused=rest("analyst")),
]  # fmt: skip

COFUNDING = [*ROUNDS, *REQUESTS, *GIVING, *HISTORY]
