"""From row to mail server: claim, send, mark."""

import smtplib

from django.core.mail import EmailMessage, get_connection

from portal.files import store
from portal.mail import transitions
from portal.mail.models import OutgoingMail

BATCH = 100


def deliver_due(limit: int = BATCH) -> int:
    """Send what is due, on one connection, and return how many the server accepted."""
    mails = transitions.claim(limit)
    if not mails:
        return 0
    sent = 0
    with get_connection() as connection:
        for mail in mails:
            try:
                as_message(mail, connection).send()
            except (smtplib.SMTPException, OSError) as error:
                transitions.mark_failed(mail, f"{type(error).__name__}: {error}")
            else:
                transitions.mark_sent(mail)
                sent += 1
    return sent


def as_message(mail: OutgoingMail, connection: object = None) -> EmailMessage:
    """The row as a mail, with its own Message-ID, to one person alone."""
    message = EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to_email],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    if mail.attachment:
        content = b"".join(store.read(mail.attachment))
        message.attach(mail.attachment_name, content, mail.attachment.content_type)
    return message
