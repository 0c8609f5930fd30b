"""The name of who acted on a call, and for whom."""

from datetime import datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import gettext

from calls.delegation.behalf import taken_on

register = template.Library()


@register.simple_tag(takes_context=True)
def acted(context: Context, user: Any, call: Any, at: datetime | None) -> str:
    """Write "Name", or "Name, for X" where the act was in the place of X at that moment."""
    if user is None:
        return ""
    for one in _taken(context, call):
        if at and one.delegate_id == user.pk and one.accepted_at <= at < one.until:
            return gettext("%(name)s, for %(other)s") % {"name": user, "other": one.delegator}
    return str(user)


def _taken(context: Context, call: Any) -> list[Any]:
    """The delegations of a call: read once for all names on a page."""
    request = context.get("request")
    if request is None:
        return taken_on(call)
    kept = request.__dict__.setdefault("delegations_of", {})
    if call.pk not in kept:
        kept[call.pk] = taken_on(call)
    return list(kept[call.pk])
