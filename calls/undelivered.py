"""Officers hear of mails about their call that did not arrive, where they know the recipient."""

from django.db import transaction
from django.urls import reverse

from calls.models import Call
from calls.waiting import officers_of
from portal.accounts.models import User
from portal.audit.record import record
from portal.mail.models import OutgoingMail
from portal.mail.undelivered import on_undelivered
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, open_task

# A mail that goes only to who has a draft, an offer or a question stands not here: that it did not
# arrive would tell officers that there is one, before the opening. The operator sees those.
TOLD_OFFICERS = frozenset({
    "call_cancelled", "committee_barred", "committee_seat", "consensus_started",
    "contract_change_proposed", "contract_ended", "contract_running", "decision_letter",
    "hold_share", "invitation_to_offer", "not_invited", "partnership_ended",
    "partnership_goes_on", "pitch_planned", "talk_recorded", "vault_started",
})  # fmt: skip


@on_undelivered
def ask_officers(mail: OutgoingMail) -> None:
    """Let each officer of the call know whom to reach in another way."""
    if mail.kind not in TOLD_OFFICERS:
        return
    call = Call.objects.filter(reference=mail.facts.get("call", "")).first()
    for officer in officers_of(call) if call else []:
        open_task(
            Task.Kind.REACH_PERSON,
            officer,
            subject=f"{mail.recipient or mail.to_email}: {mail.subject}",
            url=reverse("calls:undelivered", args=[mail.uuid]),
            key=f"undelivered:{mail.uuid}:{officer.uuid}",
        )


@transaction.atomic
def reached(call: Call, mail: OutgoingMail, *, how: str, by: User) -> None:
    """Write down how the person was reached; nobody needs to do it again."""
    record("reach_person", call, by=by, mail=str(mail.uuid), how=how)
    close_tasks(f"undelivered:{mail.uuid}:", prefix=True)
