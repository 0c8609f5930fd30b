"""The calendar of a meeting, parsed back: zone, UID, SEQUENCE and what was called off."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse
from icalendar import Calendar

from calls.market import transitions
from calls.market.models import Meeting
from portal.look.wording import AMSTERDAM
from tests.calls.market import stages
from tests.cast import Cast, client_of


def calendar(meeting: Meeting) -> Calendar:
    answer = client_of(None).get(reverse("market:ics", args=[meeting.uuid]))
    assert answer["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content)


def event(meeting: Meeting) -> Any:
    [found] = calendar(meeting).walk("VEVENT")
    return found


def test_meeting_stands_in_amsterdam_time_with_the_rules_of_the_zone(cast: Cast) -> None:
    meeting = stages.call_with_meeting(cast)
    [zone] = calendar(meeting).walk("VTIMEZONE")
    found = event(meeting)
    assert zone["TZID"] == found["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}
    assert found["DTSTART"].dt == meeting.starts_at
    assert found["DTEND"].dt == meeting.ends_at
    assert found["STATUS"] == "CONFIRMED"
    assert found["LOCATION"] == "Griffioenlaan 2, Utrecht"


def test_night_in_which_the_clock_goes_back(cast: Cast) -> None:
    """02:30 comes twice on 31 October 2027: the second one is 01:30 in UTC, in winter time."""
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    meeting = stages.call_with_meeting(
        cast, starts_at=second, ends_at=second + timedelta(hours=1),
        register_before=second - timedelta(days=1),
    )  # fmt: skip
    wall = event(meeting)["DTSTART"].dt
    assert wall.replace(tzinfo=None) == datetime(2027, 10, 31, 2, 30)  # noqa: DTZ001
    assert meeting.starts_at.astimezone(AMSTERDAM).fold == 1


def test_a_moved_meeting_keeps_its_uid_and_its_sequence_rises(cast: Cast) -> None:
    meeting = stages.call_with_meeting(cast)
    first = event(meeting)
    later = {
        "starts_at": meeting.starts_at + timedelta(days=1),
        "ends_at": meeting.ends_at + timedelta(days=1),
    }
    transitions.change_meeting(meeting, by=cast.author, terms=later, version=0)
    second = event(meeting)
    transitions.cancel_meeting(meeting, by=cast.author, reasons="Ziek.")
    third = event(meeting)
    assert len({str(found["UID"]) for found in (first, second, third)}) == 1
    assert [found["SEQUENCE"] for found in (first, second, third)] == [0, 1, 2]
    assert first["DTSTAMP"].dt <= second["DTSTAMP"].dt <= third["DTSTAMP"].dt
    assert second["DTSTART"].dt == later["starts_at"]
    assert third["STATUS"] == "CANCELLED"
    assert calendar(meeting)["METHOD"] == "CANCEL"


def test_text_with_commas_lines_and_a_script_comes_back_whole(cast: Cast) -> None:
    title = "Kijken; luisteren, vragen\\ <script>alert(1)</script> " + "é" * 90
    assert str(event(stages.call_with_meeting(cast, title=title))["SUMMARY"]).startswith(title)
