"""Officers reach people whose mail came back; of sealed offers they hear nothing."""

import pytest
from django.urls import reverse

from portal.mail import transitions
from portal.mail.models import OutgoingMail
from portal.mail.outbox import queue_mail
from portal.work.models import Task
from tests.applications.stages import open_phase
from tests.cast import Cast, client_of

pytestmark = pytest.mark.django_db


def returned(cast: Cast, kind: str) -> OutgoingMail:
    call = open_phase(cast).call
    mail = OutgoingMail.objects.create(
        kind=kind, dedupe_key=kind, recipient=cast.applicant, to_email=cast.applicant.email,
        subject="Onderwerp", body="x\n", facts={"call": call.reference},
    )  # fmt: skip
    assert transitions.mark_returned(mail, "550 user unknown")
    assert not transitions.mark_returned(mail, "550 user unknown"), "a second report is no news"
    return mail


def tasks() -> set[str]:
    return set(
        Task.objects.filter(kind=Task.Kind.REACH_PERSON, closed_at=None).values_list(
            "holder__email", flat=True
        )
    )


def test_officers_get_a_task_and_one_of_them_closes_it(cast: Cast) -> None:
    mail = returned(cast, "invitation_to_offer")
    assert {cast.author.email, cast.officer.email} <= tasks()
    client = client_of(cast.officer)
    address = reverse("calls:undelivered", args=[mail.uuid])
    assert "550 user unknown" in client.get(address).content.decode()
    assert client.post(address, {"how": ""}).status_code == 200
    assert tasks()
    assert client.post(address, {"how": "gebeld"}).status_code == 302
    assert not tasks()


@pytest.mark.parametrize(
    "kind",
    ["offer_receipt", "offer_withdrawn", "offer_lapsed", "own_question_answered", "reminder"],
)
def test_nobody_of_the_authority_hears_that_there_is_an_offer(cast: Cast, kind: str) -> None:
    """Before the opening a returned receipt tells neither how many there are, nor of whom."""
    mail = returned(cast, kind)
    assert not tasks()
    page = client_of(cast.officer).get(reverse("calls:undelivered", args=[mail.uuid]))
    assert page.status_code == 404


def test_mail_about_a_call_names_it(cast: Cast) -> None:
    phase = open_phase(cast)
    mail = queue_mail("hold_share", to=cast.officer, key="1", context={"call": phase.call})
    assert mail.facts["call"] == phase.call.reference
