"""Saving a section of the working copy: one row, one UPDATE, nothing overwritten unseen."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from applications import permissions
from applications.models import Proposal, WorkingSection
from applications.vanished import may_have_vanished, no_longer_asked
from applications.working_copy import Payload, close_section, encode, read_section
from calls.offer_forms import sections_of
from portal.accounts.models import User
from portal.models import PortalNow
from portal.workflow import TransitionRefused, lock

State = Proposal.State


@dataclass(frozen=True)
class Page:
    """One opened page of an editor and how often something was typed in it, as its script counts.

    A save of which the answer got lost is tried again: it must not conflict with itself.
    """

    id: str = ""
    turn: int = 0


NO_PAGE = Page()


class Conflict(Exception):
    """Somebody else saved this section in between: both texts are there, a person chooses."""

    def __init__(self, current_payload: Payload, current_version: int, saved_by: str) -> None:
        super().__init__(current_version)
        self.current_payload = current_payload
        self.current_version = current_version
        self.saved_by = saved_by


class NotADraft(TransitionRefused):
    """The working copy is closed: the offer was sent, withdrawn or not sent in time."""

    def __init__(self) -> None:
        super().__init__(
            _("This offer is no longer a draft, so it cannot be changed here."), code="state"
        )


def save_section(
    proposal: Proposal,
    code: str,
    payload: Payload,
    *,
    version: int,
    by: User,
    page: Page = NO_PAGE,
) -> int:
    """Save one section over the version that its writer saw; return the new version.

    Raises PermissionDenied, NotADraft, or Conflict when another version is there meanwhile.
    Whatever was typed is kept, complete or not.
    """
    if code not in {section.code for section in sections_of(proposal.phase)}:
        raise TransitionRefused(_("The form of this call has no such part."), code="section")
    payload = {**_kept(proposal, code), **payload}
    return save_part(proposal, code, payload, version=version, by=by, page=page)


def save_part(
    proposal: Proposal,
    code: str,
    payload: Payload,
    *,
    version: int,
    by: User,
    page: Page = NO_PAGE,
) -> int:
    """Save a part of the working copy, in the form or beside it; raises as `save_section` does."""
    if not permissions.can_edit(by, proposal):
        raise PermissionDenied("edit")
    save = _save_first if version == 0 else _save_over
    if save(proposal, code, payload, version, by=by, page=page):
        return version + 1
    return _save_again(proposal, code, payload, by=by, page=page)


def write_new(
    proposal: Proposal, code: str, payload: Payload, *, by: User, page: Page = NO_PAGE
) -> None:
    """The first version of a section, in the transaction of the caller, who holds the lock."""
    WorkingSection.objects.create(
        proposal=proposal,
        code=code,
        payload=close_section(proposal, code, payload),
        version=1,
        saved_from=page.id,
        saved_turn=page.turn,
        saved_by=by,
    )


def _save_over(
    proposal: Proposal, code: str, payload: Payload, version: int, *, by: User, page: Page
) -> bool:
    # One statement. Sending deletes the row under its lock, so a late save finds nothing to write.
    saved = WorkingSection.objects.filter(
        proposal=proposal, code=code, version=version, proposal__state=State.DRAFT
    ).update(
        payload=close_section(proposal, code, payload),
        version=F("version") + 1,
        saved_from=page.id,
        saved_turn=page.turn,
        saved_at=PortalNow(),
        saved_by=by,
    )
    return bool(saved)


@transaction.atomic
def _save_first(
    proposal: Proposal, code: str, payload: Payload, _version: int, *, by: User, page: Page
) -> bool:
    # A new row is not held back by the lock of a sending, so take that lock and look again.
    current = lock(proposal)
    if current.state != State.DRAFT or current.sections.filter(code=code).exists():
        return False
    write_new(proposal, code, payload, by=by, page=page)
    return True


def _save_again(proposal: Proposal, code: str, payload: Payload, *, by: User, page: Page) -> int:
    """Another version is there. What this same page or the same text made of it is no conflict."""
    proposal.refresh_from_db(fields=["state"])
    if proposal.state != State.DRAFT:
        raise NotADraft
    there = read_section(proposal, code)
    if there.version and encode(there.payload) == encode(payload):
        return there.version
    row = proposal.sections.filter(code=code, version=there.version).first()
    # An earlier save that comes in late has a lower turn, and does not undo a later one.
    if row and page.id and row.saved_from == page.id and row.saved_turn < page.turn:
        if _save_over(proposal, code, payload, there.version, by=by, page=page):
            return there.version + 1
        there = read_section(proposal, code)
    raise Conflict(there.payload, there.version, there.saved_by)


def _kept(proposal: Proposal, code: str) -> Payload:
    """Answers in a section that its form does not ask any more: a save does not lose them."""
    if not may_have_vanished(proposal):
        return {}
    return no_longer_asked(proposal.phase, code, read_section(proposal, code).payload)
