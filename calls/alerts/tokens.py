"""The links in the mails: whoever has one proves that the mail reached them."""

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from calls.alerts.models import Subscription

CONFIRM, STOP = "calls.alerts.confirm", "calls.alerts.stop"
CONFIRM_WITHIN = timedelta(days=3)


def confirm_path(subscription: Subscription) -> str:
    """Where the owner of the address says yes; it stops working after CONFIRM_WITHIN."""
    return reverse("alerts:confirm", args=[_signed(subscription, CONFIRM)])


def stop_path(subscription: Subscription) -> str:
    """Where the owner of the address says stop; works as long as there is anything to stop."""
    return reverse("alerts:stop", args=[stop_secret(subscription)])


def stop_secret(subscription: Subscription) -> str:
    """What stands in that link."""
    return _signed(subscription, STOP)


def read_confirm(token: str) -> Subscription | None:
    """The subscription that the token may confirm; None for a wrong or old one."""
    return _read(token, CONFIRM, CONFIRM_WITHIN)


def read_stop(token: str) -> Subscription | None:
    """The subscription that the token may stop; None when it is wrong or was stopped already."""
    return _read(token, STOP, None)


def is_stop(token: str) -> bool:
    """Whether we made this token, even when its subscription is gone."""
    try:
        signing.loads(token, salt=STOP)
    except signing.BadSignature:
        return False
    return True


def _signed(subscription: Subscription, salt: str) -> str:
    return signing.dumps(str(subscription.uuid), salt=salt)


def _read(token: str, salt: str, within: timedelta | None) -> Subscription | None:
    try:
        uuid = signing.loads(token, salt=salt, max_age=within)
    except signing.BadSignature:  # of a wrong signature, and of an old one
        return None
    return Subscription.objects.filter(uuid=uuid).select_related("call").first()
