"""A company by keyboard: from the landing page to a receipt, with a killed tab, a cent too much."""

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.papers import a_pdf
from tests.browser.people import Visitor, Visitors

CALL, REFERENCE = "Milieuvriendelijke sportvelden", "SBIR19-MVS"
COLLEAGUE = "gijs@zwartwater.example"
COMPANY = "Zwartwater Grasmatten B.V."
OWN_PASSWORD = "een lange zin over gras"
TEXT = "Wij maken een mat van vezels uit bermgras, die na tien jaar in de compost kan."
UNFINISHED = "De vezels komen van de berm van de A28 en daarom"
JUST_ABOVE, JUST_FITS = "41322,32", "41322,31"  # with 21% VAT: 50.000,01 and 50.000,00
SHA256 = re.compile(r"[0-9a-f]{8}( [0-9a-f]{8}){7}")
CODE = re.compile(r"\b[0-9A-Z]{4}(-[0-9A-Z]{4}){8}\b")


def sends_an_offer(visitors: Visitors, tmp_path: Path) -> None:
    """Register, write together, be told of the cent, send, withdraw and send again: no mouse."""
    signatory = visitors.arrive().by_keyboard()
    signatory.follow("Bekijk de open oproepen").follow(CALL).picture("call").for_manual(
        "company-call"
    )
    register(signatory, "Fenna Zwart", "fenna@zwartwater.example")
    register_company(signatory)
    offer = begin_offer(signatory)
    write_sections(signatory, offer, tmp_path)
    ask_a_cent_too_much(signatory, offer)
    check(signatory, offer).for_manual("company-send")
    code = send(signatory)
    find_the_receipt(signatory)
    withdraw_and_send_again(signatory, offer, code)
    let_the_colleague_in(visitors)


def register(person: Visitor, name: str, email: str) -> None:
    """An account, with the link from the mail."""
    person.email = email
    person.open("/account/signup/")
    person.fill(name=name, email=email, password1=OWN_PASSWORD, password2=OWN_PASSWORD)
    person.picture("sign-up").press("Account maken")
    link = re.search(r"http\S+", person.mail("Bevestig uw e-mailadres"))
    assert link
    person.open(link.group()).press("Ja, dit is mijn adres")


def register_company(person: Visitor) -> None:
    """The company, and a colleague who writes along."""
    person.open("/mijn/bedrijven/").follow("Een bedrijf aanmelden")
    person.press("Bedrijf aanmelden").click(person.main.locator("[data-error-summary] a").first)
    expect(person.field("name")).to_be_focused()
    person.fill(name=COMPANY, kvk="70010203", city="Zwartsluis").press("Bedrijf aanmelden")
    person.fill(name="Gijs Zwart", email=COLLEAGUE)
    person.check(person.main.get_by_label("Offertes schrijven", exact=True))
    person.press("Uitnodiging versturen").picture("company")
    assert "Gijs Zwart" in person.text


def begin_offer(person: Visitor) -> str:
    """Begin on the page of the call, which leads to the first part; gives the offer's address."""
    person.open(f"/oproepen/{REFERENCE}/").follow("Begin een offerte").picture("begin")
    return person.press("Deze offerte beginnen").picture("offer").page.url.partition("deel/")[0]


def write_sections(person: Visitor, offer: str, folder: Path) -> None:
    """All sections, one after the other; in the second the tab is killed in mid-sentence."""
    person.fill(title="Een mat van bermgras", public_summary=TEXT)
    person.press("Opslaan en verder")
    person.write(person.field("innovation"), UNFINISHED)
    person.kill_tab()
    person.open(f"{offer}deel/solution/")
    expect(person.field("innovation")).to_have_value(UNFINISHED)
    person.picture("text-found-again")
    fill_section(person, trl_now="2", trl_target="3")
    starts = person.now + timedelta(days=150)
    ends = starts + timedelta(days=150)
    dates = {"starts_on": f"{starts:%Y-%m-%d}", "ends_on": f"{ends:%Y-%m-%d}"}
    fill_section(person, **dates)
    fill_section(person, prototype_price_incl_vat="250.000,00")
    person.check(person.main.get_by_label("Nee", exact=True))
    person.check(person.main.get_by_label("Wij houden de rechten"))
    fill_section(person)
    attach(person, a_pdf(folder, "projectplan.pdf"), "Projectplan")
    attach(person, a_pdf(folder, "samenvatting.pdf"), "Samenvatting als los bestand")
    person.follow("Verder naar “Verklaringen”")
    for box in person.main.get_by_role("checkbox").all():
        person.check(box)
    person.press("Opslaan en verder")
    add_partner(person)


