"""Personal links in mails: each proves an address, and opens what its owner may do."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse


class PersonalLinks:
    """The links of one kind of owner to their own page; `salt` keeps the kinds apart."""

    def __init__(self, salt: str, page: str) -> None:
        self.signer, self.page = signing.Signer(salt=salt), page

    def secret_of(self, owner: Any) -> str:
        """The secret of somebody with a uuid: made anew for each mail, so it is stored nowhere."""
        return self.signer.sign(owner.uuid.hex)

    def uuid_in(self, secret: str) -> UUID | None:
        """Whose secret this is; None for one that the portal did not make."""
        try:
            return UUID(self.signer.unsign(secret))
        except (signing.BadSignature, ValueError):
            return None

    def link_of(self, owner: Any) -> str:
        """The whole address of somebody's own page."""
        return settings.SITE_URL + reverse(self.page, args=[self.secret_of(owner)])
