"""Asking partners, checking their numbers, and writing down their answers."""

import secrets
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from applications import permissions
from applications.models import Proposal
from applications.partnering import emails
from applications.partnering.cards import Partner, close_card, key_of, open_card, partners_of
from applications.partnering.models import PartnerCard
from applications.working_copy import Payload
from portal.accounts.kvk import Reply
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now, portal_today
from portal.crypto.link_secrets import sha256_of
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def ask_partner(
    proposal: Proposal, name: str, *, by: User, register: Reply | None = None
) -> PartnerCard:
    """Ask a partner by mail whether it takes part as the offer says; an earlier answer falls.

    `register` is what the trade register said about its number. Raises PermissionDenied, or
    TransitionRefused: `state`, `partner` when the offer names none so, `email` without an address.
    """
    proposal = _draft(proposal, by)
    partner = _named(proposal, name)
    if not partner.email:
        raise TransitionRefused(
            _("Fill in the e-mail address of the contact of this partner first."), code="email"
        )
    card = partner.card or PartnerCard(proposal=proposal)
    secret = secrets.token_urlsafe(24)
    said = {
        "terms": partner.terms,
        "register": _kept(register) if register else dict(partner.register),
        "contact": partner.contact,
    }
    card.proposal, card.payload = proposal, close_card(proposal, card, said)
    card.secret_sha256 = sha256_of(secret)
    card.asked_by, card.asked_at = by, portal_now()
    card.says_yes, card.answered_at = None, None
    card.save()
    emails.queue_ask(card, email=partner.email, name=partner.contact, secret=secret, by=by)
    record("ask_partner", proposal, by=by)
    return card


@transaction.atomic
def keep_checks(proposal: Proposal, replies: Mapping[str, Reply], *, by: User) -> None:
    """Write down what the trade register said about the numbers of partners, by number."""
    proposal = _draft(proposal, by)
    for partner in partners_of(proposal):
        reply = replies.get(partner.terms["kvk"])
        if reply is None:
            continue
        card = partner.card or PartnerCard(proposal=proposal)
        said = {"terms": partner.terms, **partner.said, "register": _kept(reply)}
        card.payload = close_card(proposal, card, said)
        card.save()


@transaction.atomic
def answer(card: PartnerCard, *, says_yes: bool, name: str) -> PartnerCard:
    """A partner says yes or no; `name` is who says so. It may change its answer until sending.

    Raises TransitionRefused: `state` once the offer is sent, `changed` when its row says something
    else now than what was asked.
    """
    proposal = lock(card.proposal)
    if proposal.state != Proposal.State.DRAFT:
        raise TransitionRefused(
            _("This offer is not being written any more, so nothing can be answered."), code="state"
        )
    card = lock(card)
    said = open_card(proposal, card)
    if not is_current(proposal, said):
        raise TransitionRefused(
            _("The offer says something else about you by now. You will be asked again."),
            code="changed",
        )
    card.payload = close_card(proposal, card, {**said, "answered_by": name})
    card.says_yes, card.answered_at = says_yes, portal_now()
    card.save()
    emails.queue_answered(card, proposal)
    record("answer_partner", proposal, by=User.objects.system("partner"), says_yes=says_yes)
    return card


def is_current(proposal: Proposal, said: Payload) -> bool:
    """Whether the offer still says of a partner what it was asked."""
    return any(partner.terms == said["terms"] for partner in partners_of(proposal))


def _draft(proposal: Proposal, by: User) -> Proposal:
    proposal = lock(proposal)
    if not permissions.can_edit(by, proposal):
        raise PermissionDenied("partners")
    if proposal.state != Proposal.State.DRAFT:
        raise TransitionRefused(
            _("This offer is no longer a draft, so it cannot be changed here."), code="state"
        )
    return proposal


def _named(proposal: Proposal, name: str) -> Partner:
    for partner in partners_of(proposal):
        if key_of(partner.name) == key_of(name):
            return partner
    raise TransitionRefused(_("The offer names no such partner."), code="partner")


def _kept(reply: Reply) -> dict[str, str]:
    """The register's answer as a card keeps it; silence is an answer too."""
    return {
        "number": reply.number,
        "outcome": str(reply.outcome),
        "name": reply.name,
        "on": portal_today().isoformat(),
    }
