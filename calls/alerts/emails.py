"""Mails to people without an account: each says how to stop, and mail programs know it too."""

import hashlib
from typing import Any

from django.conf import settings

from calls.alerts.models import Subscription
from calls.alerts.tokens import confirm_path, stop_path
from calls.models import Call
from portal.clock import portal_now
from portal.mail.outbox import queue_text, text_of

ASKED, NEW, CHANGED = "alert_asked", "alert_new_call", "alert_call_changed"
KINDS = (ASKED, NEW, CHANGED)


def queue_asked(subscription: Subscription, words: str) -> None:
    """Ask the owner of the address whether they want this; at most one such mail an hour."""
    link = settings.SITE_URL + confirm_path(subscription)
    key = f"{subscription.uuid}:{portal_now():%Y-%m-%dT%H}"
    _queue(ASKED, subscription, key, {"words": words, "confirm_url": link})


def queue_new_call(subscription: Subscription, call: Call) -> None:
    """A call was published that fits; one mail to an address, however many of its choices fit."""
    address = hashlib.sha256(subscription.email.lower().encode()).hexdigest()[:32]
    deadline = call.listing.closes_at
    context = {"call": call, "deadline": deadline}
    _queue(NEW, subscription, f"{call.pk}:{address}", context, can_stop=True)


def queue_changed(subscription: Subscription, call: Call, occasion: str, words: str) -> None:
    """Something changed in a call that this address follows."""
    key = f"{call.pk}:{occasion}:{subscription.uuid}"
    _queue(CHANGED, subscription, key, {"call": call, "words": words}, can_stop=True)


def _queue(
    kind: str, to: Subscription, key: str, context: dict[str, Any], *, can_stop: bool = False
) -> None:
    stop = settings.SITE_URL + stop_path(to) if can_stop else ""
    subject, body = text_of(kind, language=to.language, context={**context, "stop_url": stop})
    queue_text(
        kind, to=None, to_email=to.email, key=key, subject=subject, body=body, unsubscribe_url=stop
    )
