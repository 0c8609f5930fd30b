"""RVO sees the funnel of a finished call, clicks through to the offers and exports."""

import csv
import io

from tests.browser.cast import ANALYST
from tests.browser.people import Visitor, Visitors

REFERENCE = "SBIR20-CV-5"


def reads_the_funnel(visitors: Visitors) -> None:
    """32 offers, 10 studies, 3 prototypes; as a picture, a table and data."""
    analyst = visitors.become(ANALYST).by_keyboard()
    see_where_a_call_stands(analyst)
    see_the_counts(analyst)
    click_through(analyst)
    export(analyst)


def see_where_a_call_stands(analyst: Visitor) -> None:
    """Issue 11: from the start page two clicks to where a call stands and what is committed."""
    analyst.open("/")
    head = analyst.page.get_by_role("banner")
    with analyst.counted("RVO, from the start page to where a call stands") as done:
        analyst.follow("Cijfers", within=head).picture("portfolio")
        analyst.for_manual("analyst-portfolio", begins="main details.no-print + *")
        analyst.follow("Circulaire viaducten (afgerond)")
    assert (done.pages, done.clicks) == (2, 2)
    analyst.picture("funnel").for_manual("analyst-call")
    stand = analyst.main.get_by_role("region", name="Waar de oproep staat, en wat is vastgelegd")
    told = stand.inner_text().replace("\xa0", " ")
    for phase in ("Haalbaarheidsonderzoek", "Prototype"):
        assert "afgerond" in stand.get_by_role("row", name=phase).inner_text()
    assert "€ 3.500.000" in told.partition("Alle fasen")[2]


def see_the_counts(analyst: Visitor) -> None:
    """The picture and the table say the same."""
    picture = analyst.main.locator("svg", has_text="32").first.text_content() or ""
    rows = analyst.main.get_by_role("table", name="Hoeveel offertes elke stap haalden")
    for step, count in (("Offertes, haalbaarheidsonderzoek", 32), ("Gegund", 10), ("Gegund", 3)):
        assert f"{step}: {count}" in picture
        assert rows.locator("tr", has_text=step).filter(has_text=str(count)).count()


def click_through(analyst: Visitor) -> None:
    """From a count to the offers behind it."""
    analyst.open(f"/trechter/{REFERENCE}/feasibility/awarded/").picture("awarded")
    assert analyst.main.locator("tbody tr").count() == 10
    analyst.open(f"/trechter/{REFERENCE}/feasibility/offers/").picture("offers")
    assert analyst.main.locator("tbody tr").count() == 32


def export(analyst: Visitor) -> None:
    """The same counts as CSV and as JSON."""
    get = analyst.page.request.get
    phases = get(f"/trechter/{REFERENCE}/json/").json()["phases"]
    feasibility, prototype, procurement = phases
    assert (feasibility["offers"], feasibility["awarded"]) == (32, 10)
    assert (prototype["offers"], prototype["awarded"]) == (10, 3)
    assert feasibility["awarded_incl_vat_eur"] == "500000.00"
    assert prototype["awarded_incl_vat_eur"] == "3000000.00"
    assert procurement["bought"] == 2
    table = get(f"/trechter/{REFERENCE}/csv/").text()
    rows = list(csv.DictReader(io.StringIO(table.lstrip("\ufeff"))))
    assert [row["offers"] for row in rows] == ["32", "10", ""]
