"""Writing to a group: one row, one line in the history, and a mail to each person alone."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from awards.group_mail.groups import companies_in, groups_of
from awards.group_mail.models import GroupMail
from awards.permissions import can_manage_contracts
from calls.models import Call, Phase
from portal.accounts.models import User
from portal.accounts.selectors import WRITERS, people_in
from portal.audit.record import record
from portal.mail.outbox import queue_mail
from portal.workflow import TransitionRefused


@transaction.atomic
def send_to_group(phase: Phase, *, group: str, subject: str, body: str, by: User) -> GroupMail:
    """Send one text to the signatories and editors of every company in a group, all at once.

    The line in the history does not say to how many: before the opening that is sealed. Raises
    PermissionDenied, and TransitionRefused for a call that stopped or a group that is not there.
    """
    if not can_manage_contracts(by, phase):
        raise PermissionDenied("send_to_group")
    if phase.call.state not in {Call.State.PUBLISHED, Call.State.CANCELLED}:
        raise TransitionRefused(_("Nobody takes part in this call yet."), code="state")
    if group not in groups_of(phase):
        raise TransitionRefused(_("The letters have not been sent yet."), code="state")
    sent = GroupMail.objects.create(
        phase=phase, group=group, subject=subject, body=body, sent_by=by
    )
    for person in people_in(companies_in(group, phase), *WRITERS):
        queue_mail(
            "group_mail",
            to=person,
            key=str(sent.uuid),
            context={"sent": sent, "call": phase.call, "phase": phase},
        )
    record("send_to_group", sent, by=by, group=group)
    return sent
