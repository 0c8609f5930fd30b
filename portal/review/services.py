"""Opening a round, saying of each line that it is right or ending it, and closing the round."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import Membership, Organisation, User
from portal.accounts.selectors import people_of
from portal.audit.record import record
from portal.clock import portal_now
from portal.review import permissions
from portal.review.access import access_at
from portal.review.models import AccessReview, ReviewedLine
from portal.review.selectors import due_now, open_review, rows_of
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_tasks
from portal.workflow import TransitionRefused, lock

Verdict = ReviewedLine.Verdict
DUE_IN = timedelta(days=14)


def open_due() -> int:
    """Open a round wherever half a year went by; return how many."""
    due = list(due_now())
    for organisation in due:
        _open(organisation, by=User.objects.system("review"))
    return len(due)


@transaction.atomic
def begin(organisation: Organisation, *, by: User) -> AccessReview:
    """Begin a round oneself. Raises PermissionDenied."""
    if not permissions.can_review(by, organisation):
        raise PermissionDenied("review_access")
    return _open(organisation, by=by)


@transaction.atomic
def _open(organisation: Organisation, *, by: User) -> AccessReview:
    organisation = lock(organisation)
    running = open_review(organisation)
    if running is not None:
        return running
    review = AccessReview.objects.create(organisation=organisation)
    open_tasks(
        Task.Kind.REVIEW_ACCESS,
        people_of(organisation, Membership.Role.ADMINISTRATOR),
        subject=lambda: organisation.name,
        url=reverse("review:access", args=[organisation.uuid]),
        key=_task_key(organisation),
        due_at=portal_now() + DUE_IN,
    )
    record("open_access_review", organisation, by=by)
    return review


@transaction.atomic
def settle(organisation: Organisation, key: str, *, verdict: str, by: User) -> ReviewedLine:
    """Say of one line that it is right, or end it.

    Raises PermissionDenied, or TransitionRefused where the line is not there any more, or where the
    rules of what it is keep it (the last officer).
    """
    organisation = lock(organisation)
    if not permissions.can_review(by, organisation):
        raise PermissionDenied("review_access")
    review = open_review(organisation)
    line = next((each for each in access_at(organisation) if each.key == key), None)
    if review is None or line is None or verdict not in Verdict.values:
        raise TransitionRefused(_("This line is not there any more."), code="gone")
    if verdict == Verdict.ENDED:
        if line.end is None:
            raise TransitionRefused(_("This is ended on a page of its own."), code="elsewhere")
        line.end(by)
    reviewed, _is_new = ReviewedLine.objects.update_or_create(
        review=review, key=key,
        defaults={
            "person": line.person, "access": line.what[:200], "verdict": verdict,
            "reviewed_by": by, "reviewed_at": portal_now(),
        },
    )  # fmt: skip
    record(
        "review_access", organisation, by=by, person=str(line.person.uuid), key=key,
        verdict=verdict,
    )  # fmt: skip
    return reviewed


@transaction.atomic
def close(organisation: Organisation, *, by: User) -> AccessReview:
    """Finish the round. Raises PermissionDenied, or TransitionRefused while a line was not seen."""
    organisation = lock(organisation)
    if not permissions.can_review(by, organisation):
        raise PermissionDenied("review_access")
    review = open_review(organisation)
    if review is None:
        raise TransitionRefused(_("This round is over already."), code="closed")
    if any(row.verdict is None for row in rows_of(organisation, review)):
        raise TransitionRefused(
            _("First say of every line whether it is still right."), code="unseen"
        )
    review.closed_at, review.closed_by = portal_now(), by
    review.save(update_fields=["closed_at", "closed_by"])
    close_tasks(_task_key(organisation), prefix=True)
    record("close_access_review", organisation, by=by, lines=review.lines.count())
    return review


def _task_key(organisation: Organisation) -> str:
    return f"review-access:{organisation.pk}:"
