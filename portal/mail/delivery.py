"""From row to mail server: claim, send, mark."""

import smtplib
import time
from email.utils import formataddr, parseaddr
from itertools import takewhile

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from portal.files import store
from portal.mail import transitions
from portal.mail.html import as_html
from portal.mail.models import OutgoingMail
from portal.mail.preferences import stop_address
from portal.mail.written_late import write
from portal.theming.models import Look
from portal.theming.selectors import look_of_call

BATCH = 100
PERMANENT = 500  # SMTP replies from here on will not change by trying again (RFC 5321, 4.2.1)


def deliver_due(limit: int = BATCH) -> int:
    """Send what is due, on one connection; return how many were accepted or needed no sending.

    A mail is only begun while its lease outlasts the patience for a server that hangs: nobody else
    takes up what we are still at.
    """
    patience = settings.EMAIL_TIMEOUT or 0
    end = time.monotonic() + transitions.LEASE.total_seconds() - patience
    mails = transitions.claim(limit)
    if not mails:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:
        transitions.put_back(mails, _words(error))
        return 0
    try:
        unneeded = write(mails)
        transitions.mark_dropped(unneeded)
        left = [mail for mail in mails if mail not in unneeded]
        return len(unneeded) + _deliver_until(end, left, connection)
    finally:
        connection.close()


def _deliver_until(end: float, mails: list[OutgoingMail], connection: BaseEmailBackend) -> int:
    """Send one after another until a moment of the monotonic clock, and let go of the rest."""
    accepted = begun = 0
    for mail in takewhile(lambda _mail: time.monotonic() < end, mails):
        try:
            connection.open()  # a line that broke is made anew
        except Exception as error:  # the server is gone: no mail is to blame for that
            transitions.put_back(mails[begun:], _words(error))
            return accepted
        begun += 1
        accepted += _deliver(mail, connection)
    if begun < len(mails):
        transitions.release(mails[begun:])
    return accepted


def _deliver(mail: OutgoingMail, connection: BaseEmailBackend) -> bool:
    """Send one mail and write down how that went; one that fails does not stop the others."""
    try:
        message = as_message(mail, connection)
    except Exception as error:  # nothing has left yet, so trying again can do no harm
        transitions.mark_failed(mail, _words(error))
        return False
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        _refused(mail, error)
        return False
    except smtplib.SMTPResponseException as error:
        transitions.mark_failed(mail, _words(error))  # the server answered, and said no
        return False
    except Exception as error:  # the line broke: it may have arrived
        connection.close()
        transitions.mark_cut_off(mail, _words(error))
        return False
    transitions.mark_sent(mail)
    return True


def _refused(mail: OutgoingMail, error: smtplib.SMTPRecipientsRefused) -> None:
    """The server knows that nobody is there (5xx), or asks to come back later (4xx)."""
    if all(code >= PERMANENT for code, _text in error.recipients.values()):
        transitions.mark_returned(mail, _words(error))
    else:
        transitions.mark_failed(mail, _words(error))


def as_message(mail: OutgoingMail, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """The row as a mail, with its own Message-ID, to one person alone."""
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    if stop := mail.unsubscribe_url or stop_address(mail):
        headers["List-Unsubscribe"] = f"<{stop}>"  # RFC 8058: the mail program's button, one POST
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    look = look_of_call(mail.facts.get("call", ""))
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body,
        from_email=_sender(look),
        to=[mail.to_email],
        headers=headers,
        connection=connection,
    )
    message.attach_alternative(as_html(mail, look), "text/html")
    if mail.attachment:
        content = b"".join(store.read(mail.attachment))
        message.attach(mail.attachment_name, content, mail.attachment.content_type)
    return message


def _sender(look: Look | None) -> str:
    """The portal's own address, with the authority's name before it where it has one here."""
    if look is None:
        return settings.DEFAULT_FROM_EMAIL
    return formataddr((f"{look.short_name} (Trechter)", parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
