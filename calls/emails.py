"""Whom to tell what about a call."""

from calls.models import Call, KeyHolder
from portal.accounts.models import User
from portal.mail.outbox import queue_mail


def queue_returned(call: Call, *, remarks: str, by: User) -> None:
    """The authors hear that the call came back, and why."""
    for role in call.roles.filter(role="author").select_related("user"):
        queue_mail(
            "call_returned",
            to=role.user,
            key=f"{call.pk}:{call.version}",
            context={"call": call, "remarks": remarks, "by": by},
        )


def queue_published(call: Call) -> None:
    """The authors hear that the call is public."""
    for role in call.roles.filter(role="author").select_related("user"):
        queue_mail("call_published", to=role.user, key=str(call.pk), context={"call": call})


def queue_hold_share(holder: KeyHolder) -> None:
    """A chosen holder hears what is asked."""
    queue_mail(
        "hold_share",
        to=holder.user,
        key=str(holder.call_id),
        context={"call": holder.call, "holder": holder},
    )
