"""Files and uploads of a working copy, as components/upload_row.html shows them."""

from collections.abc import Iterable

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Attachment, Proposal
from applications.working_copy import open_name, open_name_in
from applications.writing.models import Upload
from portal.files import store

Row = dict[str, object]


def rows_of(proposal: Proposal, files: Iterable[Attachment]) -> dict[str, list[Row]]:
    """Every file of an offer by its question: what is there, and what was broken off or refused."""
    rows: dict[str, list[Row]] = {}
    for file in files:
        rows.setdefault(file.question, []).append(attachment_row(proposal, file))
    for upload in proposal.uploads.all():
        rows.setdefault(upload.question, []).append(upload_row(proposal, upload))
    return rows


def attachment_row(proposal: Proposal, found: Attachment) -> Row:
    """One file that is there."""
    place = [proposal.dossier.reference, proposal.phase.code, found.question]
    is_draft = proposal.state == Proposal.State.DRAFT
    return {
        "name": open_name(proposal, found),
        "size": found.file.content_size,
        "sha256": found.file.sha256,
        "url": reverse("applications:attachment", args=place),
        "remove_url": reverse("applications:detach", args=place) if is_draft else "",
        **_checked(found),
    }


def upload_row(proposal: Proposal, upload: Upload) -> Row:
    """One file that is not there yet, or was refused."""
    place = [proposal.dossier.reference, proposal.phase.code, upload.uuid]
    is_draft = proposal.state == Proposal.State.DRAFT
    if upload.refused_because:
        note = upload.refused_because
    else:
        note = _(
            "%(received)s of %(size)s received. Choose the same file again, and it goes on from"
            " there."
        ) % {"received": filesizeformat(upload.received), "size": filesizeformat(upload.size)}
    return {
        "name": name_of(proposal, upload),
        "size": upload.size,
        "remove_url": reverse("applications:give-up-upload", args=place) if is_draft else "",
        "state": "refused" if upload.refused_because else "broken_off",
        "note": note,
    }


def name_of(proposal: Proposal, upload: Upload) -> str:
    """The name of a file on its way in."""
    return open_name_in(proposal, upload.question, bytes(upload.file_name))


def _checked(found: Attachment) -> Row:
    """Received and checked, or kept in quarantine until the virus scanner answers."""
    try:
        store.require_released(found.file)
    except store.InQuarantine as held:
        note = _(
            "The virus scanner does not answer now. The file is kept, and sending your offer does"
            " not wait for it."
        )
        if found.file.virus:
            note = held.message
        return {"state": "refused" if found.file.virus else "checking", "note": note}
    return {"state": "ready"}
