"""Who sees the questions of a call: officers the desk, the company its own, everybody a notice."""

from typing import Any

from tests.access.rows import EVERYBODY, SIGNED_IN, Args, Row, rest
from tests.access.world import World

OFFICERS = "author officer"
WRITERS = "applicant colleague"
COMPANIES = f"{WRITERS} viewer rival"


def on_call(*more: Any) -> Args:
    """The reference of the call with questions, and what follows it."""
    return lambda world: [world.open.call.reference, *more]


def about(thing: str) -> Args:
    """The call, and the public identifier of a question, announcement or notice."""
    return lambda world: [world.open.call.reference, getattr(world.asked, thing).uuid]


def own(world: World) -> list[Any]:
    """The call, and what the asker's own addresses name."""
    return [world.open.call.reference, world.asked.asker.key]


CLARIFICATION = [
    Row("clarification:desk", args=on_call(), sees=OFFICERS, refused="secretary"),
    Row("clarification:question", args=about("question"), sees=OFFICERS),
    Row("clarification:question", "in confidence", about("secret"), sees=OFFICERS),
    *[
        Row(f"clarification:{name}", args=about(thing), sees=OFFICERS, method="post")
        for name, thing in (("assign", "question"), ("merge", "question"), ("unmerge", "twin"))
    ],
    Row("clarification:give-back", args=about("secret"), sees=OFFICERS),
    Row("clarification:deliver", args=about("secret"), sees="officer", refused="author"),
    Row("clarification:new-announcement", args=on_call(), sees=OFFICERS, refused="secretary"),
    Row("clarification:announcement", args=about("announcement"),
        sees=OFFICERS, refused="secretary"),
    Row("clarification:start-notice", args=on_call(), sees=OFFICERS, refused="secretary"),
    *[
        Row("clarification:notice", state, about(state), sees=OFFICERS, refused="secretary")
        for state in ("draft", "review", "notice")
    ],
    *[
        Row(f"clarification:{name}", args=about(thing), sees=OFFICERS, refused="secretary",
            method="post")
        for name, thing in (("submit-notice", "draft"), ("discard-notice", "draft"),
                            ("return-notice", "review"), ("try-again", "draft"))
    ],
    Row("clarification:approve-notice", args=about("review"),
        sees="officer", refused="author secretary"),
    Row("clarification:ask", args=on_call(), sees=SIGNED_IN),
    Row("clarification:mine", args=on_call(), sees=COMPANIES, refused=rest(COMPANIES)),
    Row("clarification:withdraw", args=own, sees=WRITERS, refused="viewer"),
    Row("clarification:agree", args=own, sees=WRITERS, refused="viewer"),
    *[
        Row(f"clarification:{name}", args=on_call(1), sees=EVERYBODY)
        for name in ("public-notice", "notice-pdf", "notice-json")
    ],
    Row("clarification:public-notice", "not there", on_call(9), is_public=True),
]  # fmt: skip
