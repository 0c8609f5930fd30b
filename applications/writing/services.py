"""Choosing between two texts of a section, and keeping the one that was not chosen."""

import json

from django.db import transaction

from applications.models import Proposal
from applications.saving import Page, save_section
from applications.working_copy import Payload, encode
from applications.writing.models import SetAside, Upload
from applications.writing.parts import drop
from portal.accounts.models import User
from portal.crypto.application_key import decrypt_at_rest, encrypt_at_rest
from portal.crypto.contexts import bind
from portal.workflow import lock


@transaction.atomic
def save_choice(
    proposal: Proposal,
    code: str,
    chosen: Payload,
    *,
    version: int,
    by: User,
    mine_left: Payload,
    theirs_left: Payload,
) -> int:
    """Save what was chosen between two texts over `version`; what lost is set aside, not lost.

    Raises as `save_section` does: Conflict when yet another text is there by now.
    """
    lock(proposal)  # first of all, as sending does
    there = proposal.sections.filter(code=code).select_related("saved_by").first()
    writer = there.saved_by if there else by
    saved = save_section(proposal, code, chosen, version=version, by=by, page=Page())
    for payload, who in ((mine_left, by), (theirs_left, writer)):
        if payload:
            set_aside(proposal, code, payload, written_by=who, by=by)
    return saved


def set_aside(
    proposal: Proposal, code: str, payload: Payload, *, written_by: User, by: User
) -> SetAside:
    """Keep answers beside the section until the offer is sent."""
    return SetAside.objects.create(
        proposal=proposal,
        section=code,
        payload=encrypt_at_rest(
            encode(payload), call=proposal.phase.call.reference, context=_place(proposal, code)
        ),
        written_by=written_by,
        set_aside_by=by,
    )


def open_set_aside(proposal: Proposal, row: SetAside) -> Payload:
    """Read what was set aside."""
    plain = decrypt_at_rest(
        bytes(row.payload),
        call=proposal.phase.call.reference,
        context=_place(proposal, row.section),
    )
    return json.loads(plain)


def erase_beside(proposal: Proposal) -> None:
    """The working copy is erased: what stands beside it goes too."""
    proposal.set_aside.all().delete()
    for upload in Upload.objects.filter(proposal=proposal):
        drop(upload)


def _place(proposal: Proposal, code: str) -> bytes:
    return bind("set aside", proposal.dossier.reference, proposal.phase.code, code)
