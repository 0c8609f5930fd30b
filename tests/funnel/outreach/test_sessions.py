"""Sessions: places and waiting list, mails, who came from where, and what is forgotten."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from icalendar import Calendar

from funnel.outreach import documents, services, transitions
from funnel.outreach.links import secret_of, uuid_in
from funnel.outreach.models import Registration, Session
from funnel.outreach.selectors import by_organisation, figures_of_year
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.mail.models import OutgoingMail
from portal.workflow import TransitionRefused
from tests.cast import Cast
from tests.conftest import Clock
from tests.funnel.outreach.stages import announced, confirmed, planned, registered

State = Registration.State


def state_of(registration: Registration) -> str:
    return Registration.objects.get(pk=registration.pk).state


def mails(kind: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


def test_place_is_given_once_the_address_is_proven(cast: Cast) -> None:
    session = announced(cast)
    registration = registered(session, 1)
    assert state_of(registration) == State.PENDING
    (mail,) = mails("outreach_confirm")
    assert secret_of(registration) in mail.body
    transitions.confirm(registration)
    assert state_of(registration) == State.PLACED
    (told,) = mails("market_place")
    assert "https://vergadering.example/geheim" in told.body
    transitions.confirm(registration)  # pressed twice
    assert len(mails("market_place")) == 1


def test_full_session_has_a_waiting_list_that_moves_up(cast: Cast) -> None:
    session = announced(cast)
    first, second, third, fourth = (confirmed(session, number) for number in range(4))
    assert [state_of(each) for each in (first, second)] == [State.PLACED, State.PLACED]
    assert [state_of(each) for each in (third, fourth)] == [State.WAITING, State.WAITING]
    assert "geheim" not in mails("market_place")[2].body  # the link is for who has a place
    transitions.leave(first, by=transitions.visitor())
    assert (state_of(third), state_of(fourth)) == (State.PLACED, State.WAITING)


def test_more_places_go_to_the_waiting_list_and_none_is_taken_away(cast: Cast) -> None:
    session = announced(cast)
    people = [confirmed(session, number) for number in range(3)]
    terms = {name: getattr(session, name) for name in transitions.TERMS}
    with pytest.raises(TransitionRefused):
        transitions.change_session(
            session, by=cast.escrow, terms=terms | {"capacity": 1}, version=0
        )
    transitions.change_session(session, by=cast.escrow, terms=terms | {"capacity": 3}, version=0)
    assert state_of(people[2]) == State.PLACED
    assert mails("market_moved") == []  # neither time nor place changed


def test_move_is_told_once_and_calendars_follow(cast: Cast) -> None:
    session = announced(cast)
    confirmed(session, 1)
    registered(session, 2)  # has not confirmed: hears nothing
    terms = {name: getattr(session, name) for name in transitions.TERMS} | {"place": "Utrecht"}
    session = transitions.change_session(session, by=cast.escrow, terms=terms, version=0)
    assert [mail.to_email for mail in mails("market_moved")] == ["a1@gemeente.example"]
    (event,) = Calendar.from_ical(documents.calendar_of(session)).walk("VEVENT")
    assert (event["SEQUENCE"], event["LOCATION"]) == (1, "Utrecht")
    assert "geheim" not in documents.calendar_of(session).decode()
    with pytest.raises(TransitionRefused):
        transitions.change_session(session, by=cast.escrow, terms=terms, version=0)


def test_called_off_is_told_with_the_reason(cast: Cast) -> None:
    session = announced(cast)
    confirmed(session, 1)
    transitions.cancel_session(session, by=cast.escrow, reasons="De spreker is ziek.")
    (mail,) = mails("market_meeting_cancelled")
    assert "De spreker is ziek." in mail.body
    assert b"METHOD:CANCEL" in documents.calendar_of(Session.objects.get())


def test_reminder_comes_a_day_before_and_once(cast: Cast, clock: Clock) -> None:
    session = announced(cast)
    confirmed(session, 1)
    assert transitions.remind() == 0
    clock.set(session.starts_at - timedelta(hours=20))
    transitions.remind()
    transitions.remind()
    assert len(mails("outreach_reminder")) == 1


def test_registering_again_changes_nothing_of_who_is_known(cast: Cast) -> None:
    """Whoever types somebody else's address cannot rename or move them: only the mail's reader."""
    session = announced(cast)
    confirmed(session, 1)
    registered(session, 1, name="Grappenmaker", email="A1@gemeente.example")
    (row,) = Registration.objects.all()
    assert (row.name, row.state) == ("Ambtenaar 1", State.PLACED)


def test_closed_registration_takes_nobody(cast: Cast, clock: Clock) -> None:
    session = announced(cast)
    late = registered(session, 1)
    clock.set(session.register_before)
    with pytest.raises(TransitionRefused):
        registered(session, 2)
    transitions.confirm(late)
    assert state_of(late) == State.PENDING
    assert len(mails("market_too_late")) == 1


def test_figures_tell_who_came_from_where(cast: Cast, clock: Clock) -> None:
    """Counted in the year, by organisation; a session that is still to come counts nothing."""
    session = announced(cast, capacity=None)
    first, second = confirmed(session, 1), confirmed(session, 2)
    other = confirmed(session, 3, organisation="Waterschap Zuid", tier="water_board")
    confirmed(session, 4, organisation="Adviesbureau", tier="")
    with pytest.raises(TransitionRefused):
        transitions.write_attendance(session, came=[first], by=cast.escrow)
    year = session.starts_at.year
    assert figures_of_year(year, portal_now()).sessions == 0
    clock.set(session.ends_at + timedelta(minutes=1))
    transitions.write_attendance(session, came=[first, second, other], by=cast.analyst)
    rows = [(row.organisation, row.registered, row.came) for row in by_organisation(
        Session.objects.all()
    )]  # fmt: skip
    assert rows == [("Adviesbureau", 1, 0), ("Gemeente Voorbeeld", 2, 2), ("Waterschap Zuid", 1, 1)]
    found = figures_of_year(year, portal_now())
    assert (found.sessions, found.registered, found.came, found.organisations) == (1, 4, 3, 2)
    assert [number for _label, number in found.tiers] == [2, 1]
    assert figures_of_year(year - 1, portal_now()).sessions == 0


def test_names_are_forgotten_and_counts_stay(cast: Cast, clock: Clock) -> None:
    """Personal data only as long as needed: a week unproven, a month after the session."""
    session = announced(cast, capacity=None)
    registration = confirmed(session, 1)
    registered(session, 2)
    clock.set(session.starts_at + timedelta(hours=1))
    transitions.write_attendance(session, came=[registration], by=cast.escrow)
    clock.set(session.ends_at + timedelta(days=29))
    assert transitions.forget() == 1  # the one who never confirmed
    clock.set(session.ends_at + timedelta(days=31))
    before = figures_of_year(session.starts_at.year, portal_now())
    assert len(mails("market_place")) == 1
    assert transitions.forget() == 1
    assert not OutgoingMail.objects.filter(to_email__endswith="@gemeente.example").exists()
    (row,) = Registration.objects.all()
    assert (row.name, row.email, row.organisation) == ("", "", "Gemeente Voorbeeld")
    assert figures_of_year(session.starts_at.year, portal_now()) == before
    assert "Ambtenaar" not in str(list(AuditEvent.objects.values_list("data", "object_ref")))


@pytest.mark.parametrize("who", ["author", "outsider", "applicant", "auditor"])
def test_only_people_of_agency_or_ministry_organise(cast: Cast, who: str) -> None:
    session, by = planned(cast), getattr(cast, who)
    for move in (
        lambda: transitions.announce_session(session, by=by),
        lambda: transitions.cancel_session(session, by=by, reasons="Nee."),
        lambda: transitions.write_attendance(session, came=[], by=by),
        lambda: services.add_material(session, title="X", upload=b"%PDF-", file_name="x", by=by),
    ):
        with pytest.raises(PermissionDenied):
            move()


def test_database_holds_what_a_session_is(cast: Cast) -> None:
    session = announced(cast)
    row = registered(session, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(ends_at=session.starts_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=row.pk).update(has_come=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(session=session, email=row.email, organisation="X")


def test_made_up_link_opens_nothing() -> None:
    assert uuid_in("0" * 32 + ":geraden") is None
    assert uuid_in("x") is None
