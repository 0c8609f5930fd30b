"""Making an archive package: a ZIP that is encrypted as it is written, with its manifest last."""

import hashlib
import json
import zipfile
from typing import Any

from awards.record.contents import contents_of
from awards.record.items import Item
from awards.record.models import Package
from awards.record.services import PACKAGES
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.files.uploads import EncryptedUpload, Incoming
from portal.work.jobs import job_kind
from portal.work.models import Job


class _Sealing:
    """What a ZIP is written into: encrypted at once, so that no readable copy is on a disk."""

    def __init__(self) -> None:
        self.incoming = Incoming()
        self.hash = hashlib.sha256()

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self.hash.update(piece)
        self.incoming.update(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back here."""


@job_kind(PACKAGES)
def make_package(job: Job, key: str) -> None:
    """Make the ZIP of one package; one that has its file stays as it is."""
    package = Package.objects.select_related("call__contracting_authority").get(pk=job.object_id)
    if package.file_id is not None:
        return
    target = _Sealing()
    files = _write(package, target)
    target.incoming.finish()
    upload = EncryptedUpload(
        upload=target.incoming,
        name=f"{package}.zip",
        content_type="application/zip",
        charset=None,
    )
    package.file = store.save_part(upload, by=job.started_by)
    package.sha256, package.made_at = target.hash.hexdigest(), portal_now()
    package.save(update_fields=["file", "sha256", "made_at"])
    record("make_package", package, by=job.started_by, files=files, sha256=package.sha256)


def _write(package: Package, target: _Sealing) -> int:
    """Write every file and then the manifest; return how many files there are."""
    listed = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for item in contents_of(package.call):
            listed.append(_add(archive, item))
        manifest = {
            "call": package.call.reference,
            "title": package.call.title,
            "authority": package.call.contracting_authority.name,
            "package": package.number,
            "asked_at": package.asked_at.isoformat(),
            "files": listed,
        }
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2))
    return len(listed)


def _add(archive: zipfile.ZipFile, item: Item) -> dict[str, Any]:
    """Write one file; its line of the manifest."""
    digest, size = hashlib.sha256(), 0
    with archive.open(item.path, "w", force_zip64=True) as file:
        for piece in item.pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
    return {
        "path": item.path,
        "sha256": digest.hexdigest(),
        "bytes": size,
        "pdf_a": item.is_pdf_a,
    }
