"""Mail about calls: asked twice, told once, stopped with one click, and nothing kept."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client

from calls import transitions
from calls.alerts import services, tokens
from calls.alerts.models import Announcement, Subscription
from calls.alerts.services import Wish
from calls.catalogue.models import CallProfile, Mission
from calls.models import Call, CallVersion
from portal.clock import portal_now
from portal.mail.delivery import as_message
from portal.mail.models import OutgoingMail
from tests.cast import Cast
from tests.conftest import Clock
from tests.factories import CallFactory, CallVersionFactory, PhaseFactory

pytestmark = pytest.mark.django_db
READER = "lezer@voorbeeld.example"


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    cache.clear()


def mails(kind: str = "") -> list[OutgoingMail]:
    found = OutgoingMail.objects.filter(kind__startswith="alert_").order_by("pk")
    return list(found.filter(kind=kind) if kind else found)


def link_in(mail: OutgoingMail) -> str:
    found = re.search(r"https?://[^/\s]+(/oproepen/meldingen/\S+)", mail.body)
    assert found
    return found[1]


def ask(client: Client | None = None, **data: str) -> Any:
    return (client or Client()).post("/oproepen/meldingen/", {"email": READER, **data})


def subscribed(email: str = READER, **wish: Any) -> Subscription:
    """A subscription whose owner said yes."""
    services.ask(email, Wish(**wish), language="nl")
    return services.confirm(Subscription.objects.latest("pk"))


def publish(**traits: Any) -> Call:
    """A call that is published now, with the first version of its terms."""
    call = PhaseFactory(call=CallFactory(**traits)).call
    now = portal_now()
    Call.objects.filter(pk=call.pk).update(state=Call.State.PUBLISHED, published_at=now)
    CallVersionFactory(call=call, published_at=now)
    return Call.objects.get(pk=call.pk)


def test_nothing_is_sent_before_the_owner_says_yes() -> None:
    answer = ask(mission="health")
    assert answer.url == "/oproepen/meldingen/gevraagd/"
    publish()
    services.announce_due()
    assert [mail.kind for mail in mails()] == ["alert_asked"]
    assert "gezondheid en zorg" in mails()[0].body


def test_owner_says_yes_with_a_button_not_by_opening_the_link() -> None:
    """Programs that look at links in mails confirm nothing."""
    ask()
    path = link_in(mails()[0])
    client = Client()
    opened = client.get(path).headers["Location"]
    assert client.get(opened).status_code == 200
    assert Subscription.objects.get().confirmed_at is None
    assert client.post(opened).status_code == 200
    assert Subscription.objects.get().confirmed_at is not None


def test_new_call_is_told_once_however_often_the_scheduler_beats() -> None:
    subscribed()
    call = publish(title="Dijken & dammen")
    assert services.announce_due() == 1
    assert services.announce_due() == 0
    (mail,) = mails("alert_new_call")
    assert mail.subject == "Nieuwe oproep: Dijken & dammen"
    assert f"/oproepen/{call.reference}/" in mail.body
    assert mail.to_email == READER


def test_address_with_two_fitting_choices_gets_one_mail() -> None:
    subscribed()
    subscribed(instrument="sbir")
    publish()
    services.announce_due()
    assert len(mails("alert_new_call")) == 1


def test_lost_mark_sends_no_second_mail() -> None:
    """The control of the test above: the outbox itself knows whom it told of which call."""
    subscribed()
    publish()
    services.announce_due()
    Announcement.objects.all().delete()
    services.announce_due()
    assert len(mails("alert_new_call")) == 1


@pytest.mark.parametrize(
    ("wish", "is_told"),
    [
        ({}, True),
        ({"mission": "dementie"}, True),
        ({"mission": "health"}, True),
        ({"mission": "ruimte"}, False),
        ({"mission": "safety"}, False),
        ({"instrument": "sbir"}, True),
        ({"instrument": "prijsvraag"}, False),
        ({"region": "NL11"}, True),
        ({"region": "NL42"}, False),
        ({"region": "NL11", "mission": "ruimte"}, False),
    ],
)
def test_only_what_fits_is_told(wish: dict[str, str], is_told: bool) -> None:
    subscribed(**wish)
    call = publish()
    CallProfile.objects.create(call=call, region="NL11")
    Mission.objects.get(code="dementie").calls.add(call)
    services.announce_due()
    assert bool(mails("alert_new_call")) is is_told


def test_call_for_the_whole_country_is_for_every_region() -> None:
    subscribed(region="NL42")
    publish()
    services.announce_due()
    assert len(mails("alert_new_call")) == 1


def test_drafts_and_calls_from_before_are_not_told() -> None:
    publish()
    subscribed()
    PhaseFactory(call=CallFactory(title="Concept"))
    services.announce_due()
    assert mails("alert_new_call") == []


def test_one_click_stops_it() -> None:
    """RFC 8058: the headers, and a POST without cookie, token or page before it."""
    subscribed()
    publish()
    services.announce_due()
    (mail,) = mails("alert_new_call")
    message: EmailMessage = as_message(mail)
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message.extra_headers["List-Unsubscribe"]
    assert address == f"<{mail.unsubscribe_url}>"
    assert mail.unsubscribe_url in mail.body
    path = link_in(OutgoingMail(body=mail.unsubscribe_url))
    strict = Client(enforce_csrf_checks=True)
    assert Client().get(path, follow=True).status_code == 200
    assert Subscription.objects.count() == 1  # looking stops nothing
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscription.objects.count() == 0
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not strict.cookies


def test_stopping_forgets_the_address_everywhere() -> None:
    subscription = subscribed()
    other = subscribed("ander@voorbeeld.example")
    publish()
    services.announce_due()
    services.stop(subscription)
    assert {mail.to_email for mail in mails()} == {other.email}
    assert not Subscription.objects.filter(email=READER).exists()


def test_mail_that_stops_one_choice_leaves_the_other() -> None:
    subscription = subscribed()
    subscribed(instrument="sbir")
    services.stop(subscription)
    assert Subscription.objects.filter(email=READER).count() == 1


def test_nothing_of_an_unconfirmed_address_is_left_after_three_days(clock: Clock) -> None:
    ask()
    subscribed("ander@voorbeeld.example")
    clock.set(portal_now() + timedelta(days=2, hours=23))
    assert services.sweep() == 0
    clock.set(portal_now() + timedelta(hours=2))
    assert services.sweep() == 1
    assert not Subscription.objects.filter(email=READER).exists()
    assert not OutgoingMail.objects.filter(to_email=READER).exists()
    assert Subscription.objects.filter(email="ander@voorbeeld.example").exists()


def test_link_works_for_three_days_and_only_for_what_it_was_made_for() -> None:
    subscription = subscribed()
    stop = tokens.stop_path(subscription).split("/")[-2]
    for token in ("x", stop, f"{stop}x"):
        assert Client().get(f"/oproepen/meldingen/bevestigen/{token}/").status_code == 410
    confirm = tokens.confirm_path(subscription).split("/")[-2]
    assert Client().post(f"/oproepen/meldingen/stoppen/{confirm}/").status_code == 410
    assert Subscription.objects.filter(pk=subscription.pk).exists()


def test_page_tells_nobody_who_has_alerts() -> None:
    """The same answer for an address that is new, one that waits, and one that has them."""
    subscribed("heeft@voorbeeld.example")
    answers = {
        (answer.status_code, answer.url, answer.content)
        for answer in (
            ask(email=email)
            for email in ("heeft@voorbeeld.example", "HEEFT@voorbeeld.example",
                          "nieuw@voorbeeld.example", "nieuw@voorbeeld.example")
        )
    }  # fmt: skip
    assert len(answers) == 1
    assert Subscription.objects.count() == 2


def test_address_of_somebody_else_is_left_in_peace() -> None:
    for mission in ("dementie", "ruimte", "energy", "food", "health"):
        ask(mission=mission)
    assert len(mails("alert_asked")) == services.MAILS_AN_HOUR


def test_network_that_asks_too_often_is_told_to_wait() -> None:
    answers = [ask(email=f"lezer{number}@voorbeeld.example") for number in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert Subscription.objects.count() == 20


@pytest.mark.parametrize(
    "data", [{"email": ""}, {"email": "geen adres"}, {"mission": "x"}, {"region": "\x00"}]
)
def test_odd_input_is_shown_again_with_what_is_wrong(data: dict[str, str]) -> None:
    answer = ask(**data)
    assert answer.status_code == 422
    assert "data-error-summary" in answer.content.decode()
    assert Subscription.objects.count() == 0


def test_form_takes_over_what_was_chosen_in_the_list() -> None:
    html = Client().get("/oproepen/meldingen/?mission=dementie&region=NL11").content.decode()
    assert 'value="dementie" selected' in html
    assert 'value="NL11" selected' in html


def test_follower_hears_of_a_later_deadline_and_of_the_end(
    published: Call, cast: Cast, clock: Clock
) -> None:
    Client().post(f"/oproepen/meldingen/volgen/{published.reference}/", {"email": READER})
    subscription = services.confirm(Subscription.objects.get())
    services.announce_due()
    assert mails("alert_call_changed") == []
    phase = published.phases.get(kind="feasibility")
    clock.set(phase.opens_at + timedelta(hours=1))
    transitions.extend_deadline(phase, to=portal_now() + timedelta(days=60), by=cast.officer)
    services.announce_due()
    services.announce_due()
    assert len(mails("alert_call_changed")) == 1
    transitions.cancel(published, by=cast.officer, reasons="Geen geld.")
    services.announce_due()
    services.announce_due()
    stopped = mails("alert_call_changed")[1:]
    assert len(stopped) == 1
    assert "stopgezet" in stopped[0].body
    assert stopped[0].unsubscribe_url.endswith(tokens.stop_path(subscription))


def test_draft_cannot_be_followed() -> None:
    call = CallFactory()
    url = f"/oproepen/meldingen/volgen/{call.reference}/"
    assert Client().post(url, {"email": READER}).status_code == 404


def test_old_news_is_not_told_after_a_long_silence(clock: Clock) -> None:
    subscribed()
    publish()
    assert CallVersion.objects.count() == 1
    clock.set(portal_now() + services.RECENT + timedelta(days=1))
    assert services.announce_due() == 0
    assert mails("alert_new_call") == []
