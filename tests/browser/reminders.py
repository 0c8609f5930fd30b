"""A company with a draft is reminded two weeks before the deadline, once."""

from tests.browser import committee
from tests.browser.company import CALL, COLLEAGUE
from tests.browser.people import Visitors


def reminds_once(visitors: Visitors) -> None:
    """The clock of the whole portal goes forward with the moments of another call."""
    writer = visitors.become(COLLEAGUE)
    assert writer.mails("Herinnering") == []
    for _moment in ("the decision is approved", "the letters are sent"):
        visitors.move_on(committee.REFERENCE)
    writer.open("/offertes/").picture("draft")
    assert "over 13 dagen" in writer.text
    reminder = writer.mail("Herinnering")
    assert CALL in reminder
    writer.open("/demo/post/").picture("reminder")
    assert len(writer.mails("Herinnering")) == 1
