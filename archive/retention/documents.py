"""The certificate of destruction: what went, by whose word, and a hash over the whole list."""

import hashlib
from typing import Any

from django.utils import translation

from archive.register import category, how_long
from archive.retention.models import DestructionItem, DestructionList
from portal import pdf, pdf_seal

LANGUAGE = "nl"  # the file of a Dutch authority, whoever asks for it
MOST_LINES = 500  # a longer list is told by its number and its hash


def certificate_pdf(listed: DestructionList) -> bytes:
    """The certificate, sealed where a certificate is set."""
    with translation.override(LANGUAGE):
        gone = listed.items.filter(destroyed_at__isnull=False)
        count = gone.count()
        context: dict[str, Any] = {
            "list": listed,
            "sender": {
                "name": listed.owner.name,
                "lines": listed.owner.address.splitlines(),
            },
            "category": category(listed.category),
            "how_long": how_long(category(listed.category)),
            "count": count,
            "files": sum(len(names) for names in gone.values_list("files", flat=True)),
            "items": gone if count <= MOST_LINES else [],
            "kept": listed.items.exclude(kept_because="")[:MOST_LINES],
            "digest": digest_of(listed),
        }
        return pdf_seal.sealed(pdf.render("retention/certificate.pdf.html", context, LANGUAGE))


def digest_of(listed: DestructionList) -> str:
    """SHA-256 over one line for each thing: number, reference, due day, moment or reason."""
    digest = hashlib.sha256()
    for item in listed.items.order_by("pk").iterator(chunk_size=2000):
        digest.update(f"{_line(item)}\n".encode())
    return digest.hexdigest()


def _line(item: DestructionItem) -> str:
    became = item.destroyed_at.isoformat() if item.destroyed_at else item.kept_because
    return f"{item.object_id};{item.reference};{item.due_on};{became}"
