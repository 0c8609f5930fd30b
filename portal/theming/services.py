"""Writing how an authority looks."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import Organisation, User
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.files.pictures import CONTENT_TYPE
from portal.theming import colours
from portal.theming.models import Look
from portal.theming.permissions import can_change_look
from portal.workflow import TransitionRefused, lock

FIELDS = (
    "slug", "display_name", "short_name", "action", "languages", "address", "signing_place",
)  # fmt: skip


@transaction.atomic
def change_look(
    authority: Organisation,
    *,
    picture: bytes | None = None,
    keeps_logo: bool = False,
    seen_version: int = 0,
    by: User,
    **chosen: str,
) -> Look:
    """Write how an authority looks from now on; letters that are there stay as they are.

    `picture` are the bytes of a logo that was written anew (portal/files/pictures.py); with
    `keeps_logo` the one that is there stays. Raises PermissionDenied, and TransitionRefused when
    somebody else changed it since version `seen_version`, or for a colour that cannot be read.
    """
    authority = lock(authority)
    if not can_change_look(by, authority):
        raise PermissionDenied("change_look")
    if not colours.passes(chosen["action"]):
        raise TransitionRefused(_("This colour cannot be read well enough."), code="contrast")
    look = Look.objects.filter(organisation=authority).first()
    if seen_version != (look.version if look else 0):
        raise TransitionRefused(
            _("A colleague changed this in the meantime. What you filled in still stands here."),
            code="changed",
        )
    look = look or Look(organisation=authority, version=0)
    before = {name: getattr(look, name) for name in FIELDS}
    for name in FIELDS:
        setattr(look, name, chosen[name])
    look.logo = (
        store.save_bytes(picture, CONTENT_TYPE, by=by)
        if picture
        else (look.logo if keeps_logo else None)
    )
    look.version += 1
    look.changed_by, look.changed_at = by, portal_now()
    look.save()
    changed = [name for name in FIELDS if chosen[name] != before[name]]
    record("change_look", look, by=by, version=look.version, changed=changed)
    return look
