"""The officer decides within the advice, a colleague approves, everybody gets one letter."""

import io
from time import monotonic

from pypdf import PdfReader

from tests.browser.cast import APPROVER, OFFICER, signatory_of
from tests.browser.people import Visitor, Visitors

REFERENCE = "SBIR20-CV-4"
PHASE = f"/gunning/{REFERENCE}/feasibility/"
MADE_WITHIN = 120  # seconds for 32 letters


def decides_and_tells(visitors: Visitors) -> None:
    """From the advice to the letter of a company that gets nothing."""
    officer, approver = visitors.become(OFFICER), visitors.become(APPROVER)
    propose(officer)
    approve(approver)
    wait_for_letters(officer)
    release(officer)
    company = rejected_company(officer)
    read_letter(visitors.become(signatory_of(company)), company)


def propose(officer: Visitor) -> None:
    """What ranks within the budget is awarded; the officer looks and asks for approval."""
    officer.open(f"/gunning/{REFERENCE}/").picture("workspace").for_manual("officer-workspace")
    officer.follow("Besluiten over het advies")
    officer.press("Beginnen met het advies").picture("decide")
    assert "€ 500.000 van € 500.000 incl. btw" in officer.text
    officer.main.locator("tbody a").last.click()
    officer.page.wait_for_url("**/besluit/*/")
    officer.picture("one-decision").open(f"{PHASE}besluit/")
    officer.press("Een collega om goedkeuring vragen").open(f"{PHASE}besluit/")
    assert "Controleren en goedkeuren" not in officer.text  # nobody approves own work


def approve(approver: Visitor) -> None:
    """A colleague, with a fresh code, approves exactly what is on the page."""
    approver.open("/mijn/taken/").follow(
        "Controleer het besluit en keur het goed"
    ).step_up().picture("approve")
    approver.press("Alle besluiten goedkeuren").picture("letters-being-made")


def wait_for_letters(officer: Visitor) -> None:
    """The worker makes them; the page renews itself while it does."""
    end = monotonic() + MADE_WITHIN
    officer.open(f"{PHASE}brieven/")
    while monotonic() < end and "32 van 32" not in officer.text:
        officer.page.wait_for_timeout(500)
    assert "32 van 32" in officer.text


def release(officer: Visitor) -> None:
    """The officer reads a letter and sends them all, once."""
    officer.open(f"{PHASE}brieven/").picture("letters").follow("De brieven verzenden").step_up()
    officer.picture("release").press("Alle brieven verzenden")
    assert "Verzonden door" in officer.open(f"{PHASE}brieven/").text


def rejected_company(officer: Visitor) -> str:
    """The first Dutch company in the list that gets nothing."""
    rows = officer.main.locator("tbody tr", has_text="Niet gunnen").filter(has_text=" BV")
    return rows.first.locator("th").inner_text().rpartition(" ")[0].strip()


def read_letter(applicant: Visitor, company: str) -> None:
    """The company is told by mail, and reads who, which scores and why."""
    applicant.mail("besluit")
    applicant.open("/gunning/mijn/").picture("letters-of-company")
    row = applicant.main.locator("tr", has_text="(besluiten)")
    link = row.get_by_role("link", name="Besluit").get_attribute("href") or ""
    answer = applicant.page.request.get(link)
    pages = PdfReader(io.BytesIO(answer.body())).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    for part in (company, "Impact", "Technologische haalbaarheid", "Economisch perspectief"):
        assert part in words
