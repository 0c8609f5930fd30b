"""The letter head: who sends a document, as templates/pdf/base.html shows it."""

import base64
from typing import Any

from portal.accounts.models import Organisation
from portal.files import store
from portal.theming.selectors import look_of


def letter_head(organisation: Organisation, *, lines: list[str] | None = None) -> dict[str, Any]:
    """Name, lines, colour, logo and place of signing of an authority.

    `lines` stand under the name instead of what the authority chose for that; an authority that
    chose nothing has its postal address there.
    """
    look = look_of(organisation)
    chosen = (look.address if look else "") or organisation.address or organisation.city
    return {
        "name": look.display_name if look else organisation.name,
        "lines": [line for line in chosen.splitlines() if line.strip()] if lines is None else lines,
        "colour": look.action if look else "",
        "logo": _as_data(look.logo) if look and look.logo else "",
        "place": look.signing_place if look else "",
    }


def _as_data(logo: Any) -> str:
    """The picture inside the document: a PDF is made without asking anybody for anything."""
    content = b"".join(store.read(logo))
    return f"data:{logo.content_type};base64,{base64.b64encode(content).decode()}"
