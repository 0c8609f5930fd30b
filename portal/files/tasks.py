"""The orphan sweep: bytes that no row names are removed after a day."""

from datetime import timedelta

from celery import shared_task
from django.core.files.storage import default_storage
from django.utils import timezone

from portal.files.models import StoredFile

GRACE = timedelta(days=1)  # real time: an upload may still be writing its row


@shared_task(name="portal.files.tasks.sweep_orphans")
def sweep_orphans() -> int:
    """Remove what a cut-off upload left behind; return how many files went."""
    removed = 0
    for folder in default_storage.listdir("")[0]:
        for name in default_storage.listdir(folder)[1]:
            path = f"{folder}/{name}"
            is_old = timezone.now() - default_storage.get_modified_time(path) > GRACE
            if is_old and not StoredFile.objects.filter(storage_name=path).exists():
                default_storage.delete(path)
                removed += 1
    return removed
