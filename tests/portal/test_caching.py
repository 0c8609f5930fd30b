"""Public answers may be kept as long as they hold; they set no cookie and know each language."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, client_of
from tests.factories import PhaseFactory

pytestmark = pytest.mark.django_db


def page_of(client: Client, address: str, **headers: str) -> Any:
    answer = client.get(address, headers=headers)
    assert answer.status_code in {200, 304}
    return answer


def moment_in(answer: Any) -> datetime:
    """From which the countdown in this page starts."""
    return datetime.fromisoformat(re.findall(r'data-now="([^"]+)"', answer.content.decode())[0])


def test_unchanged_page_is_not_sent_again() -> None:
    phase = PhaseFactory()
    address = f"/oproepen/{phase.call.reference}/"
    first = page_of(Client(), address)
    again = page_of(Client(), address, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert "no-cache" in first["Cache-Control"]
    assert "public" in first["Cache-Control"]


def test_changed_page_is_sent_again() -> None:
    phase = PhaseFactory()
    address = f"/oproepen/{phase.call.reference}/"
    first = page_of(Client(), address)
    type(phase.call).objects.filter(pk=phase.call_id).update(title="Anders")
    again = page_of(Client(), address, if_none_match=first["ETag"])
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


@pytest.fixture
def kept(settings: Any) -> None:
    """Pages are kept for a second, as in production."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": backend, "LOCATION": "kept"}}
    caches["pages"].clear()


def test_crowd_costs_one_page_a_second(kept: None, django_assert_num_queries: Any) -> None:
    """And a change is seen when the second is over."""
    phase = PhaseFactory()
    address = f"/oproepen/{phase.call.reference}/"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = page_of(Client(), address)
        type(phase.call).objects.filter(pk=phase.call_id).update(title="Anders")
        with django_assert_num_queries(0):
            again = page_of(Client(), address)
            unchanged = page_of(Client(), address, if_none_match=first["ETag"])
        assert (again.content, again["ETag"]) == (first.content, first["ETag"])
        assert unchanged.status_code == 304
        clock.shift(1.1)
        assert "Anders" in page_of(Client(), address).content.decode()


def test_kept_page_is_for_its_language_and_its_address_alone(kept: None) -> None:
    phase = PhaseFactory()
    address = f"/oproepen/{phase.call.reference}/"
    pages = [page_of(Client(), address + more).content for more in ("", "?taal=en")]
    pages.append(page_of(Client(), address, accept_language="en").content)
    assert pages[0] != pages[1]
    assert b'<html lang="en">' in pages[2]


def test_person_never_gets_a_kept_page_nor_leaves_one(kept: None, cast: Cast) -> None:
    own = page_of(client_of(cast.applicant), "/oproepen/").content.decode()
    public = page_of(Client(), "/oproepen/").content.decode()
    again = page_of(client_of(cast.applicant), "/oproepen/").content.decode()
    assert cast.applicant.name in own
    assert cast.applicant.name in again
    assert cast.applicant.name not in public


def test_countdown_of_a_kept_page_starts_from_when_it_is_given(
    kept: None, django_assert_num_queries: Any
) -> None:
    """A crowd before a deadline costs one page a second too, and nobody sees too much time."""
    with time_machine.travel(timezone.now().replace(microsecond=200_000), tick=False) as at:
        phase = PhaseFactory(closes_at=timezone.now() + timedelta(hours=5))
        address = f"/oproepen/{phase.call.reference}/"
        first = page_of(Client(), address)
        at.shift(0.7)
        with django_assert_num_queries(0):
            again = page_of(Client(), address, if_none_match=first["ETag"])
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    assert moment_in(again) - moment_in(first) == timedelta(seconds=0.7)


def test_page_of_before_the_deadline_is_not_given_after_it(kept: None) -> None:
    """Half a second apart, and the end of a second in between, as a deadline is."""
    phase = PhaseFactory(closes_at=timezone.now() + timedelta(hours=5))
    address = f"/oproepen/{phase.call.reference}/"
    with time_machine.travel(timezone.now().replace(microsecond=750_000), tick=False) as at:
        page_of(Client(), address)
        type(phase.call).objects.filter(pk=phase.call_id).update(title="Anders")
        at.shift(0.5)
        assert "Anders" in page_of(Client(), address).content.decode()


def test_each_language_has_its_own_tag() -> None:
    PhaseFactory()
    tags = {page_of(Client(), f"/oproepen/?taal={code}")["ETag"] for code in ("nl", "en")}
    assert len(tags) == 2


def test_countdown_close_to_the_deadline_is_always_fresh() -> None:
    """A browser counts from the moment in the page: an old one would show too much time."""
    phase = PhaseFactory(closes_at=timezone.now() + timedelta(hours=5))
    address = f"/oproepen/{phase.call.reference}/"
    first = page_of(Client(), address)
    assert page_of(Client(), address, if_none_match=first["ETag"]).status_code == 200


def test_page_of_somebody_logged_in_is_kept_by_nobody(cast: Cast) -> None:
    answer = page_of(client_of(cast.applicant), "/oproepen/")
    assert "no-store" in answer["Cache-Control"]
    assert "ETag" not in answer


def test_language_of_the_address_wins() -> None:
    html = page_of(Client(), "/oproepen/?taal=en", accept_language="nl").content.decode()
    assert '<html lang="en">' in html
    html = page_of(Client(), "/oproepen/?taal=xx", accept_language="nl").content.decode()
    assert '<html lang="nl">' in html


def test_language_is_changed_without_a_token_only_by_who_is_not_logged_in(cast: Cast) -> None:
    """No cookie for who only reads; nobody else's site changes the language of a person."""
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/taal/", {"language": "en", "next": "/over/"}).status_code == 302
    strict.force_login(cast.applicant)
    assert strict.post("/taal/", {"language": "en", "next": "/over/"}).status_code == 403
    cast.applicant.refresh_from_db()
    assert cast.applicant.language == "nl"


def test_robots_are_shown_the_way() -> None:
    text = page_of(Client(), "/robots.txt").content.decode()
    assert "Sitemap: http" in text
    assert "/oproepen/sitemap.xml" in text
    assert "Disallow: /mijn/" in text
