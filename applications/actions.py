"""What a person can do now, on the pages of an offer and of a vault.

Each action asks the same transition or rule that the move itself asks, so page and rule agree.
"""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from applications import permissions, transitions
from applications.models import Opening, Proposal, Submission
from calls import phases
from calls.models import Phase
from portal.accounts.models import User
from portal.look.wording import clock_text


@dataclass(frozen=True)
class Action:
    """One button with its explanation, or the reason why it is not there."""

    label: str
    url: str = ""
    is_primary: bool = False
    is_post: bool = False
    explanation: str = ""
    blocked_because: str = ""


def offer_actions(
    proposal: Proposal,
    user: User,
    *,
    standing: Submission | None,
    now: datetime,
    unfinished_url: str = "",
) -> list[Action]:
    """The company's moves on one offer, the first one primary.

    `unfinished_url` is the first section that lacks something: writing goes before sending.
    """
    if not phases.is_open(proposal.phase, now):
        return []
    place = [proposal.dossier.reference, proposal.phase.code]
    found = []
    if proposal.state == Proposal.State.DRAFT:
        found += _draft_actions(proposal, user, place, unfinished_url)
    if transitions.CHANGE.is_offered(proposal, by=user):
        found.append(
            Action(
                _("Change your offer"),
                reverse("applications:change", args=place),
                is_primary=True,
                explanation=_("You need the change code of your receipt. What you sent stands."),
            )
        )
    if transitions.BEGIN_AGAIN.is_offered(proposal, by=user):
        found.append(
            Action(
                _("Begin again with an empty offer"),
                reverse("applications:begin-again", args=place),
                is_post=True,
                explanation=_("For when you do not have the change code."),
            )
        )
    if standing and _may_withdraw(proposal, user):
        found.append(
            Action(
                _("Withdraw your offer"),
                reverse("applications:withdraw", args=place),
                explanation=_("You can send again until the deadline."),
            )
        )
    return found


def _draft_actions(
    proposal: Proposal, user: User, place: list[str], unfinished_url: str
) -> list[Action]:
    preview = Action(
        _("Read it as the assessors will"), reverse("applications:preview", args=place)
    )
    writing = []
    if unfinished_url and permissions.can_edit(user, proposal):
        writing = [Action(_("Go on writing"), unfinished_url, is_primary=True)]
    if transitions.SUBMIT.is_offered(proposal, by=user):
        send = Action(
            _("Check and send"),
            reverse("applications:submit", args=place),
            is_primary=not writing,
            explanation=_("You can change and send again until the deadline: early is safe."),
        )
    else:
        send = Action(
            _("Check and send"),
            blocked_because=_("A signatory of your company sends the offer."),
        )
    return [*writing, send, preview]


def _may_withdraw(proposal: Proposal, user: User) -> bool:
    return transitions.WITHDRAW.is_offered(
        proposal, by=user
    ) or transitions.WITHDRAW_SENT.is_offered(proposal, by=user)


def vault_actions(
    phase: Phase, opening: Opening | None, user: User, *, now: datetime
) -> list[Action]:
    """The moves on a vault: start, confirm, and after that read."""
    place = [phase.call.reference, phase.code]
    if opening and opening.opened_at:
        return _opened_actions(phase, user, place)
    if not permissions.can_open_vault(user, phase):
        return []
    if phase.closes_at is None or now < phase.closes_at + transitions.OPENING_GRACE:
        return [
            Action(
                _("Open the vault"),
                blocked_because=_("This can be done from one minute after the deadline."),
            ),
            Action(
                _("Try whether I can still open"),
                reverse("calls:try-share", args=[phase.call.reference]),
            ),
        ]
    if opening and now <= opening.started_at + transitions.CONFIRM_WITHIN:
        return [_confirm_action(opening, user, place)]
    return [
        Action(
            _("Start the opening"),
            reverse("applications:start-opening", args=place),
            is_primary=True,
            explanation=_("A second holder then confirms within ten minutes."),
        )
    ]


def _confirm_action(opening: Opening, user: User, place: list[str]) -> Action:
    until = clock_text(opening.started_at + transitions.CONFIRM_WITHIN, seconds=True)
    if opening.started_by_id == user.pk:
        return Action(
            _("Wait for the second person"),
            blocked_because=_("You started. Another holder confirms before %(until)s.")
            % {"until": until},
        )
    return Action(
        _("Confirm the opening"),
        reverse("applications:confirm-opening", args=place),
        is_primary=True,
        explanation=_("%(name)s started. Confirm before %(until)s.")
        % {"name": opening.started_by, "until": until},
    )


def _opened_actions(phase: Phase, user: User, place: list[str]) -> list[Action]:
    record = Action(
        _("Read the record of the opening"), reverse("applications:opening-record", args=place)
    )
    if not permissions.can_read_offers(user, phase):
        return [record]
    return [
        Action(
            _("Read the offers"), reverse("applications:opened-list", args=place), is_primary=True
        ),
        record,
    ]
