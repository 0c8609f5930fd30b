"""Whether files can be stored at this moment."""

import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

CONTENT = b"ready"


def store_and_fetch() -> None:
    """Store something, read it back and let it go. Raises OSError when one of them fails."""
    name = default_storage.save(f"probe/{uuid.uuid4()}", ContentFile(CONTENT))
    try:
        with default_storage.open(name) as probe:
            if probe.read() != CONTENT:
                raise OSError("what was written is not what is read")
    finally:
        default_storage.delete(name)
