"""Two officers open the vault together; before that nobody sees anything of an offer."""

from tests.browser.cast import APPROVER, AUDITOR, OFFICER, OPERATOR
from tests.browser.people import Visitor, Visitors

REFERENCE = "SBIR20-CV-2"
VAULT = f"/kluis/{REFERENCE}/feasibility/"
STAFF_PAGES = (f"/gunning/{REFERENCE}/", VAULT, f"/trechter/{REFERENCE}/")
WATCHERS_PAGES = (f"/historie/?call={REFERENCE}", VAULT)
OFFERS = 32


def is_opened_by_two(visitors: Visitors) -> None:
    """What all staff can see before the opening names no company; after it the officers do."""
    first, second = visitors.become(OFFICER), visitors.become(APPROVER)
    seen = read(first, *STAFF_PAGES)
    seen += read(visitors.become(AUDITOR), *WATCHERS_PAGES)
    seen += read(visitors.become(OPERATOR), *WATCHERS_PAGES)
    assert first.page.request.get(f"{VAULT}offertes/").status == 404

    first.open("/mijn/taken/").picture("task").follow("Open samen de kluis").picture("sealed")
    start(first)
    assert first.page.request.get(f"{VAULT}offertes/").status == 404  # one is not enough
    confirm(second)
    for company in companies(first):
        assert company not in seen


def read(person: Visitor, *places: str) -> str:
    """All that these pages say; a page that is refused says nothing."""
    said = ""
    for place in places:
        answer = person.page.request.get(place)
        assert answer.status in (200, 403, 404)
        said += answer.text()
    return said


def start(person: Visitor) -> None:
    """The first: a fresh code and the own passphrase."""
    person.follow("De opening starten").step_up().picture("start")
    person.fill(passphrase=person.passphrase).press("Starten")
    assert "gestart" in person.text
    person.picture("started")


def confirm(person: Visitor) -> None:
    """The second, who is asked by mail as well."""
    person.mail("kluis")
    person.open(VAULT).follow("De opening bevestigen").step_up().picture("confirm")
    person.fill(passphrase=person.passphrase).press("De kluis openen").picture("record")
    assert "Willemijn van Haaften" in person.text
    assert "Ruud Jongsma" in person.text


def companies(officer: Visitor) -> list[str]:
    """The names of all who sent an offer."""
    officer.open(f"{VAULT}offertes/").picture("opened-list")
    cells = officer.main.locator("td[data-label='Bedrijf']").all_inner_texts()
    assert len(cells) == OFFERS
    officer.main.locator("tbody a").first.click()
    officer.picture("opened-offer")
    return [cell.removesuffix("verzonnen").strip() for cell in cells]
