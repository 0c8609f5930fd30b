"""The job that makes a copy: one ZIP with JSON, a page to read, and the person's own documents."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from archive.persons import about, emails
from archive.persons.models import PersonalExport
from archive.persons.services import EXPORT
from archive.register import CATEGORIES
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.files.zips import SealedZip
from portal.work.jobs import job_kind
from portal.work.models import Job

KEPT = timedelta(days=7)


@job_kind(EXPORT)
def make_copy(job: Job, key: str) -> None:
    """Make the ZIP and tell the person; one that has its file stays as it is."""
    export = PersonalExport.objects.select_related("user").get(pk=job.object_id)
    if export.made_at is not None:
        return
    person = export.user
    with translation.override(person.language), SealedZip() as target:
        facts = facts_of(person)
        target.add("gegevens.json", _json(facts))
        titles = {label: each.title for each in CATEGORIES for label in each.holds}
        shown = {
            part: [(titles[label], label, rows) for label, rows in facts[part].items()]
            for part in ("own", "traces")
        }
        page = render_to_string("persons/copy.html", {"person": person, **facts, **shown})
        target.add("lees-mij.html", [page.encode()])
        for file in about.own_files(person):
            target.add(f"bestanden/{file.uuid}", store.read(file))
    export.file, export.sha256 = target.keep(f"{export}.zip", by=person)
    export.made_at = portal_now()
    export.expires_at = export.made_at + KEPT
    export.save(update_fields=["file", "sha256", "made_at", "expires_at"])
    record("make_personal_export", export, by=person, sha256=export.sha256)
    emails.queue_ready(export)


def facts_of(person: User) -> dict[str, Any]:
    """Everything about one person, as it goes into the copy."""
    return {
        "made_at": portal_now().isoformat(),
        "own": dict(about.own_rows(person)),
        "traces": dict(about.traces(person)),
        "history": list(about.history(person)),
    }


def _json(facts: dict[str, Any]) -> Iterator[bytes]:
    encoder = json.JSONEncoder(ensure_ascii=False, indent=1)
    return (piece.encode() for piece in encoder.iterencode(facts))
