"""The personal link in a mail: it proves an address, and opens what its owner may do."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from funnel.outreach.models import Registration

_SIGNER = signing.Signer(salt="funnel.outreach.registration")


def secret_of(registration: Registration) -> str:
    """The secret of a registration: made anew for each mail, so it is stored nowhere."""
    return _SIGNER.sign(registration.uuid.hex)


def uuid_in(secret: str) -> UUID | None:
    """Whose secret this is; None for one that the portal did not make."""
    try:
        return UUID(_SIGNER.unsign(secret))
    except (signing.BadSignature, ValueError):
        return None


def link_of(registration: Registration) -> str:
    """The whole address of somebody's own page."""
    return settings.SITE_URL + reverse("outreach:mine", args=[secret_of(registration)])
