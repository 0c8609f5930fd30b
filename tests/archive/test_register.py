"""The register of what is kept: whole, true, and readable."""

import csv
import io
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from archive import register
from funnel.outreach.transitions import KNOWN_FOR
from portal.keeping import Way
from tests.cast import Cast, client_of


def missing_in(categories: list) -> list[str]:
    named = register.declared(categories)
    return [path for path in register.fields_that_are_kept() if named[path] == 0]


def test_every_text_file_and_person_stands_in_one_category() -> None:
    """ASVS 14.1.1: all that is kept is known and has a category, with its term and who sees it."""
    assert missing_in(register.CATEGORIES) == []
    named = register.declared(register.CATEGORIES)
    assert {path: times for path, times in named.items() if times > 1} == {}
    assert set(named) - set(register.fields_that_are_kept()) == set()


def test_a_field_that_nobody_named_is_seen() -> None:
    """The control: without one category, or one field of it, the test above fails."""
    fewer = [each for each in register.CATEGORIES if each.code != "mail"]
    assert "mail.OutgoingMail.body" in missing_in(fewer)
    account = register.category("account")
    cut = replace(account, holds={**account.holds, "accounts.User": "password email"})
    others = [each for each in register.CATEGORIES if each.code != "account"]
    assert missing_in([*others, cut]) == ["accounts.User.name"]


def test_each_category_says_how_long_and_how_it_goes() -> None:
    """REQ-25: category, trigger event, years and basis stand in one table."""
    for each in register.CATEGORIES:
        assert bool(each.terms) != bool(each.stays_until), each.code
        if each.way in (Way.LIST, Way.ITSELF):
            assert all(term.years or term.days for term in each.terms), each.code
    codes = [each.code for each in register.CATEGORIES]
    assert len(set(codes)) == len(codes)


def test_what_goes_by_itself_goes_when_the_register_says() -> None:
    (term,) = register.category("sessions").terms
    assert term.days == KNOWN_FOR.days


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", ["Wat het portaal over u bewaart", "Mails van het portaal", "3 jaar nadat"]),
     ("en", ["What the portal keeps about you", "Mails of the portal", "3 years after"])],
)  # fmt: skip
def test_everybody_reads_what_is_kept(client: Client, language: str, words: list[str]) -> None:
    text = client.get(reverse("archive:privacy"), {"taal": language}).content.decode()
    assert [word for word in words if word not in text] == []


@pytest.mark.django_db
def test_staff_read_the_whole_register_and_take_it_along(cast: Cast) -> None:
    """ASVS 14.1.2: for each category the ground, who sees it, who gets it and how it goes."""
    page = client_of(cast.officer).get(reverse("archive:register")).content.decode()
    assert "AVG, artikel 30" in page
    reply = client_of(cast.auditor).get(reverse("archive:register-csv"))
    text = b"".join(reply.streaming_content).decode().removeprefix("\ufeff")
    table = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in table[1:]] == [each.code for each in register.CATEGORIES]
    assert all(all(cell for cell in row) for row in table)
    assert client_of(cast.applicant).get(reverse("archive:register")).status_code == 403
