"""Reads that are used twice or join several rows."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from applications.models import Opening, Proposal, Submission
from calls.amendments.models import AmendedPhase
from calls.models import Phase
from portal.accounts.models import Membership, User
from portal.accounts.selectors import WRITERS, people_of
from portal.audit.models import AuditEvent
from portal.models import PortalNow
from portal.team.selectors import mandated_of

Role = Membership.Role


def standing_submission(proposal: Proposal, *, even_lapsed: bool = False) -> Submission | None:
    """The sending that counts: the last one, unless the offer was withdrawn after it.

    An offer that was not confirmed again has lapsed, and nothing of it counts.
    """
    if proposal.state == Proposal.State.LAPSED and not even_lapsed:
        return None
    return proposal.submissions.filter(withdrawal=None).order_by("-number").first()


def standing_submissions(phase: Phase) -> QuerySet[Submission]:
    """The sendings of a phase that count, one per proposal."""
    return (
        Submission.objects.filter(phase=phase, withdrawal=None)
        .exclude(proposal__state=Proposal.State.LAPSED)
        .select_related("proposal__dossier__lead", "proposal__phase__call")
        .order_by("proposal_id", "-number")
        .distinct("proposal_id")
    )


def offers_to_save(user: User) -> QuerySet[Any]:
    """This person's offers with what a save reads, in one query: it is asked every few seconds.

    `form_changed` is whether an amendment changed the form of the phase, `now` is portal_now().
    """
    changed = AmendedPhase.objects.filter(phase=OuterRef("phase"), is_form_changed=True)
    return (
        Proposal.objects.of_company(user)
        .select_related("dossier__lead", "phase__call")
        .only(
            "state",
            "dossier__reference",
            "dossier__lead__name",
            "phase__code",
            "phase__form",
            "phase__asks_price",
            "phase__least_rd_share",
            "phase__call__reference",
            "phase__call__eligibility",
        )
        .annotate(form_changed=Exists(changed), now=PortalNow())
    )


def offers_of(user: User) -> QuerySet[Proposal]:
    """Everything that this person's companies began, sent or got, the latest deadline first."""
    return (
        Proposal.objects.of_company(user)
        .select_related("dossier__lead", "dossier__theme", "phase__call")
        .order_by("-phase__closes_at", "-id")
    )


def path_of(proposal: Proposal) -> list[Proposal]:
    """The offers of one dossier in the order of the phases: its path through the call."""
    offers = Proposal.objects.filter(dossier=proposal.dossier).select_related("phase", "dossier")
    return list(offers.order_by("phase__order"))


def writers_of(proposal: Proposal) -> QuerySet[User]:
    """Signatories, editors and authorised intermediaries of the company that leads the offer."""
    lead = proposal.dossier.lead
    own = people_of(lead, *WRITERS)
    return User.objects.filter(
        Q(pk__in=own.values("pk")) | Q(pk__in=mandated_of(lead).values("pk"))
    ).order_by("pk")


def company_members(proposal: Proposal) -> QuerySet[User]:
    """Everybody of the company that leads the offer."""
    return people_of(
        proposal.dossier.lead, Role.SIGNATORY, Role.EDITOR, Role.VIEWER, Role.INTERMEDIARY
    )


def opened_proposals(user: User, phase: Phase) -> QuerySet[Proposal]:
    """The opened offers of a phase for its staff, in the order in which they were received."""
    return (
        Proposal.objects.opened_for_staff(user)
        .filter(phase=phase)
        .select_related(
            "dossier__lead", "dossier__theme", "opened__submission", "admissibility", "phase__call"
        )
        .order_by("opened__submission__received_at", "pk")
    )


def opening_of(phase: Phase) -> Opening | None:
    """The opening that was started or done, if any."""
    return (
        Opening.objects.filter(phase=phase)
        .select_related("started_by", "confirmed_by", "phase__call__contracting_authority__look")
        .first()
    )


def overdue_drafts(now: datetime) -> QuerySet[Proposal]:
    """Drafts whose deadline has passed and of which no sending counts."""
    standing = Submission.objects.filter(withdrawal=None).values("proposal")
    return (
        Proposal.objects.filter(state=Proposal.State.DRAFT, phase__closes_at__lte=now)
        .exclude(pk__in=standing)
        .order_by("pk")
    )


def submitted_line(submission: Submission) -> AuditEvent:
    """The audit line of a sending."""
    return AuditEvent.objects.get(
        action="submit",
        object_type=Proposal._meta.label,
        object_id=submission.proposal_id,
        data__number=submission.number,
    )
