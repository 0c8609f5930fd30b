"""What runs by itself: the orphan sweep, and the virus scan of what had to wait for it."""

from contextlib import suppress
from datetime import timedelta

from celery import shared_task
from django.core.files.storage import default_storage
from django.utils import timezone

from portal.files import scanning, store
from portal.files.models import StoredFile

Scan = StoredFile.Scan
AT_ONCE = 200
GRACE = timedelta(days=1)  # real time: an upload may still be writing its row


@shared_task(name="portal.files.tasks.sweep_orphans")
def sweep_orphans() -> int:
    """Remove what a cut-off upload left behind; return how many files went."""
    removed = 0
    for folder in default_storage.listdir("")[0]:
        paths = {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
        # A folder at a time, and of what has a row a bucket is not asked how old it is.
        rows = StoredFile.objects.filter(storage_name__startswith=f"{folder}/")
        for path in paths.difference(rows.values_list("storage_name", flat=True)):
            with suppress(FileNotFoundError):  # somebody else removed it meanwhile
                if timezone.now() - default_storage.get_modified_time(path) > GRACE:
                    default_storage.delete(path)
                    removed += 1
    return removed


@shared_task(name="portal.files.tasks.scan_waiting")
def scan_waiting() -> int:
    """Scan files in quarantine; return how many left it. A sealed one waits for the opening."""
    released = 0
    waiting = StoredFile.objects.filter(scan=Scan.WAITING, wrapped_key__isnull=False)
    for file in waiting.order_by("pk")[:AT_ONCE] if scanning.is_configured() else ():
        try:
            virus = scanning.find_virus(store.read(file))
        except scanning.ScannerUnavailable:
            break
        file.scan, file.virus = (Scan.INFECTED, virus[:100]) if virus else (Scan.CLEAN, "")
        file.save(update_fields=["scan", "virus"])
        released += not virus
    return released
