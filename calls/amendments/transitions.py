"""Every change of an amendment's state: one table, one function per arrow."""

from django.db import transaction
from django.utils.translation import gettext as _

from calls import versions
from calls.amendments import emails, permissions, services, waiting
from calls.amendments.models import AmendedPhase, Amendment
from calls.amendments.patches import difference, phases_by_code
from calls.amendments.rules import faults_of
from calls.amendments.selectors import Draft, draft_of, latest_version
from calls.models import Call, CallVersion
from calls.waiting import deadline_moved
from portal.accounts.models import User
from portal.clock import portal_now
from portal.workflow import Transition, TransitionRefused, lock

State = Amendment.State

SUBMIT = Transition(
    "submit_amendment",
    frozenset({State.DRAFT}),
    State.IN_REVIEW,
    permissions.can_edit_amendment,
)
RETURN = Transition(
    "return_amendment",
    frozenset({State.IN_REVIEW}),
    State.DRAFT,
    permissions.can_edit_amendment,
)
DROP = Transition(
    "drop_amendment",
    frozenset({State.DRAFT, State.IN_REVIEW}),
    State.DROPPED,
    permissions.can_edit_amendment,
)
PUBLISH = Transition(
    "publish_amendment",
    frozenset({State.IN_REVIEW}),
    State.PUBLISHED,
    permissions.can_publish_amendment,
)


class Outdated(TransitionRefused):
    """The terms are no longer those that were read: a deadline moved in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The terms of the call have changed since this amendment was written. Take up the "
                "terms as they are now, and read the differences again."
            ),
            code="outdated",
        )


@transaction.atomic
def submit_amendment(amendment: Amendment, *, by: User) -> Amendment:
    """Ask a second officer to check. Raises TransitionRefused with every fault."""
    lock(amendment.call)
    amendment = lock(amendment)
    SUBMIT.check(amendment, by=by)
    _require_publishable(amendment)
    amendment.remarks = ""
    SUBMIT.apply(amendment, by=by, update=["remarks"])
    waiting.ask_to_check(amendment)
    return amendment


@transaction.atomic
def return_amendment(amendment: Amendment, *, by: User, remarks: str) -> Amendment:
    """Give it back to its writers, with a word on why."""
    amendment = lock(amendment)
    RETURN.check(amendment, by=by)
    if not remarks.strip():
        raise TransitionRefused(_("Say what should be changed, so that the author knows."))
    amendment.remarks = remarks.strip()
    RETURN.apply(amendment, by=by, update=["remarks"])
    waiting.check_done(amendment)
    emails.queue_returned(amendment, by=by)
    return amendment


@transaction.atomic
def drop_amendment(amendment: Amendment, *, by: User) -> Amendment:
    """Let it rest: the call stays as it is."""
    amendment = lock(amendment)
    DROP.check(amendment, by=by)
    DROP.apply(amendment, by=by)
    waiting.check_done(amendment)
    return amendment


@transaction.atomic
def publish_amendment(amendment: Amendment, *, by: User, seen_sha256: str) -> Amendment:
    """Change the terms and freeze them as a new version, all of it at once or nothing.

    `seen_sha256` is the hash of the terms that this officer read. Holds the exclusive lock on
    every phase: a sending is before the new version or answers it, never in between. Raises
    PermissionDenied for who wrote on it, Outdated, or TransitionRefused with every fault.
    """
    call = lock(amendment.call)
    list(call.phases.select_for_update().order_by("order"))
    amendment = lock(amendment)
    amendment.call = call
    PUBLISH.check(amendment, by=by)
    draft = _require_publishable(amendment)
    if versions.sha256_of(draft.after) != seen_sha256:
        raise Outdated
    amendment.version = _new_terms(amendment, by=by)
    amendment.number = call.amendments.published().count() + 1
    amendment.approved_by, amendment.published_at = by, amendment.version.published_at
    PUBLISH.apply(
        amendment,
        by=by,
        update=["number", "version", "approved_by", "published_at"],
        number=amendment.number,
        terms_sha256=amendment.version.sha256,
    )
    _write_touched(draft)
    _move_deadlines(draft)
    waiting.check_done(amendment)
    return amendment


def _require_publishable(amendment: Amendment) -> Draft:
    if amendment.call.state != Call.State.PUBLISHED:
        raise TransitionRefused(_("Only a published call is amended."), code="state")
    if amendment.base_id != latest_version(amendment.call).pk:
        raise Outdated
    now = portal_now()
    draft = draft_of(amendment, now)
    if faults := faults_of(draft, now):
        raise TransitionRefused("\n".join(faults), code="incomplete")
    return draft


def _new_terms(amendment: Amendment, *, by: User) -> CallVersion:
    """Write the rows, freeze them, and make sure that they read as was approved."""
    wanted = services.write_terms(amendment)
    call = Call.objects.get(pk=amendment.call_id)
    version = versions.freeze(
        call, by=by, cause=CallVersion.Cause.AMENDMENT, reason=amendment.reason
    )
    # Facts that newer code adds to the terms are no difference; what was approved is compared.
    if difference(wanted, version.terms) or wanted["documents"] != version.terms["documents"]:
        raise RuntimeError(f"{amendment.audit_ref}: the terms differ from what was approved")
    version.refresh_from_db(fields=["published_at"])  # the database's own moment
    return version


def _write_touched(draft: Draft) -> None:
    by_code = {phase.code: phase for phase in draft.amendment.call.phases.all()}
    AmendedPhase.objects.bulk_create(
        AmendedPhase(
            amendment=draft.amendment,
            phase=by_code[touched.code],
            is_form_changed=touched.is_form_changed,
            is_judgement_changed=touched.is_judgement_changed,
        )
        for touched in draft.touches.phases
    )


def _move_deadlines(draft: Draft) -> None:
    """Tasks of drafts follow a deadline that this amendment moved."""
    was = phases_by_code(draft.before)
    after = phases_by_code(draft.after)
    for phase in draft.amendment.call.phases.all():
        closes = after[phase.code].get("closes_at")
        if phase.closes_at and closes != was[phase.code].get("closes_at"):
            deadline_moved(phase)
