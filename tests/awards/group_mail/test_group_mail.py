"""Writing to a group: each recipient alone, nothing told before the opening, all kept."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications.models import Proposal
from awards.group_mail.groups import companies_in
from awards.group_mail.models import GroupMail
from awards.group_mail.services import send_to_group
from portal.audit.models import AuditEvent
from portal.mail.models import OutgoingMail
from portal.workflow import TransitionRefused
from tests.applications.stages import after_deadline, draft, open_phase, opened, sent
from tests.cast import Cast, client_of
from tests.conftest import Clock

pytestmark = pytest.mark.django_db
TEXT = {"group": "applicants", "subject": "Storing verholpen", "body": "De storing is voorbij."}


def recipients() -> set[str]:
    return set(OutgoingMail.objects.filter(kind="group_mail").values_list("to_email", flat=True))


def test_group_is_who_belongs_to_it_and_nobody_else(cast: Cast) -> None:
    phase = open_phase(cast)
    sent(phase, cast.applicant)
    draft(phase, cast.rival)
    assert [company.pk for company in companies_in("applicants", phase)] == [cast.company.pk]
    rivals = Proposal.objects.get(phase=phase, state="draft").dossier.lead
    assert list(companies_in("drafts", phase)) == [rivals]


def test_each_recipient_gets_a_mail_of_their_own(cast: Cast) -> None:
    phase = open_phase(cast)
    sent(phase, cast.applicant)
    draft(phase, cast.rival)
    send_to_group(phase, by=cast.author, **TEXT)
    assert cast.applicant.email in recipients()
    assert cast.rival.email not in recipients()
    mail = OutgoingMail.objects.get(kind="group_mail", recipient=cast.applicant)
    assert "De storing is voorbij." in mail.body
    assert mail.is_required


def test_sending_waits_for_the_preview(cast: Cast) -> None:
    phase = open_phase(cast)
    sent(phase, cast.applicant)
    client, address = (
        client_of(cast.author),
        reverse("group-mail:write", args=[phase.call.reference, phase.code]),
    )
    assert "De storing is voorbij." in client.post(address, TEXT).content.decode()
    assert client.post(address, TEXT | {"change": "1"}).status_code == 200
    assert client.post(address, TEXT | {"send": "1", "subject": ""}).status_code == 200
    assert not recipients()
    assert client.post(address, TEXT | {"send": "1"}).status_code == 302
    assert GroupMail.objects.get().subject == "Storing verholpen"
    assert recipients()


@pytest.mark.parametrize("count", [0, 1])
def test_before_the_opening_page_and_history_do_not_tell_how_many_there_are(
    cast: Cast, count: int
) -> None:
    """The preview reads the same with no offer and with one; so does the line in the history."""
    phase = open_phase(cast)
    if count:
        sent(phase, cast.applicant)
    address = reverse("group-mail:write", args=[phase.call.reference, phase.code])
    reply = client_of(cast.author).post(address, TEXT)
    assert reply.context["preview"]["companies"] is None
    assert cast.company.name not in reply.content.decode()
    send_to_group(phase, by=cast.author, **TEXT)
    assert AuditEvent.objects.get(action="send_to_group").data == {"group": "applicants"}


def test_after_the_opening_the_preview_names_them(cast: Cast, clock: Clock) -> None:
    """The control of the test above."""
    phase = open_phase(cast)
    sent(phase, cast.applicant)
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    address = reverse("group-mail:write", args=[phase.call.reference, phase.code])
    assert cast.company.name in client_of(cast.author).post(address, TEXT).content.decode()


def test_nobody_is_written_to_as_rejected_before_the_letters(cast: Cast) -> None:
    phase = open_phase(cast)
    with pytest.raises(TransitionRefused):
        send_to_group(phase, by=cast.author, **TEXT | {"group": "rejected"})


def test_only_officers_of_the_call_write(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        send_to_group(open_phase(cast), by=cast.applicant, **TEXT)
