"""Every page that shows a deadline says in words what counts (house.md, "Time")."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from applications.models import Proposal
from tests.applications.stages import after_deadline, draft, open_phase
from tests.cast import client_of

RULE = "deadline-rule"
SHOWS = re.compile(r"{% (?:deadline|moment|day) [\w.]*(?:closes_at|deadline|outage\.to)[^%]*%}")
SAYS = re.compile(r"{% deadline (?![^%]*(?:rule=False|short=True))[^%]*%}|components/deadline_rule")
# Mails and papers say it in their own words, and the list of closings is about what is over.
ELSEWHERE = ("mail/", "pdf/", ".pdf.html", "components/")


def pages() -> list[str]:
    folder = settings.TEMPLATES[0]["DIRS"][0]
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*.html"))
        if SHOWS.search(path.read_text(encoding="utf-8"))
        and not any(part in str(path.relative_to(folder)) for part in ELSEWHERE)
    ]


@pytest.mark.parametrize("name", pages())
def test_page_with_a_deadline_says_what_counts(name):
    text = (settings.TEMPLATES[0]["DIRS"][0] / name).read_text(encoding="utf-8")
    included = re.findall(r'{% include "([\w/.-]+)"', text)
    parts = [(settings.TEMPLATES[0]["DIRS"][0] / part).read_text() for part in included]
    assert any(SAYS.search(each) for each in [text, *parts]), name


@pytest.mark.django_db
def test_rule_stands_on_the_pages_of_company_public_and_officer(cast, clock):
    phase = open_phase(cast)
    proposal: Proposal = draft(phase, cast.applicant)
    at = [proposal.dossier.reference, phase.code]
    call, company = phase.call.reference, client_of(cast.applicant)
    seen = [
        (company, reverse("applications:offer", args=at)),
        (company, reverse("applications:section", args=[*at, "summary"])),
        (company, reverse("applications:submit", args=at)),
        (company, reverse("applications:mine")),
        (company, reverse("calls:detail", args=[call])),
        (client_of(None), reverse("calls:list")),
        (client_of(cast.officer), reverse("applications:vault", args=[call, phase.code])),
        (client_of(cast.officer), reverse("awards:workspace", args=[call])),
        (client_of(cast.officer), reverse("awards:my-calls")),
    ]
    for client, address in seen:
        assert RULE in client.get(address).content.decode(), address

    after_deadline(phase, clock)
    for client, address in seen[:1] + seen[6:8]:
        assert RULE in client.get(address).content.decode(), address


def test_rule_names_the_moment_itself_as_too_late():
    assert "te laat" in render_to_string("components/deadline_rule.html")
