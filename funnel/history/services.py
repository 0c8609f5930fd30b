"""Take an edition in, and take it back."""

from dataclasses import astuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from funnel.history.models import Edition, YearFigure
from funnel.history.permissions import can_keep_history
from funnel.history.reading import Found
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def add_edition(
    found: Found, *, title: str, source: str, vat: str = Edition.Vat.UNKNOWN, by: User
) -> Edition:
    """Keep the figures of a file as the newest edition, and beside them the rows left out.

    Raises PermissionDenied; TransitionRefused when no row of the file is right.
    """
    if not can_keep_history(by):
        raise PermissionDenied("add_edition")
    return _kept(found, title=title, source=source, vat=vat, by=by)


@transaction.atomic
def load_edition(found: Found, *, title: str, source: str) -> Edition | None:
    """Keep an edition that ships with the portal, once; None when it was there already."""
    if Edition.objects.filter(title=title).exists():
        return None
    by = User.objects.system("history")
    return _kept(found, title=title, source=source, vat=Edition.Vat.UNKNOWN, by=by)


@transaction.atomic
def take_back(edition: Edition, *, by: User) -> Edition:
    """Let an edition count no longer; what it replaced counts again. It stays on record."""
    if not can_keep_history(by):
        raise PermissionDenied("take_edition_back")
    edition = lock(edition)
    if edition.taken_back_at is not None:
        raise TransitionRefused(_("This edition was taken back already."), code="twice")
    edition.taken_back_by, edition.taken_back_at = by, portal_now()
    edition.save(update_fields=["taken_back_by", "taken_back_at"])
    record("take_edition_back", edition, by=by)
    return edition


def _kept(found: Found, *, title: str, source: str, vat: str, by: User) -> Edition:
    if not found.figures:
        raise TransitionRefused(_("No row of this file can be taken in."), code="empty")
    edition = Edition.objects.create(
        title=title,
        source=source,
        vat=vat,
        refused=[list(astuple(row)) for row in found.refused],
        added_by=by,
    )
    YearFigure.objects.bulk_create(
        YearFigure(edition=edition, year=year, measure=measure, part=part, value=value)
        for (year, measure, part), value in found.figures.items()
    )
    record("add_edition", edition, by=by, figures=len(found.figures), refused=len(found.refused))
    return edition
