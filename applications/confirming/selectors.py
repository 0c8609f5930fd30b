"""Which offers a new version of the terms touches, and which sent ones are not confirmed yet.

All of it follows from numbers of versions: what a submission answers, and what an amendment made.
So it is right from the commit of the amendment on, whatever has been told by then.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from applications.confirming.models import Confirmation, TermsNotice
from applications.models import Proposal, Submission
from applications.selectors import standing_submission, standing_submissions
from calls.amendments.models import AmendedPhase, Amendment
from calls.amendments.patches import phases_by_code
from calls.models import Call, CallVersion, Phase
from portal.work.models import Job

TELL = "applications.tell_of_terms"


def lapsing_in(phase: Phase) -> list[AmendedPhase]:
    """The published amendments under which what was sent in this phase has to be confirmed."""
    return list(
        AmendedPhase.objects.filter(
            phase=phase,
            amendment__state=Amendment.State.PUBLISHED,
            amendment__effect=Amendment.Effect.LAPSES,
        )
        .select_related("amendment__version")
        .order_by("amendment__number")
    )


def to_confirm(submission: Submission | None) -> list[AmendedPhase]:
    """The amendments that this sending still has to be confirmed under, the oldest first."""
    if submission is None:
        return []
    return _open_for(submission, lapsing_in(submission.phase), _confirmed([submission]))


def must_send_anew(open_amendments: Iterable[AmendedPhase]) -> bool:
    """Whether confirming is not enough, as the form asks something else."""
    return any(row.is_form_changed for row in open_amendments)


def unconfirmed(phase: Phase) -> list[Submission]:
    """The sendings that would count in this phase, and were not confirmed."""
    lapsing = lapsing_in(phase)
    if not lapsing:
        return []
    standing = list(standing_submissions(phase).select_related("call_version", "phase"))
    confirmed = _confirmed(standing)
    return [each for each in standing if _open_for(each, lapsing, confirmed)]


def notices_of(proposal: Proposal) -> list[TermsNotice]:
    """What this offer was told, the newest first."""
    return list(
        proposal.terms_notices.select_related("version__amendment", "version__call", "read_by")
    )


def untold_versions() -> QuerySet[CallVersion]:
    """Versions after the first whose offers have not been told: the job is not there yet."""
    told = Job.objects.filter(kind=TELL).values("object_id")
    return (
        CallVersion.objects.filter(number__gt=1, call__state=Call.State.PUBLISHED)
        .exclude(cause=CallVersion.Cause.PUBLICATION)
        .exclude(pk__in=told)
        .select_related("call", "amendment", "published_by")
        .order_by("pk")
    )


def touched_by(version: CallVersion) -> QuerySet[Proposal]:
    """The drafts and sent offers in the phases that this version touches.

    After an outage also those that had lapsed meanwhile: they can go on.
    """
    states = [Proposal.State.DRAFT, Proposal.State.SENT]
    if version.cause == CallVersion.Cause.OUTAGE:
        states.append(Proposal.State.LAPSED)
    return Proposal.objects.filter(phase__in=touched_phases(version), state__in=states)


def touched_phases(version: CallVersion) -> QuerySet[Phase]:
    """What the amendment says, or for a later deadline the phases whose deadline differs."""
    amendment = getattr(version, "amendment", None)
    if amendment is not None:
        return Phase.objects.filter(amended__amendment=amendment)
    before = version.call.versions.get(number=version.number - 1)
    was, now = phases_by_code(before.terms), phases_by_code(version.terms)
    moved = [
        code
        for code, phase in now.items()
        if phase.get("closes_at") != was.get(code, {}).get("closes_at")
    ]
    return version.call.phases.filter(code__in=moved)


def lapsed_in_open_phases(now: object) -> QuerySet[Proposal]:
    """Offers that lapsed at a deadline which an outage then moved."""
    return Proposal.objects.filter(
        Q(phase__opens_at__lte=now, phase__closes_at__gt=now),
        state=Proposal.State.LAPSED,
        phase__call__state=Call.State.PUBLISHED,
    ).order_by("pk")


def confirm_state(proposal: Proposal) -> tuple[Submission | None, list[AmendedPhase]]:
    """The sending that counts, and what it still has to be confirmed under."""
    standing = standing_submission(proposal)
    return standing, to_confirm(standing)


def _confirmed(submissions: Iterable[Submission]) -> set[tuple[int, int]]:
    rows = Confirmation.objects.filter(submission__in=list(submissions))
    return set(rows.values_list("submission_id", "amendment_id"))


def _open_for(
    submission: Submission, lapsing: Iterable[AmendedPhase], confirmed: set[tuple[int, int]]
) -> list[AmendedPhase]:
    return [
        row
        for row in lapsing
        if row.amendment.version is not None
        and row.amendment.version.number > submission.call_version.number
        and (submission.pk, row.amendment_id) not in confirmed
    ]
