"""What everybody may read of calls besides their pages: feed, calendar, site map."""

from typing import Any

from django.core import signing

from calls.alerts import tokens
from calls.alerts.models import Subscription
from tests.access.rows import EVERYBODY, Row, rest
from tests.access.world import World


def call_in(stage: str) -> Any:
    """The reference of the call in this stage of the world."""
    return lambda world: [reference_in(world, stage)]


def reference_in(world: World, stage: str) -> str:
    """The reference, whatever object of the world stands for the call."""
    return getattr(world, stage).call.reference


def alert_token(salt: str) -> str:
    """A link as it stands in a mail."""
    asked, _is_new = Subscription.objects.get_or_create(email="iemand@voorbeeld.example")
    return signing.dumps(str(asked.uuid), salt=salt)


PUBLIC = [
    Row("calls:feed", sees=EVERYBODY),
    Row("calls:sitemap", sees=EVERYBODY),
    Row("calls:sitemap-part", args=lambda world: ["calls"], sees=EVERYBODY),
    Row("calls:calendar", "open", call_in("open"), sees=EVERYBODY),
    Row("calls:calendar", "draft", call_in("draft"), is_public=True),
    Row("calls:calendar", "in review", call_in("review"), is_public=True),
    Row("calls:missions", sees="escrow", refused=rest("escrow")),
    Row("calls:add-mission", sees="escrow", refused=rest("escrow")),
    Row("calls:add-mission", sees="escrow", refused=rest("escrow"), method="post"),
    Row("calls:change-mission", args=lambda world: ["dementie"], sees="escrow",
        refused=rest("escrow")),
    Row("calls:change-mission", args=lambda world: ["dementie"], sees="escrow",
        refused=rest("escrow"), method="post"),
    Row("alerts:subscribe", sees=EVERYBODY),
    Row("alerts:asked", sees=EVERYBODY),
    Row("alerts:follow", "open", call_in("open"), sees=EVERYBODY),
    Row("alerts:follow", "draft", call_in("draft"), is_public=True),
    Row("alerts:confirm", args=lambda world: [alert_token(tokens.CONFIRM)], sees=EVERYBODY),
    Row("alerts:stop", args=lambda world: [alert_token(tokens.STOP)], sees=EVERYBODY),
    Row("calls:missions", sees="escrow", refused=rest("escrow")),
    Row("calls:add-mission", sees="escrow", refused=rest("escrow")),
    Row("calls:add-mission", sees="escrow", refused=rest("escrow"), method="post"),
    Row("calls:change-mission", args=lambda world: ["dementie"], sees="escrow",
        refused=rest("escrow")),
    Row("calls:change-mission", args=lambda world: ["dementie"], sees="escrow",
        refused=rest("escrow"), method="post"),
]  # fmt: skip
