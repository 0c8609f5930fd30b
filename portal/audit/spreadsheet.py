"""Lines of the history for a spreadsheet."""

import json
from collections.abc import Iterator
from datetime import UTC

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.audit.models import AuditEvent
from portal.audit.words import words_of
from portal.look.wording import moment_text
from portal.spreadsheets import csv_line


def csv_of(lines: QuerySet[AuditEvent]) -> Iterator[str]:
    """A line of names, and one for each event; `lines` brings actor and link along."""
    yield "\ufeff"  # without it a spreadsheet takes the accents for something else
    yield csv_line(
        [_("When (Amsterdam)"), _("When (UTC)"), _("Who"), _("What"), _("Name of the action"),
         _("About"), _("Call"), _("Details"), _("Place in the chain")]
    )  # fmt: skip
    for event in lines.iterator(chunk_size=1000):
        yield csv_line(
            [
                moment_text(event.at),
                event.at.astimezone(UTC).isoformat(timespec="microseconds"),
                str(event.actor or ""),
                words_of(event.action),
                event.action,
                event.object_ref,
                event.call_ref,
                json.dumps(event.data, ensure_ascii=False, sort_keys=True) if event.data else "",
                event.link.sequence if hasattr(event, "link") else "",
            ]
        )
