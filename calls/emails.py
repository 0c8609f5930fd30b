"""Whom to tell what about a call."""

from calls.involved import followers_of, people_of
from calls.models import Call, KeyHolder
from portal.accounts.models import User
from portal.mail.outbox import queue_mail, queue_text, text_of


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


def queue_cancelled(call: Call) -> None:
    """Everybody involved hears once that the call stopped, and why."""
    for person in people_of(call):
        queue_mail("call_cancelled", to=person, key=str(call.pk), context={"call": call})
    for follower in followers_of(call):
        subject, body = text_of(
            "call_cancelled", language=follower.language, context={"call": call}
        )
        queue_text(
            "call_cancelled",
            to=None,
            to_email=follower.email,
            key=f"{call.pk}:{follower.email.lower()}",
            subject=subject,
            body=body,
        )
