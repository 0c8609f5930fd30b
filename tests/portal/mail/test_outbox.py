"""A mail is a row of the change that causes it."""

import pytest
from django.core import mail
from django.db import transaction

from portal.mail.models import OutgoingMail
from portal.mail.outbox import queue_mail, queue_text
from portal.work.models import Task
from tests.factories import UserFactory

State = OutgoingMail.State


def reminder_to(user: object, key: str = "one", subject: str = "Smit & Zoon <vof>") -> OutgoingMail:
    task = Task(kind=Task.Kind.SCORE, subject=subject, url="/taak/", holder=user)
    return queue_mail("reminder", to=user, key=key, context={"task": task})


def test_queue_mail_once_per_occasion_and_person(db: None) -> None:
    first, second = UserFactory(), UserFactory()
    for _again in range(3):
        reminder_to(first)
    reminder_to(first, key="two")
    reminder_to(second)
    assert OutgoingMail.objects.count() == 3


def test_queue_mail_is_in_the_language_of_the_person(db: None) -> None:
    dutch, english = UserFactory(language="nl"), UserFactory(language="en")
    assert reminder_to(dutch).subject != reminder_to(english).subject
    assert reminder_to(english).subject.startswith("Reminder: Score the offers")


def test_queue_mail_is_plain_text(db: None) -> None:
    """An ampersand in a name is an ampersand, not a piece of HTML."""
    queued = reminder_to(UserFactory())
    assert "Smit & Zoon <vof>" in queued.subject
    assert "Smit & Zoon <vof>" in queued.body
    assert "http://" in queued.body


def test_queue_text_keeps_a_subject_on_one_line(db: None) -> None:
    """A line break in a name cannot become a header of its own."""
    queued = queue_text(
        "invitation", to=None, to_email="a@voorbeeld.example", key="1",
        subject="Jan\r\nBcc: allen@voorbeeld.example", body="x",
    )  # fmt: skip
    assert queued.subject == "Jan Bcc: allen@voorbeeld.example"


def test_queue_mail_goes_with_its_transaction(db: None) -> None:
    user = UserFactory()
    with transaction.atomic():
        reminder_to(user)
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_queue_mail_is_delivered_after_the_commit() -> None:
    user = UserFactory()
    with transaction.atomic():
        reminder_to(user)
        assert mail.outbox == []
    assert [message.to for message in mail.outbox] == [[user.email]]
    assert OutgoingMail.objects.get().state == State.SENT
