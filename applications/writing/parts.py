"""The parts of an upload, as rows."""

from django.db import transaction

from applications.writing.models import Upload


@transaction.atomic
def drop(upload: Upload) -> None:
    """Remove an upload with its parts; the orphan sweep removes the bytes."""
    files = [part.file for part in upload.parts.select_related("file")]
    upload.delete()
    for file in files:
        file.delete()
