"""queue_mail(): the only way to write a mail. It is a row of the caller's transaction."""

from collections.abc import Mapping
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.template import Context, Engine
from django.utils import translation

from portal.accounts.models import User
from portal.files.models import StoredFile
from portal.mail import preferences
from portal.mail.kinds import is_required
from portal.mail.models import OutgoingMail

log = structlog.get_logger("portal.mail")


def queue_mail(
    kind: str,
    *,
    to: User,
    key: str,
    context: dict[str, Any],
    attachment: StoredFile | None = None,
    attachment_name: str = "",
    hold_when_uncertain: bool = False,
) -> OutgoingMail:
    """Queue templates/mail/<kind>.txt to one person, in that person's language.

    The first line of the template is the subject. `key` names the occasion: the same kind, key
    and person are queued once, however often this is called. Delivery follows the commit.
    """
    subject, body = text_of(kind, language=to.language, context={"to": to, **context})
    return queue_text(
        kind,
        to=to,
        to_email=to.email,
        key=f"{key}:{to.uuid}",
        subject=subject,
        body=body,
        facts=_facts(context),
        attachment=attachment,
        attachment_name=attachment_name,
        hold_when_uncertain=hold_when_uncertain,
    )


def text_of(kind: str, *, language: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and body of templates/mail/<kind>.txt in this language."""
    with translation.override(language):
        # Plain text: an ampersand in a name stays an ampersand.
        text = (
            Engine.get_default()
            .get_template(f"mail/{kind}.txt")
            .render(Context({"site_url": settings.SITE_URL, **context}, autoescape=False))
        )
    subject, _newline, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def queue_text(
    kind: str, *, to: User | None, to_email: str, key: str, subject: str, body: str, **more: Any
) -> OutgoingMail:
    """Queue a mail whose text is there already; `to` is None for somebody without an account.

    `unsubscribe_url` is where one POST stops mails of this kind to this address (RFC 8058).
    """
    mail, is_new = OutgoingMail.objects.get_or_create(
        dedupe_key=f"{kind}:{key}",
        defaults={
            "kind": kind,
            "state": preferences.first_state(kind, to),
            "is_required": is_required(kind),
            "recipient": to,
            "to_email": to_email,
            "subject": " ".join(subject.split())[:200],
            "body": body,
            **more,
        },
    )
    if is_new:
        log.info("mail_queued", kind=kind, mail=str(mail.uuid))
        transaction.on_commit(poke, robust=True)
    return mail


def _facts(context: Mapping[str, Any]) -> dict[str, str]:
    """The call and the object that a mail is about: its officers hear when it does not arrive."""
    about = [value for value in context.values() if getattr(value, "audit_call", "")]
    return {"call": about[0].audit_call, "about": about[0].audit_ref} if about else {}


def poke() -> None:
    """Tell the worker that there is mail. Lost pokes are harmless: the sweep comes every 10 s."""
    from portal.mail.tasks import deliver_due  # noqa: PLC0415  the task imports the outbox

    deliver_due.delay()
