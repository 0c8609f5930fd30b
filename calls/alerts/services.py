"""Asking for alerts, confirming, stopping, and what the scheduler sends and sweeps."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from calls.alerts import emails
from calls.alerts.models import Announcement, Subscription
from calls.alerts.selectors import words_of
from calls.alerts.tokens import CONFIRM_WITHIN
from calls.involved import addresses_of
from calls.models import Call, CallVersion
from portal.clock import portal_now
from portal.mail.models import OutgoingMail

NOTICE = "notice-"  # followed by the number of the notice that was published
MAILS_AN_HOUR = 3  # that ask one address whether it wants alerts
KEEP_SENT = timedelta(days=30)
RECENT = timedelta(days=14)  # a scheduler that stood still longer tells no old news


@dataclass(frozen=True)
class Wish:
    """What somebody wants mail about: new calls that fit, or the changes of one call."""

    mission: str = ""
    instrument: str = ""
    region: str = ""
    call: Call | None = None


@transaction.atomic
def ask(email: str, wish: Wish, *, language: str) -> None:
    """Ask for alerts; nothing is sent but one mail with a link, until that is followed.

    The same for an address that has them already: nobody learns from the page who has.
    """
    now = portal_now()
    asked = OutgoingMail.objects.filter(kind=emails.ASKED, to_email__iexact=email)
    if asked.filter(queued_at__gt=now - timedelta(hours=1)).count() >= MAILS_AN_HOUR:
        return  # somebody fills in another's address again and again: that one is left in peace
    subscription, _is_new = Subscription.objects.get_or_create(
        email__iexact=email, mission=wish.mission, instrument=wish.instrument,
        region=wish.region, call=wish.call, defaults={"email": email, "language": language},
    )  # fmt: skip
    if subscription.confirmed_at is None:
        subscription.asked_at = now
        subscription.save(update_fields=["asked_at"])
    emails.queue_asked(subscription, words_of(subscription, language))


@transaction.atomic
def confirm(subscription: Subscription) -> Subscription:
    """The owner of the address says yes; saying it twice changes nothing."""
    subscription = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if subscription.confirmed_at is None:
        subscription.confirmed_at = portal_now()
        subscription.save(update_fields=["confirmed_at"])
    return subscription


@transaction.atomic
def stop(subscription: Subscription) -> None:
    """Forget the choice; with the last one also the mails that hold the address."""
    email = subscription.email
    subscription.delete()
    if not Subscription.objects.filter(email__iexact=email).exists():
        OutgoingMail.objects.filter(kind__in=emails.KINDS, to_email__iexact=email).delete()


def announce_due() -> int:
    """Tell what was published, changed or stopped and was not told yet; count the occasions."""
    since = portal_now() - RECENT
    versions = CallVersion.objects.filter(published_at__gt=since).defer("terms")
    told = 0
    for version in versions.select_related("call").order_by("published_at"):
        told += _tell_version(version)
    stopped = Call.objects.filter(state=Call.State.CANCELLED, followers__confirmed_at__gt=since)
    for call in stopped.exclude(announcements__occasion="cancelled").distinct():
        told += tell_followers(call, "cancelled", told=addresses_of(call))
    return told


@transaction.atomic
def tell_followers(call: Call, occasion: str, *, told: Collection[str] = ()) -> bool:
    """Mail everybody who follows the call, once per occasion; False when it was told before.

    `told` are addresses, in lower case, that hear of the same by a mail of their own.
    Other parts of a call may tell of occasions of their own, by a name that stays the same.
    """
    if not _first(call, occasion):
        return False
    for subscription in call.followers.confirmed():
        if subscription.email.lower() in told:
            continue
        with translation.override(subscription.language):
            words = _occasion_words(occasion)
        emails.queue_changed(subscription, call, occasion, words)
    return True


@transaction.atomic
def sweep() -> int:
    """Forget addresses that were never confirmed, and old mails; count the addresses."""
    now = portal_now()
    old = Subscription.objects.filter(confirmed_at=None, asked_at__lte=now - CONFIRM_WITHIN)
    number = old.count()
    old.delete()
    mails = OutgoingMail.objects.filter(kind__in=emails.KINDS)
    mails.filter(kind=emails.ASKED, queued_at__lte=now - CONFIRM_WITHIN).delete()
    mails.filter(queued_at__lte=now - KEEP_SENT).delete()
    return number


@transaction.atomic
def _tell_version(version: CallVersion) -> bool:
    if version.number > 1:
        return tell_followers(version.call, f"version-{version.number}")
    if version.call.state != Call.State.PUBLISHED or not _first(version.call, "published"):
        return False
    fitting = Subscription.objects.for_new(version.call)
    for subscription in fitting.filter(confirmed_at__lte=version.published_at).iterator():
        emails.queue_new_call(subscription, version.call)
    return True


def _first(call: Call, occasion: str) -> bool:
    """Claim an occasion: of two beats at once the second waits here, and then finds it taken."""
    _row, is_new = Announcement.objects.get_or_create(call=call, occasion=occasion)
    return is_new


def _occasion_words(occasion: str) -> str:
    if occasion == "cancelled":
        return _("The call was stopped. The reasons are on its page.")
    if occasion.startswith(NOTICE):
        return _("There is a new clarification notice. It stands on the page of the call.")
    return _("The terms of the call were changed. The page shows what is new.")
