"""What a person wants with mails that may be turned down, and the link that stops them."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from portal.accounts.models import User
from portal.mail.kinds import OPTIONAL, Category
from portal.mail.models import MailPreference, OutgoingMail

SALT = "portal.mail.stop"
Mode, State = MailPreference.Mode, OutgoingMail.State
STATE_OF = {Mode.AT_ONCE: State.QUEUED, Mode.DIGEST: State.DIGEST, Mode.OFF: State.DECLINED}


def first_state(kind: str, to: User | None) -> str:
    """The state in which a mail of this kind begins for this person."""
    if to is None or kind not in OPTIONAL:
        return State.QUEUED
    chosen = to.mail_preferences.filter(category=OPTIONAL[kind]).first()
    return STATE_OF[Mode(chosen.mode)] if chosen else State.QUEUED


def choose(user: User, category: Category, mode: str) -> None:
    """Write down what a person wants from now on."""
    MailPreference.objects.update_or_create(user=user, category=category, defaults={"mode": mode})


def modes_of(user: User) -> dict[Category, str]:
    """What a person wants, for each category."""
    chosen = dict(user.mail_preferences.values_list("category", "mode"))
    return {category: chosen.get(category, Mode.AT_ONCE) for category in Category}


def stop_address(mail: OutgoingMail) -> str:
    """Where one POST stops mails like this one for its recipient; empty where none may be."""
    if mail.recipient is None or mail.kind not in OPTIONAL:
        return ""
    token = signing.dumps([str(mail.recipient.uuid), OPTIONAL[mail.kind]], salt=SALT)
    return settings.SITE_URL + reverse("messages:stop", args=[token])


def read_stop(token: str) -> tuple[User, Category] | None:
    """Whom and what a link stops; None when we did not make it."""
    try:
        uuid, category = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(uuid=uuid).first()
    return (user, Category(category)) if user else None
