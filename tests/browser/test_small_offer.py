"""A new company and a small offer: from the landing page to the receipt, in a dozen pages.

The portal runs in this process with rows of its own: no demo is needed.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from applications.models import Submission
from calls.models import Call, Phase
from portal.mail.models import OutgoingMail
from tests.applications import stages
from tests.browser.conftest import WALKS
from tests.browser.people import Visitor, Visitors
from tests.cast import make_cast

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("loop_of_the_browser"),
]
MOST_PAGES = 12
EMAIL = "fenna@zwartwater.example"
OWN_PASSWORD = "een lange zin over gras"
# Besides these, every offer has its partners and its price.
FEW_QUESTIONS = [
    {
        "code": "idea",
        "title": {"nl": "Uw idee", "en": "Your idea"},
        "questions": [
            {
                "code": "title", "kind": "short_text", "required": True,
                "label": {"nl": "Titel", "en": "Title"},
            },
            {
                "code": "public_summary", "kind": "long_text", "required": True, "word_limit": 100,
                "label": {"nl": "Wat gaat u doen?", "en": "What are you going to do?"},
            },
            {
                "code": "truth", "kind": "declaration", "required": True,
                "label": {"nl": "Alles is waar", "en": "All of it is true"},
            },
        ],
    },
]  # fmt: skip


@pytest.fixture
def phase(transactional_db: None) -> Phase:
    phase = stages.open_phase(make_cast())
    phase.form = FEW_QUESTIONS
    phase.save(update_fields=["form"])
    return phase


@pytest.fixture
def visitors(
    chromium: Browser, live_server, album: Path | None, phase: Phase, request: pytest.FixtureRequest
) -> Iterator[Visitors]:
    """As in the walks, but at the portal of this process."""
    with Visitors(chromium, live_server.url, album, "small-offer") as visitors:
        yield visitors
        request.config.stash.setdefault(WALKS, []).append(visitors.summary())
        assert visitors.faults == []


def sign_up(person: Visitor, call: Call) -> str:
    """From the landing page to the mail; gives the link that stands in it."""
    person.open("/").follow("Bekijk de open oproepen").follow(call.title)
    person.follow("Maak een account en begin").fill(name="Fenna Zwart", email=EMAIL)
    person.fill(password1=OWN_PASSWORD, password2=OWN_PASSWORD).press("Account maken")
    body = OutgoingMail.objects.get(to_email=EMAIL, kind="email_confirmation_signup").body
    return re.search(r"http\S+", body).group()


def test_company_sends_a_small_offer_in_a_dozen_pages(visitors: Visitors, phase: Phase) -> None:
    """Issue 11: the receipt is the twelfth page at most, and every page before it is of use.

    One follows what the pages and the mail show: no address is typed but that of the portal.
    """
    newcomer = visitors.newcomer()
    with newcomer.counted("company, from the landing page to the receipt") as done:
        link = sign_up(newcomer, phase.call)
        newcomer.open(link).press("Ja, dit is mijn adres").picture("begin")
        newcomer.fill(name="Zwartwater B.V.", kvk="70010203", city="Zwartsluis")
        newcomer.press("Bedrijf aanmelden en beginnen").picture("first-part")
        newcomer.fill(title="Een mat van bermgras", public_summary="Vezels die composteren.")
        newcomer.check(newcomer.main.get_by_label("Alles is waar"))
        newcomer.press("Opslaan en verder").press("Opslaan en verder")
        newcomer.fill(**{"rows-0-description": "Onderzoek", "rows-0-quantity": "1"})
        newcomer.fill(**{"rows-0-rate": "30.000,00", "rd_share": "80"})
        newcomer.press("Opslaan en zien wat ontbreekt").picture("check")
        newcomer.check(newcomer.field("declared")).press("Deze offerte insturen")
        assert "Wij hebben uw offerte ontvangen" in newcomer.text
    assert done.pages <= MOST_PAGES
    assert Submission.objects.get().proposal.phase == phase
