"""The HTML half of a mail: the same words as the text, with links that can be clicked."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import linebreaks, urlize

from portal.mail.models import OutgoingMail


def as_html(mail: OutgoingMail) -> str:
    """Nothing stands here that the text does not say, and nothing is fetched from anywhere."""
    language = mail.recipient.language if mail.recipient else "nl"
    context = {
        "subject": mail.subject,
        "language": language,
        "body": linebreaks(urlize(mail.body.strip(), autoescape=True)),
    }
    with translation.override(language):
        return render_to_string("mail/layout.html", context)
