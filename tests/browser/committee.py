"""By keyboard: a member declares and scores, and the chair leads the meeting to a ranking."""

import re

from tests.browser.cast import CHAIR, MEMBER
from tests.browser.people import Visitor, Visitors

REFERENCE = "SBIR20-CV-3"
PHASE = f"/beoordeling/{REFERENCE}/feasibility/"
REASON = "Het plan is helder en de proef is eerlijk opgezet; de kosten vallen mee."


def judges_and_ranks(visitors: Visitors) -> None:
    """From the interests of one member to the advice of the committee: no mouse."""
    member = visitors.become(MEMBER).by_keyboard()
    chair = visitors.become(CHAIR).by_keyboard()
    declare(member)
    score(member)
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
    member.write(member.main.get_by_label("Andere belangen"), "geen")
    member.picture("interests").press("Verder")
    member.press("Opgeven").picture("nothing-declared")
    assert member.main.locator("[data-error-summary]").count()
    for choice in member.main.get_by_label("Geen belang").all():
        member.check(choice)
    member.picture("declare").press("Opgeven")


def score(member: Visitor) -> None:
    """One offer, of which no score is known yet: scored, saved by itself, and handed in.

    Issue 11: the offer and the score sheet are one screen, which nobody leaves while scoring.
    """
    member.open(f"{PHASE}offertes/").picture("offers")
    member.click(member.main.locator("tbody a").first)
    member.page.wait_for_url(re.compile("offertes/.+/"))
    assert member.main.get_by_role("region", name="De offerte").is_visible()
    with member.counted("member, one offer scored") as done:
        for criterion in member.main.locator(".judged").all():
            member.check(criterion.locator("input[type=radio][value='8']"))
            member.write(criterion.locator("textarea"), REASON)
        member.main.get_by_text(re.compile(r"Opgeslagen \d")).wait_for()
    assert done.fields
    assert done.pages == 0
    assert "8,00" in member.main.locator("[data-running-total]").inner_text()
    pages = member.done.pages
    member.picture("scored").for_manual("member-score").follow(
        re.compile("inleveren", re.IGNORECASE)
    ).picture("hand-in")
    assert member.done.pages == pages + 1, "leaving is counted"
    member.press("Inleveren").picture("handed-in")


def lead_the_meeting(chair: Visitor) -> None:
    """Begin, and write down what is agreed on about the offer on top of the agenda."""
    chair.open(f"{PHASE}voortgang/").picture("progress").follow("Het consensusoverleg beginnen")
    chair.picture("begin").press("Het overleg beginnen").picture("agenda")
    chair.for_manual("member-meeting")
    chair.click(chair.main.locator("tbody a").first)
    chair.page.wait_for_url("**/consensus/*/")
    chair.picture("consensus").press("Vastleggen")
    assert "1 van 32" in chair.open(f"{PHASE}consensus/").text


def see_the_consensus(member: Visitor) -> None:
    """A member reads what was agreed, beside the scores of the others."""
    member.open(f"{PHASE}consensus/")
    member.click(member.main.locator("tbody a").first)
    member.page.wait_for_url("**/consensus/*/")
    assert "Machteld van Rossum" in member.picture("consensus-for-member").text


def see_the_ranking(chair: Visitor) -> None:
    """The portal ranks, and draws the line where the money ends."""
    chair.open(f"{PHASE}rangorde/").picture("ranking")
    assert "budget" in chair.text
    chair.open(f"{PHASE}advies/").picture("advice")
    assert chair.page.request.get(f"{PHASE}advies.pdf").body().startswith(b"%PDF")
