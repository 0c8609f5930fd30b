"""The job after a decision: words are taken out, and what is disclosed is packed."""

from collections.abc import Iterable

from archive.woo.documents import inventory_csv, inventory_pdf
from archive.woo.models import WooDocument, WooRequest
from archive.woo.transitions import DISCLOSURE, PACKAGE
from portal import pdf_redaction
from portal.audit.record import record
from portal.files import store
from portal.files.zips import SealedZip
from portal.work.jobs import job_kind
from portal.work.models import Job

Verdict = WooDocument.Verdict


@job_kind(DISCLOSURE)
def disclose(job: Job, key: str) -> None:
    """One document without its words, or the package."""
    request = WooRequest.objects.select_related("owner", "call").get(pk=job.object_id)
    if key == PACKAGE:
        pack(request, job)
    else:
        redact(request.documents.get(pk=int(key)), job)


def redact(document: WooDocument, job: Job) -> None:
    """A PDF in which the words are not there any more."""
    words = {passage.text: passage.ground for passage in document.passages.all()}
    content = pdf_redaction.without(b"".join(store.read(document.file)), words)
    document.redacted = store.save_bytes(content, "application/pdf", by=job.started_by)
    document.save(update_fields=["redacted"])


def pack(request: WooRequest, job: Job) -> None:
    """The list and every document that is disclosed, whole or in part."""
    disclosed = request.documents.exclude(verdict=Verdict.REFUSED).select_related(
        "file", "redacted"
    )
    with SealedZip() as target:
        target.add("inventarislijst.pdf", [inventory_pdf(request)])
        target.add("inventarislijst.csv", (line.encode() for line in inventory_csv(request)))
        for each in disclosed:
            target.add(f"{each.number:03d}-{store.safe_name(each.title)}", _pieces(each))
    request.package, request.package_sha256 = target.keep(f"{request}.zip", by=job.started_by)
    request.save(update_fields=["package", "package_sha256"])
    record(
        "pack_woo", request, by=job.started_by, documents=len(disclosed),
        sha256=request.package_sha256,
    )  # fmt: skip


def _pieces(document: WooDocument) -> Iterable[bytes]:
    """What may be read: of a document in part never the original."""
    if document.verdict == Verdict.WHOLE:
        content = b"".join(store.read(document.file))
        return [pdf_redaction.without(content, {})]  # who made it is nobody's business
    if document.redacted is None:
        raise ValueError(str(document))
    return store.read(document.redacted)
