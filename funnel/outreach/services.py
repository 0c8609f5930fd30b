"""Writes that change no state: a session as a draft, and its material."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from funnel.outreach import permissions
from funnel.outreach.models import Material, Session
from portal.accounts.models import User
from portal.audit.record import record
from portal.files import store
from portal.files.uploads import EncryptedUpload
from portal.workflow import lock


@transaction.atomic
def plan_session(*, terms: Mapping[str, Any], by: User, is_invented: bool = False) -> Session:
    """Keep a session as a draft. Raises PermissionDenied, ValidationError with all faults."""
    session = Session(**terms, drafted_by=by, is_invented=is_invented)
    if not permissions.can_run(by, session):
        raise PermissionDenied("plan_session")
    session.full_clean()
    session.save()
    record("plan_session", session, by=by)
    return session


@transaction.atomic
def add_material(
    session: Session, *, title: str, upload: EncryptedUpload | bytes, file_name: str, by: User
) -> Material:
    """Add a PDF, before or after the session; bytes are a PDF that the portal made."""
    session = lock(session)
    if not permissions.can_run(by, session):
        raise PermissionDenied("add_material")
    file = (
        store.save_bytes(upload, "application/pdf", by=by)
        if isinstance(upload, bytes)
        else store.save_upload(upload, by=by)
    )
    material = Material.objects.create(
        session=session, title=title, file=file, file_name=store.safe_name(file_name)
    )
    record("add_material", session, by=by, sha256=file.sha256)
    return material
