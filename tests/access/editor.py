"""The steps in which a call is written, the builder of its forms, and their previews."""

from typing import Any

from tests.access.rows import Row
from tests.access.world import World

OFFICERS = "author officer"
STAFF = f"{OFFICERS} secretary"


def phase_of_draft(*more: str) -> Any:
    """The reference of the draft, the kind of its first phase, and what follows them."""

    def args(world: World) -> list[Any]:
        phase: Any = world.draft
        return [phase.call.reference, phase.code, *more]

    return args


def draft(world: World) -> list[Any]:
    """The reference of the draft."""
    return [phase_of_draft()(world)[0]]


SECTION = phase_of_draft("summary")
QUESTION = phase_of_draft("summary", "title")

EDITOR = [
    *[
        Row(f"calls:{name}", "draft", draft, sees=OFFICERS, refused="secretary", method=method)
        for name in ("edit-eligibility", "edit-themes")
        for method in ("get", "post")
    ],
    *[
        Row(f"calls:{name}", "draft", phase_of_draft(), sees=OFFICERS, refused="secretary",
            method=method)
        for name in ("edit-knockouts", "form-add-section")
        for method in ("get", "post")
    ],
    Row("calls:edit-form", "draft", phase_of_draft(), sees=OFFICERS, refused="secretary"),
    Row("calls:form-act", "draft", phase_of_draft(), sees=OFFICERS, refused="secretary",
        method="post"),
    Row("calls:form-section", "draft", SECTION, sees=OFFICERS, refused="secretary"),
    Row("calls:form-question", "draft", QUESTION, sees=OFFICERS, refused="secretary"),
    Row("calls:form-add-question", "draft, no kind asked", SECTION, refused="secretary"),
    Row("applications:form-preview", "draft", phase_of_draft(), sees=STAFF),
    Row("applications:question-preview", "draft, no kind asked", SECTION, method="post"),
]  # fmt: skip
