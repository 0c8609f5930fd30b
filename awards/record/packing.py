"""Making an archive package: a ZIP that is encrypted as it is written, with its manifest last."""

import json
from typing import Any

from awards.record import mdto
from awards.record.contents import contents_of
from awards.record.items import Item
from awards.record.models import Package
from awards.record.services import PACKAGES
from portal.audit.record import record
from portal.clock import portal_now
from portal.files.zips import SealedZip
from portal.work.jobs import job_kind
from portal.work.models import Job


@job_kind(PACKAGES)
def make_package(job: Job, key: str) -> None:
    """Make the ZIP of one package; one that has its file stays as it is."""
    package = Package.objects.select_related("call__contracting_authority").get(pk=job.object_id)
    if package.file_id is not None:
        return
    with SealedZip() as target:
        files = _write(package, target)
    package.file, package.sha256 = target.keep(f"{package}.zip", by=job.started_by)
    package.made_at = portal_now()
    package.save(update_fields=["file", "sha256", "made_at"])
    record("make_package", package, by=job.started_by, files=files, sha256=package.sha256)


def _write(package: Package, target: SealedZip) -> int:
    """Write each file with its metadata, and then the manifest; return how many files there are."""
    listed = [_add(target, item) for item in contents_of(package.call)]
    target.add("mdto/dossier.mdto.xml", [mdto.of_record(package)])
    at = portal_now()
    for line in listed:
        target.add(f"mdto/{line['path']}.mdto.xml", [mdto.of_file(package, line, at)])
    manifest = {
        "call": package.call.reference,
        "title": package.call.title,
        "authority": package.call.contracting_authority.name,
        "package": package.number,
        "asked_at": package.asked_at.isoformat(),
        "files": listed,
    }
    target.add("manifest.json", [json.dumps(manifest, ensure_ascii=False, indent=2).encode()])
    return len(listed)


def _add(target: SealedZip, item: Item) -> dict[str, Any]:
    """Write one file; its line of the manifest."""
    sha256, size = target.add(item.path, item.pieces)
    return {"path": item.path, "sha256": sha256, "bytes": size, "pdf_a": item.is_pdf_a}
