"""An innovation partnership: request, selection, two rounds, final tenders, partners, purchase.

What invented people do in between is left to the panel of the demo; the decisive pages are walked.
"""

import re
from time import monotonic

from tests.browser.cast import APPROVER, OFFICER, signatory_of
from tests.browser.people import Visitor, Visitors

REFERENCE = "IP26-DIJKEN"
DESK = f"/gunning/{REFERENCE}/"
MADE_WITHIN = 120  # seconds for a handful of letters
TALK = "Wij bespraken hoe de sensoren tegen vorst kunnen. Over de minimumeisen spraken wij niet."


def is_walked_to_its_purchase(visitors: Visitors) -> None:
    """From the public page to what was bought of the partner that remains."""
    read_the_call(visitors.arrive())
    officer, approver = visitors.become(OFFICER), visitors.become(APPROVER)

    go_on(visitors, "closed", "opened", "scored", "advised")
    select(officer, approver)

    go_on(visitors, "closed", "opened", "judged", "decided", "informed")  # initial tenders
    go_on(visitors, "closed", "opened", "judged")
    party = negotiate(officer, "negotiation-1")
    close_round(officer, approver, "negotiation-1")
    read_own_talk(visitors, party)

    go_on(visitors, "closed", "opened", "judged")
    officer.open(f"/onderhandeling/{REFERENCE}/negotiation-2/").picture("second-round")
    close_round(officer, approver, "negotiation-2")

    go_on(visitors, "closed", "opened", "scored", "advised", "decided", "informed")
    wait_out_the_standstill(officer)
    go_on(visitors, "signed", "work-1")
    end_one(officer, approver)
    go_on(visitors, "went-on-1", "work-2", "went-on-2", "completed")
    buy(officer)


def go_on(visitors: Visitors, *stages: str) -> None:
    """Let the invented people come to each of these stages in turn."""
    for _stage in stages:
        visitors.move_on(REFERENCE)


def read_the_call(visitor: Visitor) -> None:
    """Anybody reads who may ask to take part, and on what."""
    visitor.open(f"/oproepen/{REFERENCE}/").picture("call")
    for words in ("Verzoek tot deelneming", "Onderhandelingsronde 2", "Definitieve inschrijving"):
        assert words in visitor.text
    assert "UEA" in visitor.text


def select(officer: Visitor, approver: Visitor) -> None:
    """Five of seven candidates are selected: by score and places, without an amount."""
    where = f"{DESK}request/"
    officer.open(f"/beoordeling/{REFERENCE}/request/rangorde/").picture("selection-ranking")
    officer.open(DESK).follow("Besluiten over het advies").press("Beginnen met het advies")
    officer.picture("selection")
    assert officer.main.get_by_text("Gaat door", exact=True).count() == 5
    assert "€" not in officer.main.locator("table").first.inner_text()
    tell(officer, approver, where)


def negotiate(officer: Visitor, code: str) -> str:
    """The officer writes down a talk with one party; returns its name."""
    officer.open(f"/onderhandeling/{REFERENCE}/{code}/").picture("parties")
    link = officer.main.locator("tbody th a").first
    party = link.inner_text().strip()
    officer.follow(party)
    officer.fill(
        held_on=f"{officer.now:%Y-%m-%d}", present="Twee inkopers en de penvoerder", discussed=TALK
    )
    officer.picture("talk").press("Vastleggen")
    return party


def close_round(officer: Visitor, approver: Visitor, code: str) -> None:
    """Two officers close the round; who is admissible goes on."""
    officer.open(DESK).follow("Deze ronde afsluiten").picture("close-round")
    officer.press("Begin met afsluiten van deze ronde")
    assert officer.main.get_by_text("Gaat door", exact=True).count() == 5
    tell(officer, approver, f"{DESK}{code}/")


def tell(officer: Visitor, approver: Visitor, where: str) -> None:
    """Proposed by one, approved by another; the letters are made and sent."""
    officer.open(f"{where}besluit/").press("Een collega om goedkeuring vragen")
    approver.open(f"{where}akkoord/").step_up().press("Alle besluiten goedkeuren")
    end = monotonic() + MADE_WITHIN
    while "De brieven verzenden" not in officer.open(f"{where}brieven/").text:
        assert monotonic() < end
        officer.page.wait_for_timeout(1000)
    officer.follow("De brieven verzenden").step_up().press("Alle brieven verzenden")


def read_own_talk(visitors: Visitors, party: str) -> None:
    """The party reads what was written down, and finds no other party there."""
    company = visitors.become(signatory_of(party))
    mail = company.mail("verslag van ons gesprek")
    assert TALK not in mail
    address = re.search(r"/onderhandeling/mijn/\S+", mail)
    assert address
    company.open(address[0]).picture("own-talk")
    assert TALK in company.text


def wait_out_the_standstill(officer: Visitor) -> None:
    """Two partners; nobody signs within the twenty days."""
    officer.open(f"{DESK}final/contracten/").picture("two-partners")
    links = officer.main.locator("tbody th a")
    assert links.count() == 2
    links.first.click()
    officer.page.wait_for_url("**/contract/*/")
    officer.picture("standstill")
    assert "De opschortende termijn loopt tot" in officer.text


def end_one(officer: Visitor, approver: Visitor) -> None:
    """After the first stage one partnership ends: a ground, reasons, and a second officer."""
    officer.open(f"{DESK}final/contracten/")
    officer.main.locator("tbody th a").last.click()
    officer.page.wait_for_url("**/contract/*/")
    officer.follow("Fasen, doelen").picture("stages")
    place = officer.page.url
    officer.follow("Voorstellen dit partnerschap te beëindigen")
    officer.main.get_by_label("de oplossing van een andere partner").check()
    officer.fill(reasons="De andere partner haalt een duidelijk hogere score op prestatie.")
    officer.picture("propose-end").press("Een collega laten besluiten")
    approver.open(place).follow("Lezen en dit partnerschap beëindigen").step_up()
    approver.picture("approve-end").press("Het partnerschap beëindigen").picture("ended")
    assert "Dit partnerschap is beëindigd" in approver.text


def buy(officer: Visitor) -> None:
    """Above the maximum is refused with by how much; within it the purchase is on record."""
    officer.open(f"{DESK}aankopen/").picture("buy")
    officer.field("dossier").select_option(index=1)
    officer.fill(
        description="Bewaking van 12 kilometer dijk", measured_performance="99",
        amount_excl_vat="9.000.000,00", bought_on=f"{officer.now:%Y-%m-%d}",
    )  # fmt: skip
    officer.press("De aankoop vastleggen").picture("too-dear")
    assert "boven het afgesproken maximum" in officer.text
    officer.fill(amount_excl_vat="300.000,00").press("De aankoop vastleggen").picture("bought")
    assert "binnen het partnerschap" in officer.text
