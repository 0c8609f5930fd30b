"""Mails that come back: the report of a mail server (RFC 3464), read from the return address."""

import email
import email.policy
import re
from email.message import EmailMessage

from portal.mail import transitions
from portal.mail.models import OutgoingMail

_OURS = re.compile(r"<([0-9a-f-]{36})@trechter>")


def read_bounce(raw: bytes) -> OutgoingMail | None:
    """Mark the mail that this report says cannot be delivered; None when it reports no such thing.

    A delay, an out-of-office reply and a report on somebody else's mail change nothing.
    """
    report = email.message_from_bytes(raw, policy=email.policy.default)
    reason = _reason(report)
    named = _OURS.search(_original(report))
    if not reason or named is None:
        return None
    mail = OutgoingMail.objects.filter(uuid=named[1]).first()
    if mail is not None:
        transitions.mark_returned(mail, reason)
    return mail


def _reason(report: EmailMessage) -> str:
    """Why delivery failed for good, as the server says it; empty for any other message."""
    for part in report.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for group in part.iter_parts():
            if str(group["Action"] or "").strip().lower() == "failed":
                return str(group["Diagnostic-Code"] or group["Status"] or "failed")
    return ""


def _original(report: EmailMessage) -> str:
    """The head of the mail that came back, which the report carries along."""
    kinds = {"message/rfc822", "text/rfc822-headers"}
    return "\n".join(part.as_string() for part in report.walk() if part.get_content_type() in kinds)
