"""Stating interests, pointing out likely conflicts, and deciding on them with a reason."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Dossier
from assessment import services as assessment_services
from assessment import transitions as assessment_transitions
from assessment.independence import permissions, pointing, selectors
from assessment.independence.matching import Said
from assessment.independence.models import Employer, StaffDeclaration, Statement, Warning
from assessment.models import Declaration, Seat
from calls.models import Call
from portal.accounts.models import User
from portal.audit.record import record
from portal.clock import portal_now
from portal.workflow import TransitionRefused, lock

Kind = Declaration.Kind
SEVERITY = assessment_services.SEVERITY


@transaction.atomic
def state_interests(
    call: Call, employers: Sequence[Said], other: str, *, by: User
) -> list[Warning]:
    """Tell where one works and what else one has an interest in; the portal matches it.

    Returns what was pointed out now. Raises PermissionDenied for who neither judges nor works here.
    """
    has_seat = Seat.objects.of(by).filter(committee__phase__call=call).exists()
    if not has_seat and not permissions.can_declare_as_staff(by, call):
        raise PermissionDenied("state_interests")
    statement, _is_new = Statement.objects.update_or_create(
        user=by, call=call, defaults={"other": other.strip(), "stated_at": portal_now()}
    )
    statement.employers.all().delete()
    Employer.objects.bulk_create(
        Employer(
            statement=statement, organisation=one.organisation, department=one.department,
            kvk=one.kvk,
        )
        for one in employers
    )  # fmt: skip
    record("state_interests", call, by=by, employers=len(employers))
    return pointing.point_out(by, call)


@transaction.atomic
def declare_as_staff(
    dossier: Dossier, *, kind: str, explanation: str, by: User
) -> StaffDeclaration:
    """An officer or secretary says what interest there is in one applicant; never softened.

    Raises PermissionDenied, or TransitionRefused without an explanation.
    """
    if not permissions.can_declare_as_staff(by, dossier.call):
        raise PermissionDenied("declare_as_staff")
    _require_explained(kind, explanation)
    before = StaffDeclaration.objects.filter(user=by, dossier=dossier).first()
    if before is not None and SEVERITY[Kind(kind)] <= SEVERITY[Kind(before.kind)]:
        if kind == before.kind:
            return before
        raise TransitionRefused(
            _("An interest that was declared cannot be taken back here. Ask the secretary."),
            code="declaration_stands",
        )
    return _write_staff(dossier, by, kind, explanation, by=by)


@transaction.atomic
def decide(warning: Warning, *, verdict: str, reason: str, by: User) -> Warning:
    """Decide on a warning: no conflict, a tie or a heavy interest; always with a reason.

    Raises PermissionDenied, or TransitionRefused without a reason or once it was decided.
    """
    warning = lock(warning)
    if not permissions.can_decide(by, warning):
        raise PermissionDenied("decide_warning")
    if warning.verdict:
        raise TransitionRefused(_("This warning was decided already."), code="decided")
    if not reason.strip():
        raise TransitionRefused(_("Say why you decide this."), code="reason_missing")
    warning.verdict, warning.reason = Warning.Verdict(verdict), reason.strip()
    warning.decided_by, warning.decided_at = by, portal_now()
    warning.save(update_fields=["verdict", "reason", "decided_by", "decided_at"])
    dossier = warning.dossier
    record(
        "decide_warning", dossier.call, by=by, person=str(warning.user.uuid),
        offer=dossier.reference, verdict=verdict, reason=reason[:500],
    )  # fmt: skip
    pointing.close_task_when_done(dossier.call)
    _follow(warning, by=by)
    return warning


@transaction.atomic
def record_conflict(
    seat: Seat, dossier: Dossier, *, kind: str, reason: str, by: User
) -> Declaration:
    """A conflict came to light about a member: write it down, and void the scores it concerns.

    Possible at every moment, after the ranking too: the ranking stands as it was made, and pages
    and the record say that the conflict was found later. Raises PermissionDenied, or
    TransitionRefused without a reason or where as much was declared before.
    """
    if not permissions.can_record_conflict(by, seat):
        raise PermissionDenied("record_conflict")
    _require_explained(kind, reason)
    committee = lock(seat.committee)
    before = Declaration.objects.filter(seat=seat, dossier=dossier).first()
    if kind == Kind.NONE or (before and SEVERITY[Kind(kind)] <= SEVERITY[Kind(before.kind)]):
        raise TransitionRefused(
            _("As heavy an interest was declared before."), code="declaration_stands"
        )
    declaration, _is_new = Declaration.objects.update_or_create(
        seat=seat,
        dossier=dossier,
        defaults={"kind": kind, "explanation": reason.strip(), "declared_at": portal_now()},
    )
    record(
        "record_conflict", committee, by=by, person=str(seat.user.uuid), offer=dossier.reference,
        kind=str(kind), reason=reason[:500], stage=committee.state,
    )  # fmt: skip
    assessment_services.after_declaring(declaration, by=by)
    return declaration


def _follow(warning: Warning, *, by: User) -> None:
    """What the verdict brings: the offer opens, or the person is kept away from it."""
    call, dossier = warning.dossier.call, warning.dossier
    seats = Seat.objects.of(warning.user).filter(committee__phase__call=call)
    for seat in seats.select_related("user", "committee__phase__call"):
        if warning.verdict != Warning.Verdict.CLEAR:
            stands = Declaration.objects.filter(seat=seat, dossier=dossier).first()
            if stands is None or SEVERITY[Kind(stands.kind)] < SEVERITY[Kind(warning.verdict)]:
                record_conflict(seat, dossier, kind=warning.verdict, reason=warning.reason, by=by)
        elif seat.committee.state in assessment_transitions.OPEN_FOR_SCORES:
            assessment_transitions.begin_scoring(seat, by=seat.user)
    if not seats and warning.verdict != Warning.Verdict.CLEAR:
        _write_staff(dossier, warning.user, warning.verdict, warning.reason, by=by)


def _write_staff(
    dossier: Dossier, user: User, kind: str, explanation: str, *, by: User
) -> StaffDeclaration:
    declaration, _is_new = StaffDeclaration.objects.update_or_create(
        user=user,
        dossier=dossier,
        defaults={"kind": kind, "explanation": explanation.strip(), "declared_at": portal_now()},
    )
    record(
        "declare_as_staff", dossier.call, by=by, person=str(user.uuid), offer=dossier.reference,
        kind=str(kind),
    )  # fmt: skip
    if kind != Kind.NONE:
        pointing.settle(user, dossier, verdict=kind, reason=explanation, by=by)
    if (
        len(selectors.opened_dossiers(dossier.call))
        <= StaffDeclaration.objects.filter(user=user, dossier__call=dossier.call).count()
    ):
        pointing.staff_has_declared(user, dossier.call)
    return declaration


def _require_explained(kind: str, explanation: str) -> None:
    if kind != Kind.NONE and not explanation.strip():
        raise TransitionRefused(
            _("An interest needs a word of explanation."), code="explanation_missing"
        )
