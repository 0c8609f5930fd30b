"""One's own calendar: an address that only its owner knows, and can take back."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from icalendar import Calendar

from portal.calendars.models import TaskCalendar
from portal.calendars.services import end_calendar, make_calendar
from portal.clock import portal_now
from portal.work.models import Task
from portal.work.tasks_of import close_tasks, move_due, open_task
from tests.cast import client_of


def waits(user, key="finish:1", **fields):
    due_at = portal_now() + timedelta(days=3)
    open_task(
        Task.Kind.FINISH_OFFER, user, subject="Haalbaarheid (K7QW-2MZP)", url="/offertes/x/",
        key=key, **{"due_at": due_at, **fields},
    )  # fmt: skip
    return Task.objects.get(unique_key=key)


def read(secret):
    return client_of(None).get(reverse("calendars:tasks", args=[secret]))


def entries(secret):
    return list(Calendar.from_ical(read(secret).content).walk("VEVENT"))


def test_calendar_holds_my_open_tasks_with_a_date_and_nobody_elses(cast):
    mine = waits(cast.applicant)
    waits(cast.applicant, "finish:2", due_at=None)
    waits(cast.rival, "finish:3")
    secret = make_calendar(cast.applicant)

    (entry,) = entries(secret)

    assert entry.decoded("dtstart") == mine.due_at.replace(microsecond=0)
    assert "K7QW-2MZP" in str(entry["summary"])


def test_a_date_that_moves_is_the_same_entry_and_a_task_that_is_done_is_gone(cast):
    task = waits(cast.applicant)
    secret = make_calendar(cast.applicant)
    (before,) = entries(secret)
    later = task.due_at + timedelta(days=7)
    move_due("finish:", later)
    (after,) = entries(secret)

    assert before["uid"] == after["uid"]
    assert after.decoded("dtstart") == later.replace(microsecond=0)
    close_tasks("finish:1")
    assert entries(secret) == []


def test_address_is_shown_once_and_only_its_hash_is_kept(cast):
    client = client_of(cast.applicant)

    page = client.post(reverse("calendars:make")).content.decode()
    again = client.get(reverse("calendars:mine")).content.decode()

    (secret,) = set(re.findall(r"/mijn/agenda/([\w-]+)\.ics", page))
    assert read(secret).status_code == 200
    assert secret not in again
    assert secret not in str(TaskCalendar.objects.values().get())


def test_a_new_address_stops_the_old_one_and_ending_stops_both(cast):
    old = make_calendar(cast.applicant)
    new = make_calendar(cast.applicant)
    assert (read(old).status_code, read(new).status_code) == (404, 200)

    end_calendar(cast.applicant)

    assert read(new).status_code == 404


def test_who_leaves_or_needs_a_second_factor_has_no_calendar(cast):
    """An address that opens without logging in would go around the second factor."""
    with pytest.raises(PermissionDenied):
        make_calendar(cast.officer)
    secret = make_calendar(cast.applicant)
    cast.applicant.second_factor_required = True
    cast.applicant.save(update_fields=["second_factor_required"])
    assert read(secret).status_code == 404

    cast.colleague.is_active = True
    other = make_calendar(cast.colleague)
    cast.colleague.is_active = False
    cast.colleague.save(update_fields=["is_active"])
    assert read(other).status_code == 404


def test_calendar_is_kept_by_no_cache_and_tells_no_other_site_its_address(cast):
    reply = read(make_calendar(cast.applicant))

    assert reply["Cache-Control"] == "private, no-store"
    assert reply["Referrer-Policy"] == "no-referrer"
