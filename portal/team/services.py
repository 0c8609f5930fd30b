"""Authorisations of intermediaries, and asking to join a company."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import Membership, Organisation, User
from portal.accounts.selectors import signatories_of
from portal.accounts.services import end_now
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.files.uploads import EncryptedUpload
from portal.models import CURRENT
from portal.signin.sessions import end_all
from portal.team import emails, permissions
from portal.team.members import is_last_signatory
from portal.team.models import JoinRequest, Mandate
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def add_mandate(
    organisation: Organisation,
    intermediary: User,
    *,
    upload: EncryptedUpload,
    signed_by: str,
    signed_on: date,
    ends_on: date | None,
    by: User,
) -> Mandate:
    """Put a signed authorisation on file; from here on the intermediary may write and send.

    The form has looked at the file. Raises PermissionDenied.
    """
    with upload:
        if not permissions.can_add_mandate(by, organisation, intermediary):
            raise PermissionDenied("add_mandate")
        upload.content_type = "application/pdf"
        mandate = Mandate.objects.create(
            organisation=organisation,
            intermediary=intermediary,
            file=store.save_upload(upload, by=by),
            file_name=store.safe_name(upload.name or ""),
            signed_by=signed_by,
            signed_on=signed_on,
            ends_on=ends_on,
            added_by=by,
        )
    record("add_mandate", organisation, by=by, person=str(intermediary.uuid))
    return mandate


@transaction.atomic
def withdraw_mandate(mandate: Mandate, *, by: User) -> Mandate:
    """Take an authorisation back; what was sent with it stands.

    A signatory who takes back the last one ends the intermediary's membership with it, so that
    drafts are not read any more. Raises PermissionDenied.
    """
    mandate = lock(mandate)
    if not permissions.can_withdraw_mandate(by, mandate):
        raise PermissionDenied("withdraw_mandate")
    if mandate.withdrawn_at is None:
        mandate.withdrawn_by, mandate.withdrawn_at = by, portal_now()
        mandate.save(update_fields=["withdrawn_by", "withdrawn_at"])
        record(
            "withdraw_mandate", mandate.organisation, by=by, person=str(mandate.intermediary.uuid)
        )
    others = Mandate.objects.filter(
        organisation=mandate.organisation, intermediary=mandate.intermediary, withdrawn_at=None
    )
    if not others.exists():
        Membership.objects.filter(
            CURRENT,
            organisation=mandate.organisation,
            user=mandate.intermediary,
            role=Membership.Role.INTERMEDIARY,
        ).update(until=portal_now())
        if mandate.intermediary_id != by.pk:
            end_all(mandate.intermediary)
    return mandate


@transaction.atomic
def end_membership(membership: Membership, *, by: User) -> Membership:
    """Somebody does not work for the company any more; what they wrote and sent stands.

    Raises PermissionDenied, or TransitionRefused for the last signatory: somebody has to sign.
    """
    lock(membership.organisation)  # two signatories who end each other wait for one another
    membership = lock(membership)
    if not permissions.can_end_membership(by, membership):
        raise PermissionDenied("end_membership")
    if is_last_signatory(membership):
        raise TransitionRefused(
            _("Somebody has to sign for the company. Let another signatory in first."), code="last"
        )
    end_now(membership, by=by, action="end_membership")
    return membership


@transaction.atomic
def ask_to_join(kvk: str, *, by: User) -> JoinRequest:
    """Ask the signatories of a registered company to be let in; asked twice, it is one request.

    Raises TransitionRefused: `unknown` for a number that no company has here, `member`.
    """
    organisation = Organisation.objects.applicants().filter(kvk=kvk).first() if kvk else None
    if organisation is None:
        raise TransitionRefused(_("No company is registered with this number."), code="unknown")
    if Membership.objects.filter(CURRENT, user=by, organisation=organisation).exists():
        raise TransitionRefused(_("You work for this company already."), code="member")
    request, is_new = JoinRequest.objects.get_or_create(
        organisation=organisation, user=by, answered_at=None
    )
    if is_new:
        for signatory in signatories_of(organisation):
            open_task(
                Task.Kind.ANSWER_JOIN_REQUEST,
                signatory,
                subject=f"{by.name} → {organisation.name}"[:200],
                url=reverse("accounts:company", args=[organisation.uuid]),
                key=f"{join_key(request)}{signatory.pk}",
            )
        emails.queue_join_asked(request)
        record("ask_to_join", organisation, by=by)
    return request


@transaction.atomic
def answer_join_request(request: JoinRequest, *, role: str, by: User) -> JoinRequest:
    """Let somebody in with a role, or refuse with an empty one.

    Raises PermissionDenied, or TransitionRefused when it was answered already.
    """
    request = lock(request)
    organisation = request.organisation
    if not permissions.can_answer_join_request(by, organisation):
        raise PermissionDenied("answer_join_request")
    if request.answered_at is not None:
        raise TransitionRefused(_("This request was answered already."), code="answered")
    request.answered_by, request.answered_at, request.is_accepted = by, portal_now(), bool(role)
    request.save(update_fields=["answered_by", "answered_at", "is_accepted"])
    if role:
        Membership.objects.update_or_create(
            user=request.user, organisation=organisation, role=role, defaults={"until": None}
        )
    close_tasks(join_key(request), prefix=True)
    emails.queue_join_answered(request)
    record("answer_join_request", organisation, by=by, role=role, accepted=bool(role))
    return request


def join_key(request: JoinRequest) -> str:
    """What the keys of the tasks to answer a request begin with."""
    return f"join:{request.pk}:"
