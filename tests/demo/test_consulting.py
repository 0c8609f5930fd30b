"""The consultation of the circular viaducts in a play: who comes, and the one that is open now."""

from datetime import datetime
from typing import Any

from calls.market.models import Meeting
from demo.cases import shipped_case
from demo.moments import CASE
from demo.play import consulting
from demo.writing import visitors
from portal.look.wording import AMSTERDAM


def test_invented_participants_are_different_people_with_invented_addresses() -> None:
    people = visitors("viaducts", 64)
    assert len({person.email for person in people}) == 64
    assert all(person.email.endswith(".example") for person in people)
    assert {person.kind for person in people} == {"company", "knowledge", "authority", "other"}


def test_open_consultation_of_the_demo_has_a_full_workshop(db: None, clock: Any) -> None:
    """A visitor can take part, and comes on the waiting list; played again, nothing is added."""
    case = shipped_case(CASE)
    opens = datetime(2027, 3, 1, 9, tzinfo=AMSTERDAM)
    clock.set(opens)
    for _time in range(2):
        consulting.open_consultation(case, opens)
    meeting = Meeting.objects.get()
    states = list(meeting.registrations.values_list("state", flat=True))
    assert (states.count("placed"), states.count("waiting")) == (8, 3)
