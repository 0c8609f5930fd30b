"""The part of a call's page about talking with the market."""

from typing import Any

from django import template
from django.template.context import Context

from calls.market import selectors
from calls.models import Call
from portal.look.wording import AMSTERDAM

register = template.Library()


@register.inclusion_tag("market/parts/of_call.html", takes_context=True)
def market_of_call(context: Context, call: Call) -> dict[str, Any]:
    """What everybody may read: the consultations that went before, and the meetings.

    Two queries, however many there are; nothing is shown when there is nothing.
    """
    now = context["now"].astimezone(AMSTERDAM)  # lazy, and the page has read it already
    return {
        "call": call,
        "consultations": [
            {"row": row, "standing": selectors.standing_of(row, now)}
            for row in call.consultations.public()
        ],
        "meetings": [
            {"meeting": row, "standing": selectors.meeting_standing(row, now)}
            for row in selectors.meetings_of(call)
        ],
    }
