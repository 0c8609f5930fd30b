"""The start page, the pages about the portal, health and security.txt."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.work import tasks_of
from portal.work.models import Task
from tests.cast import Cast, client_of

ABOUT = ["home", "about", "accessibility", "technical_requirements"]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ABOUT)
def test_public_pages_need_no_login(db: None, name: str, language: str) -> None:
    """REQ-13, REQ-15: readable for everybody, without a cookie."""
    page = Client().get(reverse(name), headers={"accept-language": language})
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.content.decode()
    assert page.content.decode().count("<h1>") == 1
    assert "sessionid" not in page.cookies


def test_technical_requirements_say_what_counts(db: None) -> None:
    """REQ-13: formats, largest file, browsers, encryption and the source of time."""
    page = Client().get(reverse("technical_requirements"), headers={"accept-language": "en"})
    text = page.content.decode()
    for word in ("PDF", "100.0", "Firefox", "AES-256-GCM", "clock", "12:00:00.000000"):
        assert word in text, word


def test_dutch_comes_first_and_can_be_changed(db: None) -> None:
    client = Client()
    assert '<html lang="nl">' in client.get("/over/").content.decode()
    reply = client.post(reverse("set_language"), {"language": "en", "next": "/over/"})
    assert reply.url == "/over/"
    assert '<html lang="en">' in client.get("/over/").content.decode()


def test_chosen_language_is_kept_for_the_mails_of_a_person(cast: Cast) -> None:
    client = client_of(cast.applicant)
    client.post(reverse("set_language"), {"language": "en", "next": "/over/"})
    cast.applicant.refresh_from_db()
    assert cast.applicant.language == "en"
    client.post(reverse("set_language"), {"language": "xx", "next": "/over/"})
    cast.applicant.refresh_from_db()
    assert cast.applicant.language == "en"


def test_changing_the_language_leads_to_no_other_site(db: None) -> None:
    reply = Client().post(
        reverse("set_language"), {"language": "en", "next": "https://elders.example/"}
    )
    assert "elders" not in reply.url


def test_home_of_a_person_is_what_waits_on_them(cast: Cast) -> None:
    """Of somebody of a company it is the page with all that is theirs."""
    assert client_of(cast.officer).get("/").url == reverse("accounts:tasks")
    assert client_of(cast.applicant).get("/").url == reverse("company:home")


def test_tasks_page_shows_what_waits_and_nothing_of_others(cast: Cast) -> None:
    due = datetime(2027, 3, 1, 11, 0, tzinfo=UTC)
    for person, subject in ((cast.applicant, "Mijn offerte"), (cast.rival, "Andermans offerte")):
        tasks_of.open_task(
            Task.Kind.FINISH_OFFER, person, subject=subject, url="/offertes/X/", key=subject,
            due_at=due,
        )  # fmt: skip
    text = client_of(cast.applicant).get(reverse("accounts:tasks")).content.decode()
    assert "Mijn offerte" in text
    assert 'href="/offertes/X/"' in text
    assert "12:00" in text
    assert "Andermans offerte" not in text


def test_tasks_page_without_tasks_names_the_next_step(cast: Cast) -> None:
    text = client_of(cast.applicant).get(reverse("accounts:tasks")).content.decode()
    assert reverse("calls:list") in text


@pytest.mark.parametrize("count", [1, 3])
def test_tasks_page_costs_the_same_for_one_and_three(
    cast: Cast, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        tasks_of.open_task(
            Task.Kind.SCORE, cast.applicant, subject="x", url="/x/", key=f"score:{number}"
        )
    client = client_of(cast.applicant)
    with django_assert_num_queries(5):
        client.get(reverse("accounts:tasks"))


def test_health_answers_in_one_word(db: None) -> None:
    reply = Client().get("/healthz")
    assert (reply.status_code, reply.content) == (200, b"ok\n")
    assert "no-store" in reply["Cache-Control"]


def test_security_txt_says_whom_to_write_and_expires(db: None) -> None:
    """RFC 9116."""
    reply = Client().get("/.well-known/security.txt")
    assert reply["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in reply.content.decode().splitlines())
    assert fields["Contact"].startswith("mailto:")
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < left < timedelta(days=365)
