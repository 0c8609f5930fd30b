"""From row to mail server: claim, send, mark."""

import smtplib

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from portal.files import store
from portal.mail import transitions
from portal.mail.models import OutgoingMail

BATCH = 100


def deliver_due(limit: int = BATCH) -> int:
    """Send what is due, on one connection, and return how many the server accepted."""
    mails = transitions.claim(limit)
    if not mails:
        return 0
    connection = get_connection()
    try:
        return sum(_deliver(mail, connection) for mail in mails)
    finally:
        connection.close()


def _deliver(mail: OutgoingMail, connection: BaseEmailBackend) -> bool:
    """Send one mail and write down how that went; one that fails does not stop the others."""
    try:
        message = as_message(mail, connection)
        connection.open()
    except Exception as error:  # nothing has left yet, so trying again can do no harm
        transitions.mark_failed(mail, _words(error))
        return False
    try:
        message.send()
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        transitions.mark_failed(mail, _words(error))  # the server answered, and said no
        return False
    except Exception as error:  # the line broke: it may have arrived
        connection.close()
        transitions.mark_cut_off(mail, _words(error))
        return False
    transitions.mark_sent(mail)
    return True


def as_message(mail: OutgoingMail, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """The row as a mail, with its own Message-ID, to one person alone."""
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    if mail.unsubscribe_url:  # RFC 8058: the button of the mail program, and one POST
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to_email],
        headers=headers,
        connection=connection,
    )
    if mail.attachment:
        content = b"".join(store.read(mail.attachment))
        message.attach(mail.attachment_name, content, mail.attachment.content_type)
    return message


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
