"""REQ-04: of an offer only the title and the public summary of who won ever become public."""

import pytest
from django.urls import reverse

from applications.models import OpenedProposal
from awards.models import Decision
from funnel.summaries.refreshing import refresh
from tests.awards.conftest import Decide
from tests.cast import Cast, client_of

SECRET, PUBLIC = "Het geheim van de lijm", "Een brug van gras, voor iedereen"


@pytest.fixture
def told(released: Decide) -> Decision:
    """Everybody was told; each offer has a secret answer and a public summary of its own."""
    decision_set = released()
    for opened in OpenedProposal.objects.filter(proposal__phase=decision_set.phase):
        opened.answers = {"solution": {"innovation": SECRET, "public_summary": SECRET}}
        opened.public_summary = PUBLIC
        opened.save()
    return decision_set.decisions.first()


@pytest.mark.parametrize("name", ["calls:detail", "awards:result"])
def test_public_pages_show_the_public_summary_at_most(told: Decision, name: str) -> None:
    """REQ-04: the summary of who won is on the result page; no other answer is anywhere."""
    call = told.decision_set.phase.call
    page = client_of(None).get(reverse(name, args=[call.reference])).content.decode()
    assert SECRET not in page
    assert (PUBLIC in page) == (name == "awards:result")


@pytest.mark.parametrize("name", ["call-csv", "call-json", "portfolio-csv", "portfolio-json"])
def test_exports_hold_no_answer_of_an_offer(told: Decision, cast: Cast, name: str) -> None:
    """REQ-04: the open data are counts and amounts; the words of an offer stay where they are."""
    reference = told.decision_set.phase.call.reference
    refresh()
    args = [reference] if name.startswith("call") else []
    reply = client_of(cast.analyst).get(reverse(f"funnel:{name}", args=args))
    body = b"".join(reply.streaming_content) if reply.streaming else reply.content
    assert reply.status_code == 200
    assert reference.encode() in body
    assert SECRET.encode() not in body
