"""What a person does about letters: make them anew before they are sent, settle their mails."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from awards import permissions
from awards.letters import LETTERS
from awards.models import DecisionSet, Letter
from portal.accounts.models import User
from portal.audit.record import record
from portal.mail import transitions as mail_moves
from portal.mail.models import OutgoingMail
from portal.work.jobs import begin_anew
from portal.work.models import Job
from portal.workflow import TransitionRefused, lock


@transaction.atomic
def remake_letters(decision_set: DecisionSet, *, by: User) -> None:
    """Throw the letters away and make them again: of another day, or with a corrected text.

    Raises PermissionDenied, TransitionRefused unless the set is approved and not sent.
    """
    decision_set = lock(decision_set)
    if not permissions.can_propose(by, decision_set.phase):
        raise PermissionDenied("remake_letters")
    if decision_set.state != DecisionSet.State.APPROVED:
        raise TransitionRefused(_("Letters can be made anew until they are sent."), code="state")
    # The units first: that waits for a letter which a worker is making now.
    begin_anew(Job.objects.get(kind=LETTERS, object_id=decision_set.pk))
    Letter.objects.filter(decision__decision_set=decision_set).delete()
    record("remake_letters", decision_set, by=by)


@transaction.atomic
def settle_mails(letter: Letter, *, send_again: bool, by: User) -> None:
    """Say of mails that were cut off, or failed, whether they are sent once more.

    An award letter is never sent again by itself: somebody looks first. Raises PermissionDenied.
    """
    decision_set = letter.decision.decision_set
    if not permissions.can_propose(by, decision_set.phase):
        raise PermissionDenied("settle_mails")
    mails = OutgoingMail.objects.select_for_update().filter(
        kind="decision_letter", facts__about=letter.number, state__in=mail_moves.TROUBLE
    )
    if not mails:
        return
    if send_again:
        mail_moves.take_up_again(mails)
    else:
        mail_moves.mark_dropped(mails)
    record("settle_letter_mail", decision_set, by=by, letter=letter.number, sent_again=send_again)
