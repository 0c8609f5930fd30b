"""What an officer can do on an amendment: the same table as the rules ask."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from calls.amendments import permissions, transitions
from calls.amendments.models import Amendment
from portal.accounts.models import User


def amendment_actions(
    amendment: Amendment, faults: list[str], *, is_outdated: bool, by: User
) -> list[dict[str, Any]]:
    """On the page of one amendment."""
    actions: list[dict[str, Any]] = []
    if is_outdated and transitions.SUBMIT.is_offered(amendment, by=by):
        return [
            _action(_("Take up the terms as they are now"), "take-up-terms", amendment)
            | {"is_post": True, "is_primary": True},
            _action(_("Let it rest"), "drop-amendment", amendment),
        ]
    if transitions.SUBMIT.is_offered(amendment, by=by):
        submit = _action(_("Ask a colleague to check"), "submit-amendment", amendment)
        submit |= {"is_post": True, "is_primary": True}
        if faults:
            submit["blocked_because"] = _("First settle what stands at the top.")
        actions.append(submit)
    if amendment.state == Amendment.State.IN_REVIEW:
        actions.append(_publish(amendment, faults, is_outdated, by))
        actions.append(_action(_("Give back with remarks"), "return-amendment", amendment))
    if transitions.DROP.is_offered(amendment, by=by):
        actions.append(_action(_("Let it rest"), "drop-amendment", amendment))
    return actions


def _publish(
    amendment: Amendment, faults: list[str], is_outdated: bool, by: User
) -> dict[str, Any]:
    publish = _action(_("Publish"), "publish-amendment", amendment) | {"is_primary": True}
    if permissions.is_writer(by, amendment):
        publish["blocked_because"] = _(
            "You wrote on this amendment, so a colleague publishes it: nobody approves own work."
        )
    elif faults or is_outdated:
        publish["blocked_because"] = _("Give it back: it cannot be published as it is.")
    return publish


def _action(label: str, name: str, amendment: Amendment) -> dict[str, Any]:
    args = [amendment.call.reference, amendment.uuid]
    return {"label": label, "url": reverse(f"calls:{name}", args=args)}
