"""Mails: everybody chooses for themselves, the operator tends the queue, officers reach people."""

from portal.mail.models import OutgoingMail
from portal.mail.preferences import SALT, signing
from tests.access.rows import EVERYBODY, SIGNED_IN, Row, rest
from tests.access.world import World

OFFICERS = "author officer"
STAFF = f"{OFFICERS} secretary"


def came_back(world: World) -> list:
    """A mail about the call of a decision, which its recipient did not get."""
    call = world.opened.phase.call
    mail, _is_new = OutgoingMail.objects.get_or_create(
        dedupe_key="came back",
        defaults={
            "kind": "committee_seat", "to_email": "weg@voorbeeld.example", "subject": "Uw zetel",
            "state": OutgoingMail.State.RETURNED, "facts": {"call": call.reference},
        },
    )  # fmt: skip
    return [mail.uuid]


def phase(world: World) -> list:
    return [world.opened.phase.call.reference, world.opened.phase.code]


def link(world: World) -> list:
    """What stands in a mail to the applicant."""
    return [signing.dumps([str(world.cast.applicant.uuid), "work"], salt=SALT)]


MAILS = [
    Row("messages:settings", sees=SIGNED_IN),
    Row("messages:settings", sees=SIGNED_IN, method="post"),
    Row("messages:stop", "own link", link, sees=EVERYBODY, is_public=True),
    Row("messages:stop", "invented link", lambda world: ["abc"], is_public=True),
    Row("messages:desk", sees="operator", refused=rest("operator")),
    Row("messages:again", sees="operator", refused=rest("operator"), method="post"),
    Row("group-mail:write", args=phase, sees=OFFICERS, refused="secretary"),
    Row("group-mail:write", args=phase, sees=OFFICERS, refused="secretary", method="post"),
    Row("calls:undelivered", "came back", came_back, sees=STAFF),
    Row("calls:undelivered", "came back", came_back, sees=STAFF, method="post"),
]
