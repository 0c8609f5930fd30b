"""Refusals of people without a login: one line per minute, however many there were.

security.md: every refused cell is a line; a history that anybody can fill is none.
"""

import pytest
from django.test import Client
from django.urls import reverse

from portal.audit.models import AnonymousRefusal, AuditEvent
from portal.audit.refusals import sum_refusals
from portal.audit.tasks import chain_events

pytestmark = pytest.mark.django_db
LINES = AuditEvent.objects.filter(action="refused_anonymous")


def minute_is_over() -> None:
    AnonymousRefusal.objects.update(minute="2026-09-01T10:00:00Z")


def test_refusals_of_strangers_are_summed_per_minute():
    client = Client()
    for _number in range(3):
        client.get("/bestaat-niet/")
    client.get(reverse("audit:history"))  # asks for a login

    assert sum_refusals() == 0  # the minute is not over
    minute_is_over()
    chain_events()
    line = LINES.get()
    assert line.actor is None
    assert line.data["counts"] == {"302": 1, "404": 3}
    assert line.link.sequence
    assert not AnonymousRefusal.objects.exists()
    assert sum_refusals() == 0


def test_pages_that_are_there_count_nothing():
    Client().get(reverse("home"))
    assert not AnonymousRefusal.objects.exists()
