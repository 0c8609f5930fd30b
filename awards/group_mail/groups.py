"""Who is in a group, and whether officers may know that yet."""

from django.db.models import QuerySet

from applications.models import Proposal
from applications.selectors import standing_submissions
from awards.group_mail.models import GroupMail
from awards.models import Decision, DecisionSet
from awards.revisions.selectors import is_awarded
from calls.models import Phase
from portal.accounts.models import Organisation

Group = GroupMail.Group
SEALED_STATES = frozenset({Phase.State.PLANNED, Phase.State.OPEN, Phase.State.CLOSED})

NOT_AWARDED = [Decision.Outcome.REJECT, Decision.Outcome.RESERVE]


def companies_in(group: str, phase: Phase) -> QuerySet[Organisation]:
    """The companies of a group at this moment, each once, by name."""
    proposals = Proposal.objects.filter(phase=phase)
    told = proposals.filter(decision__decision_set__state=DecisionSet.State.RELEASED)
    chosen = {
        Group.DRAFTS: proposals.filter(state=Proposal.State.DRAFT).exclude(
            pk__in=standing_submissions(phase).values("proposal")
        ),
        Group.APPLICANTS: proposals.filter(pk__in=standing_submissions(phase).values("proposal")),
        Group.AWARDED: told.filter(is_awarded("decision")),
        Group.REJECTED: told.filter(decision__outcome__in=NOT_AWARDED).exclude(
            is_awarded("decision")
        ),
    }[Group(group)]
    return Organisation.objects.filter(dossiers__proposals__in=chosen).distinct().order_by("name")


def groups_of(phase: Phase) -> list[Group]:
    """The groups to which somebody may write now: after the letters also who was told what."""
    is_told = DecisionSet.objects.filter(phase=phase, state=DecisionSet.State.RELEASED).exists()
    return [Group.DRAFTS, Group.APPLICANTS, *([Group.AWARDED, Group.REJECTED] if is_told else [])]


def is_sealed(phase: Phase) -> bool:
    """Before the opening nobody hears how many companies there are, or which."""
    return phase.state in SEALED_STATES