def fill_section(person: Visitor, **answers: str) -> None:
    """Every text that is asked, and these answers; a question may hang on another's answer."""
    for field in person.main.locator("textarea:visible").all():
        person.write(field, TEXT)
    for name, answer in answers.items():
        field = person.field(name)
        is_choice = field.evaluate("field => field.tagName") == "SELECT"
        person.choose(field, answer) if is_choice else person.write(field, answer)
    person.press("Opslaan en verder")


def attach(person: Visitor, file: Path, question: str) -> None:
    """Upload a file; its row appears without a reload."""
    plan = person.main.locator("section", has_text=question)
    person.attach(plan.locator("input[type=file]"), file)
    person.click(plan.get_by_role("button", name="Uploaden"))
    plan.get_by_role("link", name=file.name).wait_for()
    person.picture("upload")


def add_partner(person: Visitor) -> None:
    """A partner who does a quarter of the work."""
    person.fill(**{"rows-0-share": "75"}).press("Opslaan en een partner toevoegen")
    person.fill(**{"rows-1-name": "Hogeschool Salland", "rows-1-share": "25"})
    person.choose(person.field("rows-1-role"), "partner")
    person.picture("partners").press("Opslaan en verder")


def ask_a_cent_too_much(person: Visitor, offer: str) -> None:
    """One cent above the maximum is told as one cent, and mended."""
    person.fill(**{"rows-0-description": "Onderzoek", "rows-0-quantity": "1", "rd_share": "80"})
    person.fill(**{"rows-0-rate": JUST_ABOVE}).press("Opslaan en zien wat ontbreekt")
    assert "€ 0,01 boven het maximum" in person.text
    person.picture("a-cent-above").follow("Kosten en prijs").picture("price-a-cent-above")
    person.fill(**{"rows-0-rate": JUST_FITS}).press("Opslaan en zien wat ontbreekt")
    assert person.page.url.partition("#")[0] == f"{offer}insturen/"  # nothing is missing


def check(person: Visitor, offer: str) -> Visitor:
    """The page that says what is sent, and what happens then."""
    return person.open(offer).follow("Controleren en insturen").picture("check")


def send(person: Visitor) -> str:
    """Send, and hold a receipt with time, hash and change code; returns the code."""
    person.check(person.field("declared"))
    person.press("Deze offerte insturen").picture("receipt")
    assert "Wij hebben uw offerte ontvangen" in person.text
    assert re.search(r"\d{2}:\d{2}:\d{2}", person.text)
    assert SHA256.search(person.text)
    code = CODE.search(person.text)
    assert code
    return code.group()


def find_the_receipt(person: Visitor) -> None:
    """The worker makes the PDF and mails it."""
    person.mail("hebben offerte")
    person.follow("Terug naar uw offerte").follow("Ontvangstbewijs 1").picture("receipt-again")
    person.for_manual("company-receipt")
    link = person.main.get_by_role("link", name="De pdf downloaden").get_attribute("href")
    answer = person.page.request.get(f"{person.visitors.site}{link}")
    assert answer.ok
    assert answer.body().startswith(b"%PDF")


def withdraw_and_send_again(person: Visitor, offer: str, code: str) -> None:
    """Withdrawn it counts no more; the code opens what was sent, and it is sent again."""
    person.open(f"{offer}intrekken/").picture("withdraw").press("Deze offerte intrekken")
    assert "ingetrokken" in person.picture("withdrawn").text
    person.open(f"{offer}wijzigen/").fill(code=code).press("Mijn offerte openen")
    assert send(check(person, offer)) != code
    assert "inzending 2" in person.text


def let_the_colleague_in(visitors: Visitors) -> None:
    """The invited colleague makes an account and finds the offer."""
    colleague = visitors.arrive()
    register(colleague, "Gijs Zwart", COLLEAGUE)
    link = re.search(r"http\S+/uitnodiging/\S+", colleague.mail("nodigt u uit"))
    assert link
    colleague.open(link.group()).press("Uitnodiging aannemen")
    assert CALL in colleague.open("/offertes/").picture("colleague").text
