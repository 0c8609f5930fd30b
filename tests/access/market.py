"""Who sees what of consultations and meetings. One's own page is opened by its secret alone."""

from typing import Any

from calls.market.links import secret_of
from tests.access.rows import EVERYBODY, Args, Row, rest
from tests.access.world import World

OFFICERS = "author officer"
BUYERS = f"{OFFICERS} outsider"


def reference(stage: str) -> Args:
    """The reference of the consultation in this stage."""
    return lambda world: [getattr(world.market, stage).reference]


def meeting(stage: str) -> Args:
    """The identifier of a meeting of the open call."""
    return lambda world: [getattr(world.market, stage).uuid]


def secret(*more: str) -> Args:
    """The secret of a participant of the open consultation, and a meeting where one is asked."""

    def args(world: World) -> list[Any]:
        people = world.market.said.participant
        return [secret_of(people), *(world.market.workshop.uuid for _each in more)]

    return args


MARKET = [
    Row("market:list", sees=EVERYBODY),
    Row("market:detail", "open", reference("open"), sees=EVERYBODY),
    Row("market:detail", "reported", reference("reported"), sees=EVERYBODY),
    Row("market:detail", "draft", reference("draft"), is_public=True),
    Row("market:document", "open", lambda world: [
        world.market.open.reference, world.market.document.file.uuid], sees=EVERYBODY),
    Row("market:document", "draft", lambda world: [
        world.market.draft.reference, world.market.draft_document.file.uuid],
        sees=OFFICERS, is_public=True),
    Row("market:report-pdf", "reported", reference("reported"), sees=EVERYBODY),
    Row("market:report-pdf", "open", reference("open"), is_public=True),
    Row("market:take-part", "open", reference("open"), sees=EVERYBODY),
    Row("market:take-part", "draft", reference("draft"), is_public=True),
    Row("market:meeting", "announced", meeting("meeting"), sees=EVERYBODY),
    Row("market:meeting", "draft", meeting("draft_meeting"), is_public=True),
    Row("market:ics", "announced", meeting("meeting"), sees=EVERYBODY),
    Row("market:ics", "draft", meeting("draft_meeting"), is_public=True),
    Row("market:register", "announced", meeting("meeting"), sees=EVERYBODY),
    Row("market:register", "draft", meeting("draft_meeting"), is_public=True),
    Row("market:slides", "announced", lambda world: [
        world.market.meeting.uuid, world.market.slides.file.uuid],
        sees=OFFICERS, is_public=True),
    Row("market:mine", "with the secret", secret(), sees=EVERYBODY),
    Row("market:mine", "with another secret", lambda world: ["nagemaakt"], is_public=True),
    Row("market:contribute", "with the secret", secret(), sees=EVERYBODY),
    Row("market:my-file", "without a file", secret(), is_public=True),
    Row("market:confirm", "with the secret", secret(), sees=EVERYBODY, method="post"),
    Row("market:join", "with the secret", secret("meeting"), sees=EVERYBODY, method="post"),
    Row("market:leave", "with the secret", secret("meeting"), sees=EVERYBODY, method="post"),
    Row("market:desk", sees=BUYERS, refused=rest(BUYERS)),
    Row("market:new", sees=BUYERS, refused=rest(BUYERS)),
    *[
        Row(f"market:{name}", "draft", reference("draft"), sees=OFFICERS)
        for name in ("manage", "edit", "invite", "link", "announce", "cancel", "new-meeting")
    ],
    *[
        Row(f"market:{name}", "open", reference("open"), sees=OFFICERS)
        for name in ("manage", "extend", "participants", "participants-csv", "contributions",
                     "report")
    ],
    *[
        Row(f"market:{name}", "draft", reference("draft"), sees=OFFICERS, method="post")
        for name in ("add-document", "edit", "announce", "cancel", "invite", "link")
    ],
    Row("market:remove-document", "draft", lambda world: [
        world.market.draft.reference, world.market.draft_document.file.uuid],
        sees=OFFICERS, method="post"),
    Row("market:contributed-file", "without a file", lambda world: [
        world.market.open.reference, world.market.said.uuid]),
    Row("market:review-report", "in review", reference("in_review"), sees=OFFICERS),
    Row("market:review-report", "open", reference("open")),
    Row("market:submit-report", "in review", reference("in_review"), sees=OFFICERS, method="post"),
    Row("market:return-report", "in review", reference("in_review"), sees=OFFICERS),
    Row("market:publish-report", "in review", reference("in_review"), sees="officer",
        refused="author"),
    Row("market:publish-report", "in review", reference("in_review"), sees="officer",
        refused="author", method="post"),
    Row("market:of-call", "open", lambda world: [world.open.call.reference], sees=OFFICERS,
        refused="secretary"),
    Row("market:new-call-meeting", "open", lambda world: [world.open.call.reference],
        sees=OFFICERS, refused="secretary"),
    *[
        Row(f"market:{name}", "announced", meeting("meeting"), sees=OFFICERS)
        for name in ("manage-meeting", "edit-meeting", "cancel-meeting", "report-meeting",
                     "registrations-csv")
    ],
    *[
        Row(f"market:{name}", "announced", meeting("meeting"), sees=OFFICERS, method="post")
        for name in ("edit-meeting", "cancel-meeting", "report-meeting", "add-slides")
    ],
    Row("market:announce-meeting", "draft", meeting("draft_meeting"), sees=OFFICERS),
    Row("market:announce-meeting", "draft", meeting("draft_meeting"), sees=OFFICERS,
        method="post"),
]  # fmt: skip
