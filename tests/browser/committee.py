"""A member declares and scores by keyboard; the chair leads the meeting to a ranking."""

import re

from tests.browser.cast import CHAIR, MEMBER
from tests.browser.people import Visitor, Visitors

REFERENCE = "SBIR20-CV-3"
PHASE = f"/beoordeling/{REFERENCE}/feasibility/"
REASON = "Het plan is helder en de proef is eerlijk opgezet; de kosten vallen mee."


def judges_and_ranks(visitors: Visitors) -> None:
    """From the interests of one member to the advice of the committee."""
    member, chair = visitors.become(MEMBER), visitors.become(CHAIR)
    declare(member)
    score_by_keyboard(member)
    visitors.finish_scoring(REFERENCE)
    lead_the_meeting(chair)
    see_the_consensus(member)
    visitors.move_on(REFERENCE)  # the other 31 offers on the agenda, and the advice
    see_the_ranking(chair)


def declare(member: Visitor) -> None:
    """Nothing of the offers is open before the member has answered for every applicant."""
    assert member.page.request.get(f"{PHASE}offertes/", max_redirects=0).status != 200
    member.open("/mijn/taken/").picture("task").follow(re.compile("belang"))
    member.picture("invitation").press("Ja, ik doe mee")
    member.main.get_by_label("Andere belangen").fill("geen")
    member.picture("interests").press("Verder")
    for choice in member.main.get_by_label("Geen belang").all():
        choice.check()
    member.picture("declare").press("Opgeven")


def score_by_keyboard(member: Visitor) -> None:
    """One offer, scored without a mouse, saved by itself, and handed in."""
    member.open(f"{PHASE}offertes/").picture("offers")
    member.main.locator("tbody a").first.click()
    member.page.wait_for_url(re.compile("offertes/.+/"))
    member.main.locator("input[type=radio]").first.focus()
    for _criterion in member.main.locator(".judged").all():
        for _step in range(7):
            member.page.keyboard.press("ArrowRight")
        member.page.keyboard.press("Tab")
        member.page.keyboard.type(REASON)
        member.page.keyboard.press("Tab")
    member.main.get_by_text(re.compile(r"Opgeslagen \d")).wait_for()
    assert "8,00" in member.main.locator("[data-running-total]").inner_text()
    member.picture("scored").for_manual("member-score").follow(
        re.compile("inleveren", re.IGNORECASE)
    ).picture("hand-in")
    member.press("Inleveren").picture("handed-in")


def lead_the_meeting(chair: Visitor) -> None:
    """Begin, and write down what is agreed on about the offer on top of the agenda."""
    chair.open(f"{PHASE}voortgang/").picture("progress").follow("Het consensusoverleg beginnen")
    chair.picture("begin").press("Het overleg beginnen").picture("agenda")
    chair.for_manual("member-meeting")
    chair.main.locator("tbody a").first.click()
    chair.page.wait_for_url("**/consensus/*/")
    chair.picture("consensus").press("Vastleggen")
    assert "1 van 32" in chair.open(f"{PHASE}consensus/").text


def see_the_consensus(member: Visitor) -> None:
    """A member reads what was agreed, beside the scores of the others."""
    member.open(f"{PHASE}consensus/")
    member.main.locator("tbody a").first.click()
    member.page.wait_for_url("**/consensus/*/")
    assert "Machteld van Rossum" in member.picture("consensus-for-member").text


def see_the_ranking(chair: Visitor) -> None:
    """The portal ranks, and draws the line where the money ends."""
    chair.open(f"{PHASE}rangorde/").picture("ranking")
    assert "budget" in chair.text
    chair.open(f"{PHASE}advies/").picture("advice")
    assert chair.page.request.get(f"{PHASE}advies.pdf").body().startswith(b"%PDF")
