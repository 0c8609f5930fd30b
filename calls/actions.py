"""What a person can do on a call's staff pages: the same table as the rules ask."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from calls import permissions, transitions
from calls.checklist import Gap
from calls.models import Call
from portal.accounts.models import User


def editor_actions(call: Call, gaps: list[Gap], *, by: User) -> list[dict[str, Any]]:
    """On the overview of the steps."""
    actions: list[dict[str, Any]] = []
    if transitions.SUBMIT_FOR_REVIEW.is_offered(call, by=by):
        submit = _action(_("Ask a colleague to check"), "calls:submit-for-review", call)
        submit |= {"is_post": True, "is_primary": True}
        if gaps:
            submit["blocked_because"] = _("First fill in what is missing.")
        actions.append(submit)
    if call.state == Call.State.IN_REVIEW:
        actions.append(_action(_("Read what is checked"), "calls:review", call))
    actions.append(_action(_("Preview of the public page"), "calls:preview", call))
    actions.append(_action(_("Who may do what"), "roles:rights", call))
    if transitions.CANCEL.is_offered(call, by=by):
        actions.append(_action(_("Stop this call"), "calls:cancel", call))
    return actions


def review_actions(call: Call, gaps: list[Gap], *, by: User) -> list[dict[str, Any]]:
    """On the page of who approves."""
    if call.state != Call.State.IN_REVIEW:
        return [_action(_("To the steps of this call"), "calls:edit", call)]
    publish = _action(_("Publish"), "calls:publish", call) | {"is_primary": True}
    if permissions.is_author(by, call):
        publish["blocked_because"] = _(
            "You wrote on this call, so a colleague publishes it: nobody approves own work."
        )
    elif gaps:
        publish["blocked_because"] = _("First the author fills in what is missing.")
    actions = [publish]
    if transitions.RETURN_TO_AUTHOR.is_offered(call, by=by):
        actions.append(_action(_("Give back with remarks"), "calls:return-to-author", call))
    return actions


def _action(label: str, name: str, call: Call) -> dict[str, Any]:
    return {"label": label, "url": reverse(name, args=[call.reference])}
