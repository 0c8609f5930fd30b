"""What a company's people see on their start page, each list in a fixed number of queries."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Proposal, RefusedAttempt, Submission, Withdrawal
from assessment.pitches.services import slots_of_company
from awards.home.after_letters import answers_ahead, complaints, debriefs, second_letters
from awards.home.rows import GOT, MOST, SENT, Ahead, Exchanged
from awards.home.rows import about as about_of
from awards.home.rows import place as place_of
from awards.models import Contract, Deliverable, Invitation
from awards.selectors import letters_for_company
from portal.accounts.models import Organisation, User


def dates_ahead(user: User, now: datetime) -> list[Ahead]:
    """Deadlines of offers, pitches, deliverables and answers ahead, the first one first."""
    found = [*_deadlines(user, now), *_pitches(user, now), *_owed(user, now)]
    found += answers_ahead(user, now)
    return sorted(found, key=lambda ahead: ahead.at)


def exchanged(user: User) -> list[Exchanged]:
    """Everything that was sent and got, the last one first."""
    found = [*_sendings(user), *_refusals(user), *_withdrawals(user), *_letters(user)]
    found += [*_contracts(user), *_deliveries(user), *_invitations(user)]
    found += [*second_letters(user), *debriefs(user), *complaints(user)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _deadlines(user: User, now: datetime) -> Iterator[Ahead]:
    State = Proposal.State
    labels = {
        State.DRAFT: _("Send your offer before"),
        State.SENT: _("Until then you can change or withdraw what you sent"),
        State.WITHDRAWN: _("Until then you can send again"),
    }
    offers = Proposal.objects.of_company(user).filter(
        state__in=list(labels), phase__closes_at__gt=now
    )
    for offer in offers.select_related("dossier", "phase__call"):
        if offer.phase.closes_at is not None:
            state = State(offer.state)
            yield Ahead(
                offer.phase.closes_at, labels[state], about_of(offer), _offer_url(offer),
                waits=state == State.DRAFT,
            )  # fmt: skip


def _pitches(user: User, now: datetime) -> Iterator[Ahead]:
    for slot in slots_of_company(user).filter(starts_at__gt=now):
        about = f"{slot.phase.call} ({slot.dossier.reference})"
        label = _("Pitch: %(place)s") % {"place": slot.place}
        yield Ahead(slot.starts_at, label, about, reverse("awards:mine"))


def _owed(user: User, now: datetime) -> Iterator[Ahead]:
    State = Deliverable.State
    parts = _own_parts(user).filter(
        contract__state=Contract.State.RUNNING, state__in=[State.DUE, State.RETURNED]
    )
    for part in parts:
        label = _("Deliver: %(title)s") % {"title": part.title}
        proposal = part.contract.decision.proposal
        url = reverse("awards:contract", args=[part.contract.uuid])
        yield Ahead(part.due_at, label, about_of(proposal), url, waits=True)


def _sendings(user: User) -> Iterator[Exchanged]:
    sendings = Submission.objects.filter(proposal__in=_own(user)).select_related(
        "proposal__dossier", "proposal__phase__call", "withdrawal"
    )
    for sending in sendings.order_by("-received_at")[:MOST]:
        proposal, number = sending.proposal, sending.number
        url = reverse("applications:receipt", args=[*place_of(proposal), number])
        label = _("Offer, sending %(number)s: receipt") % {"number": number}
        is_back = hasattr(sending, "withdrawal")
        yield Exchanged(
            sending.received_at, SENT, label, about_of(proposal), url,
            "withdrawn" if is_back else "sent", _("withdrawn") if is_back else _("received"),
        )  # fmt: skip


def _refusals(user: User) -> Iterator[Exchanged]:
    refused = RefusedAttempt.objects.filter(proposal__in=_own(user)).select_related(
        "proposal__dossier", "proposal__phase__call"
    )
    for attempt in refused.order_by("-at")[:MOST]:
        url = f"{_offer_url(attempt.proposal)}#refused-title"
        about = about_of(attempt.proposal)
        yield Exchanged(
            attempt.at, SENT, attempt.get_move_display(), about, url, "refused", _("refused")
        )


def _withdrawals(user: User) -> Iterator[Exchanged]:
    taken_back = Withdrawal.objects.filter(submission__proposal__in=_own(user)).select_related(
        "submission__proposal__dossier", "submission__proposal__phase__call"
    )
    for withdrawal in taken_back.order_by("-at")[:MOST]:
        sending = withdrawal.submission
        label = _("Withdrawal of sending %(number)s") % {"number": sending.number}
        about, url = about_of(sending.proposal), _offer_url(sending.proposal)
        yield Exchanged(withdrawal.at, SENT, label, about, url)


def _letters(user: User) -> Iterator[Exchanged]:
    letters = letters_for_company(user).select_related("decision__decision_set")
    for letter in letters.order_by("-decision__decision_set__released_at")[:MOST]:
        proposal = letter.decision.proposal
        released_at = letter.decision.decision_set.released_at
        if released_at is not None:
            label = _("Letter with the decision: %(number)s") % {"number": letter.number}
            url = reverse("awards:letter", args=place_of(proposal))
            is_new = letter.opened_at is None
            yield Exchanged(
                released_at, GOT, label, about_of(proposal), url,
                "waiting" if is_new else "", _("not read yet") if is_new else "",
            )  # fmt: skip


def _contracts(user: User) -> Iterator[Exchanged]:
    contracts = Contract.objects.of_company(user).select_related(
        "decision__decision_set", "decision__proposal__dossier", "decision__proposal__phase__call"
    )
    for contract in contracts.order_by("-pk")[:MOST]:
        about = about_of(contract.decision.proposal)
        url = reverse("awards:contract", args=[contract.uuid])
        released_at = contract.decision.decision_set.released_at
        steps = [
            (released_at, GOT, _("Contract to sign")),
            (contract.signed_by_company_at, SENT, _("Contract, signed by your company")),
            (contract.signed_by_authority_at, GOT, _("Contract, signed by the authority")),
        ]
        yield from (Exchanged(at, way, label, about, url) for at, way, label in steps if at)


def _deliveries(user: User) -> Iterator[Exchanged]:
    for part in _own_parts(user).exclude(delivered_at=None).order_by("-delivered_at")[:MOST]:
        about = about_of(part.contract.decision.proposal)
        url = reverse("awards:contract", args=[part.contract.uuid])
        if part.delivered_at is not None:
            label = _("Delivered: %(title)s") % {"title": part.title}
            yield Exchanged(part.delivered_at, SENT, label, about, url)
        if part.judged_at is not None:
            label = _("Judgement on: %(title)s") % {"title": part.title}
            yield Exchanged(
                part.judged_at, GOT, label, about, url, part.state, part.get_state_display()
            )


def _invitations(user: User) -> Iterator[Exchanged]:
    invited = Invitation.objects.filter(
        dossier__lead__in=Organisation.objects.of(user)
    ).select_related("dossier", "phase__call")
    for invitation in invited.order_by("-invited_at")[:MOST]:
        place = [invitation.dossier.reference, invitation.phase.code]
        about = f"{invitation.phase} ({invitation.dossier.reference})"
        url = reverse("applications:offer", args=place)
        yield Exchanged(invitation.invited_at, GOT, _("Invitation to offer"), about, url)


def _own(user: User) -> QuerySet[Proposal]:
    return Proposal.objects.of_company(user)


def _own_parts(user: User) -> QuerySet[Deliverable]:
    return Deliverable.objects.filter(
        contract__in=Contract.objects.of_company(user)
    ).select_related("contract__decision__proposal__dossier",
                     "contract__decision__proposal__phase__call")  # fmt: skip


def _offer_url(proposal: Proposal) -> str:
    return reverse("applications:offer", args=place_of(proposal))
