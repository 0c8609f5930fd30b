"""The questions and notices of a call, as a piece of another page."""

from typing import Any

from django import template
from django.template.context import Context

from calls.clarification import windows
from calls.clarification.selectors import notices_for
from calls.clarification.views.fetch import works_on
from calls.models import Call
from portal.look.wording import AMSTERDAM

register = template.Library()


@register.inclusion_tag("clarification/parts/on_call_page.html", takes_context=True)
def questions_and_answers(context: Context, call: Call) -> dict[str, Any]:
    """Until when one may ask, the way to ask, and the notices that this reader may see."""
    now = context["now"]
    moment = now.astimezone(AMSTERDAM)  # the page's moment is lazy, and a lazy value cannot compare
    user = context.get("user")
    rows = []
    for phase in call.phases.all():
        if not phase.takes_offers or phase.closes_at is None:
            continue
        phase.call = call
        rows.append(
            {
                "phase": phase,
                "window": windows.window(phase, moment),
                "until": windows.questions_until(phase),
                "answers_by": windows.answers_by(phase),
            }
        )
    return {
        "call": call,
        "rows": rows,
        "may_ask": any(row["window"] in {"open", "late"} for row in rows),
        "notices": notices_for(user, call, is_staff=works_on(user, call)) if user else [],
        "user": user,
        "now": now,
        "is_preview": context.get("is_preview", False),
    }
