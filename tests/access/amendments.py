"""The rows of amendments: written and checked by officers, read by all, answered by companies."""

from typing import Any

from tests.access.rows import EVERYBODY, Args, Row, rest
from tests.access.world import World

OFFICERS = "author officer"
WRITERS = "applicant colleague"
BUYERS = f"{OFFICERS} outsider"


def of_draft(*more: Any) -> Args:
    """The call and the amendment that is being written, and what follows them."""
    return lambda world: [world.amendment.call.reference, world.amendment.uuid, *more]


def of_checked(world: World) -> list[Any]:
    """The call and the amendment that waits for its second officer."""
    return [world.checked.call.reference, world.checked.uuid]


def of_outage(world: World) -> list[Any]:
    """The outage that waits for its second officer."""
    return [world.outage.uuid]


def of_call(world: World) -> list[Any]:
    """The call that is being amended."""
    return [world.amendment.call.reference]


def of_offer(*more: Any) -> Args:
    """The sent offer that has to be confirmed again."""

    def args(world: World) -> list[Any]:
        proposal = world.sent.proposal
        return [proposal.dossier.reference, proposal.phase.code, *more]

    return args


def of_phase(world: World) -> list[Any]:
    """The amendment that is being written, and the phase it changes."""
    return [*of_draft()(world), world.open.code]


def of_document(world: World) -> list[Any]:
    """The amendment that is being written, and the document it brings."""
    return [*of_draft()(world), world.amendment.documents.get().pk]


def desk(name: str, args: Args, method: str = "get", sees: str = OFFICERS, **more: str) -> Row:
    """A page of officers; the secretary of the call may not write on it."""
    refused = more.pop("refused", "secretary")
    return Row(f"calls:{name}", "open", args, sees=sees, refused=refused, method=method, **more)


AMENDMENTS = [
    desk("amendments", of_call),
    desk("draft-amendment", of_call, "post"),
    desk("amendment", of_draft()),
    *[
        desk(name, args)
        for name, args in (
            ("amend-says", of_draft()), ("amend-texts", of_draft()), ("amend-dates", of_draft()),
            ("amend-criteria", of_phase), ("amend-form", of_phase),
            ("amend-documents", of_draft()), ("proposed-document", of_document),
        )
    ],
    *[
        desk(name, of_draft(), "post")
        for name in ("take-up-terms", "submit-amendment", "drop-amendment")
    ],
    desk("undo-document", of_document, "post"),
    desk("return-amendment", of_checked, "post"),
    desk("publish-amendment", of_checked, sees="officer", refused="author secretary"),
    desk("publish-amendment", of_checked, "post", sees="officer", refused="author secretary"),
    Row("calls:outages", sees=BUYERS, refused=rest(BUYERS)),
    Row("calls:propose-outage", sees=BUYERS, refused=rest(BUYERS)),
    Row("calls:outage-measured", sees=BUYERS, refused=rest(BUYERS)),
    Row("calls:outage-ledger", "no stretch chosen", elsewhere=BUYERS, refused=rest(BUYERS)),
    Row("calls:outage", args=of_outage, sees=OFFICERS, refused="secretary"),
    Row("calls:outage-evidence", args=of_outage, sees=OFFICERS, refused="secretary"),
    Row("calls:extend-for-outage", args=of_outage, sees="officer", refused="author secretary"),
    Row("calls:extend-for-outage", args=of_outage, sees="officer", refused="author secretary",
        method="post"),
    Row("calls:drop-outage", args=of_outage, sees=OFFICERS, refused="secretary", method="post"),
    # An SBIR has no notice: for its officers the page is not there either.
    *[Row(f"calls:{name}", "open", of_call, refused="secretary")
      for name in ("notice-json", "notice-csv")],
    Row("calls:version", "open", lambda world: [*of_call(world), 1], sees=EVERYBODY),
    Row("applications:confirm-again", "sent", of_offer(), sees="applicant",
        refused="colleague viewer"),
    Row("applications:confirm-again", "sent", of_offer(), sees="applicant",
        refused="colleague viewer", method="post"),
    Row("applications:acknowledge", "sent",
        lambda world: of_offer(world.notice.version.number)(world), sees=WRITERS,
        refused="viewer", method="post"),
]  # fmt: skip
