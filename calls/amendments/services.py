"""Writes on an amendment that change no state: what it says, its patch, its documents."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from calls import services as calls_services
from calls.amendments import permissions
from calls.amendments.models import AmendedDocument, Amendment
from calls.amendments.patches import Terms, merged, phases_by_code
from calls.amendments.selectors import draft_of, latest_version
from calls.models import Call, CallDocument
from calls.services import Stale
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.files.uploads import EncryptedUpload
from portal.workflow import TransitionRefused, lock

SAYS = ("title", "reason", "kind", "effect", "effect_reason", "no_extension_because")


@transaction.atomic
def draft_amendment(call: Call, *, by: User) -> Amendment:
    """Begin an amendment of a published call; the one under way is given when there is one."""
    call = lock(call)
    if not permissions.can_draft_amendment(by, call):
        raise PermissionDenied("draft_amendment")
    if call.state != Call.State.PUBLISHED:
        raise TransitionRefused(_("Only a published call is amended."), code="state")
    if under_way := call.amendments.under_way().first():
        return under_way
    amendment = Amendment.objects.create(call=call, drafted_by=by, base=latest_version(call))
    amendment.writers.add(by)
    record("draft_amendment", amendment, by=by)
    return amendment


@transaction.atomic
def say(amendment: Amendment, *, says: Mapping[str, Any], edits: int, by: User) -> Amendment:
    """Change title, reason, kind or effect. Raises PermissionDenied, Stale, TransitionRefused."""
    amendment = _editable(amendment, by, edits)
    for name in SAYS:
        if name in says:
            setattr(amendment, name, says[name])
    return _saved(amendment, by, parts=sorted(set(says) & set(SAYS)))


@transaction.atomic
def change_terms(
    amendment: Amendment, *, part: Mapping[str, Any], edits: int, by: User
) -> Amendment:
    """Lay a part of the terms over the patch; what the terms say already leaves it.

    Raises PermissionDenied, Stale, TransitionRefused.
    """
    amendment = _editable(amendment, by, edits)
    amendment.patch = merged(amendment.patch, part, amendment.base.terms)
    return _saved(amendment, by, parts=sorted(part))


@transaction.atomic
def change_document(
    amendment: Amendment,
    *,
    replaces: CallDocument | None,
    upload: EncryptedUpload | None,
    kind: str,
    title: str,
    change_note: str,
    edits: int,
    by: User,
) -> AmendedDocument:
    """Add a document, its next version, or take one out; the note says what changed (REQ-15)."""
    amendment = _editable(amendment, by, edits)
    if replaces is not None and replaces.dropped_at is not None:
        raise TransitionRefused(_("This version of the document was replaced already."))
    if replaces is not None:
        amendment.documents.filter(replaces=replaces).delete()
    change = AmendedDocument.objects.create(
        amendment=amendment,
        replaces=replaces,
        kind=kind,
        title=title,
        change_note=change_note,
        file=store.save_upload(upload, by=by) if upload else None,
        file_name=store.safe_name(upload.name or "") if upload else "",
    )
    _saved(amendment, by, parts=["documents"])
    return change


@transaction.atomic
def undo_document(change: AmendedDocument, *, by: User) -> None:
    """Leave this document as it was."""
    amendment = _editable(change.amendment, by, change.amendment.edits)
    amendment.documents.filter(pk=change.pk).delete()
    _saved(amendment, by, parts=["documents"])


@transaction.atomic
def take_up_current_terms(amendment: Amendment, *, by: User) -> Amendment:
    """Lay the patch over the terms that hold now, after a deadline moved in the meantime."""
    amendment = _editable(amendment, by, amendment.edits)
    latest = latest_version(amendment.call)
    amendment.patch = merged(amendment.patch, {}, latest.terms)
    amendment.base = latest
    return _saved(amendment, by, parts=["base"], also=["base"])


def write_terms(amendment: Amendment) -> Terms:
    """Write the patch on the rows of the call; give back the terms as they must now read.

    The caller holds the locks on the call and its phases, and has asked the rules.
    """
    now = portal_now()
    draft = draft_of(amendment, now)
    call = amendment.call
    patch, after = amendment.patch, phases_by_code(draft.after)
    terms: dict[str, Any] = {
        name: draft.after[name] for name in ("title", "title_en", "summary") if name in patch
    }
    if "sections" in patch:
        terms["sections"] = draft.after["sections"]
    terms["phases"] = [
        {"code": code, **_phase_row({name: after[code][name] for name in fields})}
        for code, fields in patch.get("phases", {}).items()
    ]
    calls_services.write_terms(call, terms)
    for code, fields in patch.get("phases", {}).items():
        for pot in fields.get("pots", []):
            _write_pot(call, code, pot)
    _write_documents(amendment, now)
    return draft.after


def _phase_row(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The words of the terms as values of the rows."""
    row: dict[str, Any] = {
        name: fields[name]
        for name in ("planned_awards", "budget_walk", "criteria", "form")
        if name in fields
    }
    for name in ("opens_at", "closes_at"):
        if name in fields:
            row[name] = datetime.fromisoformat(fields[name])
    if "cap_incl_vat" in fields:
        row["cap_incl_vat"] = Decimal(fields["cap_incl_vat"]) if fields["cap_incl_vat"] else None
    if "scale" in fields:
        row["scale_min"], row["scale_max"] = fields["scale"]
    return row


def _write_pot(call: Call, code: str, pot: Mapping[str, Any]) -> None:
    theme = {"theme__code": pot["theme"]} if pot["theme"] else {"theme": None}
    row = call.phases.get(code=code).pots.get(**theme)
    row.budget_incl_vat = Decimal(pot["incl_vat"])
    row.full_clean()
    row.save(update_fields=["budget_incl_vat"])


def _write_documents(amendment: Amendment, now: datetime) -> None:
    for change in amendment.documents.select_related("replaces", "file"):
        old = change.replaces
        if old is not None:
            old.dropped_at = now
            old.save(update_fields=["dropped_at"])
        if change.file is not None:
            CallDocument.objects.create(
                call=amendment.call,
                kind=change.kind,
                title=change.title,
                file=change.file,
                file_name=change.file_name,
                number=old.number + 1 if old else 1,
                replaces=old,
                change_note=change.change_note,
            )


def _editable(amendment: Amendment, by: User, edits: int) -> Amendment:
    amendment = lock(amendment)
    if not permissions.can_edit_amendment(by, amendment):
        raise PermissionDenied("edit_amendment")
    if amendment.state != Amendment.State.DRAFT:
        raise TransitionRefused(
            _("This amendment is no longer a draft. Let it be given back first."), code="state"
        )
    if amendment.edits != edits:
        raise Stale
    return amendment


def _saved(
    amendment: Amendment, by: User, *, parts: list[str], also: list[str] | None = None
) -> Amendment:
    amendment.edits += 1
    amendment.save(update_fields=["edits", "patch", *SAYS, *(also or [])])
    amendment.writers.add(by)
    record("edit_amendment", amendment, by=by, parts=parts)
    return amendment
