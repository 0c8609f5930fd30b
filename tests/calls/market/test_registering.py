"""Registering: the link in the mail, capacity, the waiting list, and what is told once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from calls.market import selectors, services, transitions
from calls.market.links import link_of, secret_of
from calls.market.models import Meeting, Participant, Registration
from calls.market.transitions import registrations
from portal.clock import portal_now
from portal.mail.models import OutgoingMail
from portal.opened_links import mark_of
from portal.workflow import TransitionRefused
from tests.applications.test_races import in_threads
from tests.calls.market import stages
from tests.cast import Cast, client_of, make_cast

State = Registration.State


def states(meeting: Meeting) -> list[str]:
    return list(meeting.registrations.order_by("pk").values_list("state", flat=True))


def mails(kind: str) -> int:
    return OutgoingMail.objects.filter(kind=kind).count()


def test_nothing_is_settled_before_the_link_in_the_mail_is_used(cast: Cast) -> None:
    """Double opt-in: no place, no count, no mail but the one that asks."""
    meeting = stages.call_with_meeting(cast, capacity=1)
    address = reverse("market:register", args=[meeting.uuid])
    answer = client_of(None).post(address, stages.PERSON)
    assert "kanarie@geheim.example" in answer.content.decode()
    person = Participant.objects.get()
    assert states(meeting) == [State.PENDING]
    assert list(OutgoingMail.objects.values_list("kind", flat=True)) == ["market_confirm"]
    mail = OutgoingMail.objects.get()
    assert link_of(person) in mail.body

    page = reverse("market:mine", args=[secret_of(person)])
    assert client_of(None).get(page, follow=True).status_code == 200
    assert states(meeting) == [State.PENDING]  # a scanner of mail follows links: that does nothing
    client_of(None).post(reverse("market:confirm", args=[secret_of(person)]))
    assert states(meeting) == [State.PLACED]
    assert mails("market_place") == 1


def test_who_types_a_known_address_changes_nothing_of_it(cast: Cast) -> None:
    """A stranger neither registers somebody else nor overwrites what is known of them."""
    first = stages.call_with_meeting(cast)
    person = stages.participant(first.host, at=first)
    second = stages.meeting(first.host, cast, title="Tweede")
    services.take_part(
        first.host, details=stages.PERSON | {"name": "Iemand anders"}, user=None, meeting=second
    )
    person.refresh_from_db()
    assert person.name == "Wilhelmina Kanarie"
    assert states(second) == [State.PENDING]
    transitions.confirm(person, by=transitions.visitor())
    assert states(second) == [State.PLACED]


def test_with_an_account_the_place_is_there_at_once(cast: Cast) -> None:
    meeting = stages.call_with_meeting(cast)
    data = {"name": "Inschrijver", "organisation": "Kringbouw B.V.", "kind": "company"}
    answer = client_of(cast.applicant).post(reverse("market:register", args=[meeting.uuid]), data)
    person = Participant.objects.get()
    assert answer.url == reverse("market:mine", args=[mark_of(secret_of(person))])
    assert (person.user, person.email) == (cast.applicant, cast.applicant.email)
    assert states(meeting) == [State.PLACED]


@pytest.mark.parametrize(
    "secret", ["", "x", "00000000000000000000000000000000:nagemaakt", "\u00e9"]
)
def test_a_secret_that_the_portal_did_not_make_opens_nothing(cast: Cast, secret: str) -> None:
    person = stages.participant(stages.call_with_meeting(cast).host)
    wrong = secret or secret_of(person)[:-1]
    for name in ("mine", "contribute", "my-file"):
        assert client_of(None).get(reverse(f"market:{name}", args=[wrong])).status_code == 404


def test_full_meeting_has_a_waiting_list_in_order(cast: Cast) -> None:
    meeting = stages.call_with_meeting(cast, capacity=2)
    people = [stages.participant(meeting.host, number, at=meeting) for number in range(1, 5)]
    assert states(meeting) == [State.PLACED, State.PLACED, State.WAITING, State.WAITING]
    transitions.cancel_registration(people[0].registrations.get(), by=transitions.visitor())
    assert states(meeting) == [State.CANCELLED, State.PLACED, State.PLACED, State.WAITING]
    mail = OutgoingMail.objects.filter(to_email=people[2].email, kind="market_place")
    assert [m.subject for m in mail.order_by("pk")] == [
        "U staat op de wachtlijst: Informatiebijeenkomst",
        "U hebt een plaats: Informatiebijeenkomst",
    ]


def test_more_places_go_to_the_waiting_list_and_none_is_taken_away(cast: Cast) -> None:
    meeting = stages.call_with_meeting(cast, capacity=1)
    for number in (1, 2, 3):
        stages.participant(meeting.host, number, at=meeting)
    transitions.change_meeting(meeting, by=cast.author, terms={"capacity": 2}, version=0)
    assert states(meeting) == [State.PLACED, State.PLACED, State.WAITING]
    with pytest.raises(TransitionRefused) as refusal:
        transitions.change_meeting(meeting, by=cast.author, terms={"capacity": 1}, version=1)
    assert refusal.value.code == "capacity"


def test_registration_ends_at_its_moment(cast: Cast, clock: Any) -> None:
    meeting = stages.call_with_meeting(cast)
    late = services.take_part(meeting.host, details=stages.PERSON, user=None, meeting=meeting)
    clock.set(meeting.register_before)
    with pytest.raises(TransitionRefused) as refusal:
        services.take_part(
            meeting.host, details=stages.PERSON, user=cast.applicant, meeting=meeting
        )
    assert refusal.value.code == "closed"
    transitions.confirm(late, by=transitions.visitor())  # the link was used too late
    assert states(meeting) == [State.PENDING]
    assert mails("market_too_late") == 1


def test_who_registered_hears_of_a_move_once(cast: Cast) -> None:
    """A move is told, a correction of the text is not; who cancelled or never confirmed is left."""
    meeting = stages.call_with_meeting(cast, capacity=1)
    people = [stages.participant(meeting.host, number, at=meeting) for number in (1, 2, 3)]
    transitions.cancel_registration(people[2].registrations.get(), by=transitions.visitor())
    services.take_part(meeting.host, details=stages.PERSON, user=None, meeting=meeting)
    moved = transitions.change_meeting(
        meeting, by=cast.author, version=0,
        terms={"starts_at": meeting.starts_at + timedelta(hours=1),
               "ends_at": meeting.ends_at + timedelta(hours=1)},
    )  # fmt: skip
    assert (moved.sequence, mails("market_moved")) == (1, 2)
    same = transitions.change_meeting(
        moved, by=cast.author, terms={"description": "Met koffie."}, version=1
    )
    assert (same.sequence, mails("market_moved")) == (1, 2)
    transitions.cancel_meeting(same, by=cast.author, reasons="De zaal is dicht.")
    assert mails("market_meeting_cancelled") == 2
    told = OutgoingMail.objects.filter(kind="market_meeting_cancelled").first()
    assert told is not None
    assert "De zaal is dicht." in told.body


def test_stale_change_of_a_meeting_is_refused(cast: Cast) -> None:
    meeting = stages.call_with_meeting(cast)
    transitions.change_meeting(meeting, by=cast.author, terms={"title": "Eerst"}, version=0)
    with pytest.raises(TransitionRefused) as refusal:
        transitions.change_meeting(meeting, by=cast.officer, terms={"title": "Later"}, version=0)
    assert refusal.value.code == "stale"


def test_link_to_take_part_online_is_for_who_has_a_place(cast: Cast) -> None:
    url = "https://vergadering.example/geheim"
    meeting = stages.call_with_meeting(cast, capacity=1, place="online", online_url=url)
    placed = stages.participant(meeting.host, 1, at=meeting)
    waiting = stages.participant(meeting.host, 2, at=meeting)
    pages = [
        client_of(None)
        .get(reverse("market:mine", args=[secret_of(person)]), follow=True)
        .content.decode()
        for person in (placed, waiting)
    ]
    assert [url in page for page in pages] == [True, False]
    for name in ("meeting", "ics"):
        public = client_of(None).get(reverse(f"market:{name}", args=[meeting.uuid]))
        assert url not in public.content.decode()


def test_who_never_confirmed_is_forgotten(cast: Cast, clock: Any) -> None:
    meeting = stages.call_with_meeting(cast)
    services.take_part(meeting.host, details=stages.PERSON, user=None, meeting=meeting)
    stages.participant(meeting.host, 1, at=meeting)
    assert transitions.forget_unconfirmed() == 0
    clock.set(portal_now() + timedelta(days=8))
    assert transitions.forget_unconfirmed() == 1
    assert [person.organisation for person in Participant.objects.all()] == ["Bedrijf 1"]


@pytest.fixture
def world(transactional_db: None) -> Cast:
    """The cast in a database with real transactions."""
    return make_cast()


RIVALS = 6


def race(world: Cast, monkeypatch: pytest.MonkeyPatch) -> Meeting:
    """Six people press at once for three places; each looks long at how many are taken."""
    meeting = stages.call_with_meeting(world, capacity=3)
    people = [
        services.take_part(
            meeting.host, user=None, meeting=meeting,
            details=stages.PERSON | {"email": f"rivaal{number}@voorbeeld.example"},
        )
        for number in range(RIVALS)
    ]  # fmt: skip
    count = selectors.places_taken
    by = transitions.visitor()

    def slow(meeting: Meeting) -> int:
        taken = count(meeting)
        threading.Event().wait(0.1)
        return taken

    monkeypatch.setattr(registrations.selectors, "places_taken", slow)

    def press(person: Participant) -> Callable[[], object]:
        return lambda: transitions.confirm(person, by=by)

    in_threads(*[press(person) for person in people if person is not None])
    return meeting


def test_the_last_places_are_given_out_exactly(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = race(world, monkeypatch)
    assert sorted(states(meeting)) == [State.PLACED] * 3 + [State.WAITING] * 3


def test_control_without_the_lock_too_many_get_a_place(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard taken away: the test above can fail."""

    def unlocked(row: Any) -> Any:
        return type(row)._default_manager.get(pk=row.pk)

    monkeypatch.setattr(registrations, "lock", unlocked)
    meeting = race(world, monkeypatch)
    assert states(meeting).count(State.PLACED) > 3
