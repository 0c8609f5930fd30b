"""Writes: a new version of a text, and what a letter was made from."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from awards.lettering.faults import body_faults, subject_faults
from awards.lettering.kinds import TextKey
from awards.lettering.models import LetterSource, LetterText
from awards.lettering.permissions import can_edit_texts
from awards.lettering.selectors import TextInUse, text_in_use, text_of_version
from awards.models import Letter
from portal.accounts.models import Organisation, User
from portal.audit.record import record
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def save_text(
    authority: Organisation,
    key: TextKey,
    *,
    subject: str,
    body: str,
    note: str,
    seen_version: int,
    by: User,
    restored: int | None = None,
) -> LetterText:
    """Keep a new version of a text; letters that are made from now on are written with it.

    Raises PermissionDenied, and TransitionRefused for a text with faults, for one that says what
    the last version says already, and when somebody saved another after `seen_version`.
    """
    if not can_edit_texts(by, authority):
        raise PermissionDenied("save_text")
    lock(authority)  # versions are counted one by one
    now = text_in_use(authority, key)
    subject, body = subject.strip(), body.replace("\r\n", "\n").strip()
    _require_newest(now, seen_version)
    if faults := [*subject_faults(key, subject), *body_faults(key, body)]:
        raise TransitionRefused("\n".join(faults), code="faults")
    if (subject, body) == (now.subject, now.body):
        raise TransitionRefused(_("This is what the text says already."), code="same")
    row = LetterText.objects.create(
        authority=authority,
        family=key.family,
        kind=key.kind,
        language=key.language,
        version=now.version + 1,
        subject=subject,
        body=body,
        note=note.strip(),
        restored=restored,
        written_by=by,
    )
    record("save_letter_text", row, by=by, authority=str(authority.uuid), version=row.version)
    return row


@transaction.atomic
def restore_text(
    authority: Organisation, key: TextKey, version: int, *, seen_version: int, by: User
) -> LetterText:
    """Go back to an earlier version, or to the standard text (0), as a new version."""
    earlier = text_of_version(authority, key, version)
    if earlier is None:
        raise TransitionRefused(_("There is no such version."), code="unknown")
    return save_text(
        authority,
        key,
        subject=earlier.subject,
        body=earlier.body,
        note=_("Back to the standard text")
        if version == 0
        else _("Back to version %(version)s") % {"version": version},
        seen_version=seen_version,
        by=by,
        restored=version,
    )


def note_source(
    letter: Letter, text: TextInUse, *, last_day: date | None, is_sealed: bool
) -> LetterSource:
    """Keep which text a letter was made from; the caller holds the transaction."""
    return LetterSource.objects.create(
        letter=letter,
        family=text.key.family,
        kind=text.key.kind,
        language=text.key.language,
        version=text.version,
        text=text.row,
        text_sha256=text.sha256,
        standstill_last_day=last_day,
        is_sealed=is_sealed,
    )


def _require_newest(now: TextInUse, seen_version: int) -> None:
    if now.version != seen_version:
        raise TransitionRefused(
            _(
                "%(person)s saved version %(version)s while you were writing. Your text is still "
                "here: compare it with that version before you save it."
            )
            % {"person": now.row.written_by if now.row else "", "version": now.version},
            code="stale",
        )
