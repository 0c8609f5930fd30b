"""What people choose about mails, the link that stops them, and the operator's desk."""

from dataclasses import asdict
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.clock import portal_now
from portal.mail import preferences, queue
from portal.mail.kinds import OPTIONAL, Category
from portal.mail.models import MailPreference, OutgoingMail, QuietHours
from portal.mail.outbox import queue_text
from tests.cast import Cast, client_of

pytestmark = pytest.mark.django_db
SETTINGS = {"reminders": "digest", "work": "off", "progress": "at_once", "language": "en"}


def mail_to(cast: Cast, kind: str = "sheet_reopened", **more: Any) -> OutgoingMail:
    person = cast.applicant
    mail = queue_text(kind, to=person, to_email=person.email, key=kind, subject="x", body="x\n")
    OutgoingMail.objects.filter(pk=mail.pk).update(**more)
    return mail


def test_choice_is_kept_and_shown_again(cast: Cast) -> None:
    client = client_of(cast.applicant)
    quiet = {"quiet_begin": "22:00", "quiet_end": "07:00"}
    assert client.post(reverse("messages:settings"), SETTINGS | quiet).status_code == 302
    cast.applicant.refresh_from_db()
    assert preferences.modes_of(cast.applicant) == {
        Category.REMINDERS: "digest", Category.WORK: "off", Category.PROGRESS: "at_once",
    }  # fmt: skip
    assert cast.applicant.language == "en"
    assert b'value="22:00"' in client.get(reverse("messages:settings")).content
    client.post(reverse("messages:settings"), SETTINGS)
    assert not QuietHours.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reminders": "soms"}, {"language": "fr"}, {"quiet_begin": "22:00"},
        {"quiet_end": "07:00"}, {"quiet_begin": "25:99", "quiet_end": "07:00"},
        {"quiet_begin": "07:00", "quiet_end": "07:00"}, {"work": ""},
    ],
)  # fmt: skip
def test_wrong_choice_is_said_and_nothing_changes(cast: Cast, wrong: dict[str, str]) -> None:
    reply = client_of(cast.applicant).post(reverse("messages:settings"), SETTINGS | wrong)
    assert reply.status_code == 200
    assert reply.context["form"].errors
    assert not MailPreference.objects.exists()
    assert not QuietHours.objects.exists()


def test_link_in_a_mail_stops_its_category_only_by_post(cast: Cast, client: Client) -> None:
    """RFC 8058: a mail program that fetches links to look at them stops nothing."""
    address = preferences.stop_address(mail_to(cast)).removeprefix("http://localhost:8000")
    address = address[address.index("/mijn/") :]
    assert client.get(address, follow=True).status_code == 200
    assert not MailPreference.objects.exists()
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert preferences.modes_of(cast.applicant)[Category.WORK] == "off"
    assert preferences.modes_of(cast.applicant)[Category.REMINDERS] == "at_once"


def test_required_mail_has_no_link_that_stops_it(cast: Cast) -> None:
    assert preferences.stop_address(mail_to(cast, "offer_receipt")) == ""


def test_only_mails_that_exist_can_be_turned_down() -> None:
    """A template that was renamed would turn an optional mail into a required one."""
    from portal.env import ROOT  # noqa: PLC0415

    there = {path.stem for path in (ROOT / "templates" / "mail").glob("*.txt")}
    assert set(OPTIONAL) <= there


def test_operator_sends_again_what_is_ticked_and_sees_no_text(cast: Cast) -> None:
    held, other = mail_to(cast, state="held"), mail_to(cast, "offer_receipt", state="failed")
    client = client_of(cast.operator)
    page = client.get(reverse("messages:desk")).content.decode()
    assert held.to_email in page
    assert "sheet_reopened" not in page
    client.post(reverse("messages:again"), {"mail": [held.pk, "x", "-1"]})
    states = dict(OutgoingMail.objects.values_list("pk", "state"))
    assert (states[held.pk], states[other.pk]) == ("queued", "failed")


def test_operator_cannot_send_again_what_was_sent(cast: Cast) -> None:
    sent = mail_to(cast, state="sent")
    client_of(cast.operator).post(reverse("messages:again"), {"mail": [sent.pk]})
    assert OutgoingMail.objects.get().state == "sent"


def test_health_counts_what_is_not_done(cast: Cast, django_assert_num_queries: Any) -> None:
    for kind, state in [
        ("a", "queued"), ("b", "sending"), ("c", "held"), ("d", "failed"), ("e", "returned"),
        ("f", "digest"), ("g", "sent"), ("h", "dropped"),
    ]:  # fmt: skip
        mail_to(cast, kind, state=state)
    now = portal_now()
    with django_assert_num_queries(1):
        found = queue.health(now)
    assert asdict(found) | {"oldest_seconds": 0} == {
        "waiting": 1, "sending": 1, "held": 1, "failed": 1, "returned": 1, "digest": 1,
        "oldest_seconds": 0,
    }  # fmt: skip
