"""The HTML half of a mail: the same words as the text, with links that can be clicked."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import linebreaks, urlize

from portal.mail.models import OutgoingMail
from portal.theming.models import ACTION, Look


def as_html(mail: OutgoingMail, look: Look | None = None) -> str:
    """Nothing stands here that the text does not say, and nothing is fetched from anywhere."""
    language = mail.recipient.language if mail.recipient else "nl"
    context = {
        "subject": mail.subject,
        "language": language,
        "name": look.short_name if look else "Trechter",
        "colour": look.action if look else ACTION,
        "body": linebreaks(urlize(mail.body.strip(), autoescape=True)),
    }
    with translation.override(language):
        return render_to_string("mail/layout.html", context)
