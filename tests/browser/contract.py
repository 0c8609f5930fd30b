"""A winner signs, delivers and is invited; much later an authority records what it bought."""

from pathlib import Path

from tests.browser.cast import OFFICER, signatory_of
from tests.browser.papers import a_pdf
from tests.browser.people import Visitor, Visitors

REFERENCE, FINISHED = "SBIR20-CV-4", "SBIR20-CV-5"
CONTRACTS = f"/gunning/{REFERENCE}/feasibility/contracten/"


def delivers_and_is_invited(visitors: Visitors, tmp_path: Path) -> None:
    """The contract of one winner, from signature to the invitation to the prototype phase."""
    officer = visitors.become(OFFICER)
    winner = visitors.become(signatory_of(winning_company(officer)))
    contract = sign(winner)
    officer.open(contract).follow("Tekenen voor de aanbestedende dienst").picture("countersign")
    agree(officer, "Tekenen")
    while (
        "Opleveren:"
        in winner.open(contract).page.locator("main, aside:not(.session-limit)").last.inner_text()
    ):
        deliver(winner, a_pdf(tmp_path, "haalbaarheidsrapport.pdf"))
        accept(officer, contract)
    winner.picture("all-accepted").mail("uitgenodigd voor de volgende fase")
    winner.open("/offertes/").picture("invited")
    assert "prototype" in winner.text
    record_purchase(officer)


def winning_company(officer: Visitor) -> str:
    """The first Dutch company that has a contract to sign."""
    officer.open(CONTRACTS).picture("contracts")
    names = officer.main.locator("td[data-label='Bedrijf']").all_inner_texts()
    return next(name for name in names if name.endswith(" BV"))


def sign(winner: Visitor) -> str:
    """The company reads and signs; returns the address of the contract."""
    winner.open("/bedrijf/").picture("overview").for_manual("company-overview")
    row = winner.open("/gunning/mijn/").main.locator("table").last.locator("tr.waits").first
    contract = row.get_by_role("link").get_attribute("href") or ""
    winner.open(contract).picture("contract").follow("Tekenen voor uw bedrijf")
    agree(winner.picture("sign"), "Tekenen")
    return contract


def agree(person: Visitor, button: str) -> None:
    """Tick that it was read, and sign."""
    person.step_up().field("agreed").check()
    person.press(button)


def deliver(winner: Visitor, report: Path) -> None:
    """Upload what the contract asks first."""
    winner.follow("Opleveren:")
    winner.main.locator("input[type=file]").set_input_files(report)
    winner.picture("deliver").press("Opleveren")


def accept(officer: Visitor, contract: str) -> None:
    """The officer reads it and accepts."""
    officer.open(contract).follow("Beoordelen:").picture("judge")
    officer.main.get_by_label("Accepteren").check()
    officer.press("Oordeel opslaan")


def record_purchase(officer: Visitor) -> None:
    """What an authority bought of a prototype stands on the public result page."""
    officer.open(f"/gunning/{FINISHED}/aankopen/").picture("purchases")
    officer.field("dossier").select_option(index=1)
    officer.fill(
        description="Twee dekken voor de N34", procurement_reference="TenderNed 700123",
        amount_excl_vat="1.150.000,00", bought_on=f"{officer.now:%Y-%m-%d}",
    )  # fmt: skip
    officer.press("De aankoop vastleggen").picture("purchase-recorded")
    assert "Twee dekken voor de N34" in officer.text
