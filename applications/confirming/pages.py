"""What the page of an offer shows about new terms."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.actions import Action
from applications.confirming import permissions
from applications.confirming.models import TermsNotice
from applications.confirming.selectors import must_send_anew, notices_of, to_confirm
from applications.models import Proposal, Submission
from applications.vanished import Vanished, vanished_answers
from calls import phases
from calls.amendments.diffs import Group
from calls.amendments.models import AmendedPhase
from calls.amendments.selectors import changes_in
from portal.accounts.models import User

READABLE = {Proposal.State.DRAFT, Proposal.State.LAPSED}


@dataclass(frozen=True)
class NewTerms:
    """One notice with its differences; `read_url` while nobody has said that it was read."""

    notice: TermsNotice
    groups: list[Group]
    read_url: str

    @property
    def prefix(self) -> str:
        """Of the identifiers in its part of the page."""
        return f"version-{self.notice.version.number}-"


@dataclass(frozen=True)
class TermsPanel:
    """All of it: what changed, what is asked, and answers that are no longer asked."""

    news: list[NewTerms]
    open_amendments: list[AmendedPhase]
    send_anew: bool
    was_lapsed: bool
    vanished: list[Vanished]


def terms_panel(
    proposal: Proposal, user: User, *, standing: Submission | None, last: Submission | None
) -> TermsPanel:
    """Gather the panel; `last` is the last sending not withdrawn, also when it has lapsed."""
    open_amendments = to_confirm(standing)
    is_lapsed = proposal.state == Proposal.State.LAPSED
    return TermsPanel(
        news=[_news(proposal, notice, user) for notice in notices_of(proposal)],
        open_amendments=open_amendments,
        send_anew=must_send_anew(open_amendments),
        was_lapsed=is_lapsed and last is not None,
        vanished=vanished_answers(proposal) if proposal.state in READABLE else [],
    )


def confirm_actions(
    proposal: Proposal, user: User, panel: TermsPanel, *, now: datetime
) -> list[Action]:
    """Confirming again, for who may sign, while the phase is open."""
    if not panel.open_amendments or panel.send_anew or not phases.is_open(proposal.phase, now):
        return []
    label = _("Confirm your offer again")
    if not permissions.can_confirm(user, proposal):
        return [Action(label, blocked_because=_("A signatory of your company confirms it."))]
    place = [proposal.dossier.reference, proposal.phase.code]
    return [
        Action(
            label,
            reverse("applications:confirm-again", args=place),
            is_primary=True,
            explanation=_("Otherwise it lapses at the deadline. Nothing in it changes."),
        )
    ]


def _news(proposal: Proposal, notice: TermsNotice, user: User) -> NewTerms:
    amendment = getattr(notice.version, "amendment", None)
    asks = amendment is not None and amendment.asks_acknowledgement
    read_url = ""
    if asks and notice.read_at is None and permissions.can_acknowledge(user, proposal):
        place = [proposal.dossier.reference, proposal.phase.code, notice.version.number]
        read_url = reverse("applications:acknowledge", args=place)
    return NewTerms(notice, changes_in(notice.version), read_url)
