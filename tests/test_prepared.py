"""The kept tables are gone on from only where that comes to the same as laying them anew."""

from tests.prepared import goes_on_from

LAID = {"calls/migrations/0001_initial.py": "a", "portal/clock.py": "b"}


def test_same_and_added_migrations_go_on() -> None:
    assert goes_on_from(LAID, LAID)
    assert goes_on_from(LAID, LAID | {"calls/migrations/0002_more.py": "c"})


def test_what_changed_or_went_is_laid_anew() -> None:
    assert not goes_on_from(LAID, LAID | {"calls/migrations/0001_initial.py": "z"})
    assert not goes_on_from(LAID, LAID | {"portal/clock.py": "z"})
    assert not goes_on_from(LAID, LAID | {"portal/models.py": "c"})
    assert not goes_on_from(LAID, {"portal/clock.py": "b"})
